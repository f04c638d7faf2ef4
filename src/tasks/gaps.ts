// Bytes of which most are zero, as the bundled digits are, told by the others: compressed, that
// takes a twentieth less.

/** A longer run of zeros than a byte can say is said in two more. */
const longGap = 255;
const bytesOfHead = 8;

/**
 * The bytes that `scripts/pack-digits.mjs` took the zeros out of. `told` begins with their number and that of those that
 * are not zero, each in four bytes, the lowest first; of each of the latter it says how many zeros stand before it, then
 * what they are.
 * @throws {Error} where there are more than `mostBytes` of them, or `told` is not as it should be
 */
export function fillGaps(told: Uint8Array, mostBytes: number): Uint8Array {
  const view = new DataView(told.buffer, told.byteOffset, told.byteLength);
  if (told.length < bytesOfHead) throw new Error('it is too short');
  const [length, count] = [view.getUint32(0, true), view.getUint32(4, true)];
  if (length > mostBytes) throw new Error(`it holds more than ${mostBytes / 2 ** 20} MiB`);
  const valuesAt = told.length - count;
  const filled = new Uint8Array(length);
  let [gapAt, place] = [bytesOfHead, 0];
  for (let value = valuesAt; value < told.length; value++, place++) {
    const short = told[gapAt] ?? longGap;
    const next = gapAt + (short < longGap ? 1 : 3);
    if (next > valuesAt) throw new Error('it is cut off');
    place += short < longGap ? short : view.getUint16(gapAt + 1, true);
    if (place >= length) throw new Error('it is cut off');
    gapAt = next;
    filled[place] = told[value] ?? 0;
  }
  return filled;
}
