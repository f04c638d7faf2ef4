// MurmurHash3 (x86, 32 bits; Appleby 2011): a fast, seeded hash of words and bytes, the same on every machine. Not for
// secrets.

/** Of whole 32-bit words. The result is signed. */
export function hashWords(words: readonly number[], seed: number): number {
  let hash = seed;
  for (const word of words) hash = mixIn(hash, word);
  return finish(hash, words.length * 4);
}

/**
 * Of bytes, as the reference's `MurmurHash3_x86_32` and scikit-learn's `murmurhash3_32` give it. The result is in [0,
 * 2³²).
 */
export function hashBytes(bytes: Uint8Array, seed: number): number {
  const whole = bytes.length & ~3;
  let hash = seed;
  for (let start = 0; start < whole; start += 4) hash = mixIn(hash, littleEndian(bytes, start, start + 4));
  if (whole < bytes.length) hash ^= scramble(littleEndian(bytes, whole, bytes.length));
  return finish(hash, bytes.length) >>> 0;
}

function mixIn(hash: number, word: number): number {
  const mixed = hash ^ scramble(word);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function scramble(word: number): number {
  const product = Math.imul(word, 0xcc9e2d51);
  return Math.imul((product << 15) | (product >>> 17), 0x1b873593);
}

function finish(hash: number, length: number): number {
  let mixed = hash ^ length;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function littleEndian(bytes: Uint8Array, start: number, end: number): number {
  let word = 0;
  for (let index = end - 1; index >= start; index--) word = (word << 8) | (bytes[index] ?? 0);
  return word;
}
