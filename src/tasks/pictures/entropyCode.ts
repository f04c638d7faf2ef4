// The bits of a JPEG's scan and their Huffman codes (ITU T.81, annexes C and F), as far as copying needs them.

import { UnreadableFileError } from '../files/fileSource.ts';

const markerStart = 0xff;
const longestCode = 16;
/** Nearly all codes are no longer. */
const shortCode = 8;

/** Bits of a scan; a zero behind each byte of ones is no data. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #position: number;
  #held = 0;
  #heldBits = 0;

  constructor(bytes: Uint8Array, position: number) {
    this.#bytes = bytes;
    this.#position = position;
  }

  /** `count`: 0 to 16. @throws {UnreadableFileError} where the data end before */
  read(count: number): number {
    if (!this.#hold(count)) throw cutOff();
    this.#heldBits -= count;
    return (this.#held >>> this.#heldBits) & ((1 << count) - 1);
  }

  /** What `read` would give; undefined where the data end before. */
  peek(count: number): number | undefined {
    return this.#hold(count) ? (this.#held >>> (this.#heldBits - count)) & ((1 << count) - 1) : undefined;
  }

  /** Goes behind the restart marker that has to follow, and gives its second byte. */
  passRestart(): number {
    this.#heldBits = 0;
    while (this.#bytes[this.#position] === markerStart && this.#bytes[this.#position + 1] === markerStart) {
      this.#position++;
    }
    const marker = this.#bytes[this.#position + 1] ?? 0;
    if (this.#bytes[this.#position] !== markerStart || !isRestart(marker)) throw cutOff();
    this.#position += 2;
    return marker;
  }

  /** Whether so many bits are there. */
  #hold(count: number): boolean {
    while (this.#heldBits < count) {
      const byte = this.#bytes[this.#position];
      if (byte === undefined) return false;
      if (byte === markerStart) {
        if (this.#bytes[this.#position + 1] !== 0) return false;
        this.#position++;
      }
      this.#position++;
      this.#held = ((this.#held << 8) | byte) & 0xffffff;
      this.#heldBits += 8;
    }
    return true;
  }
}

/** Bits into a scan of no more bytes than it is made for. */
export class BitWriter {
  readonly #bytes: Uint8Array;
  #length = 0;
  #held = 0;
  #heldBits = 0;

  constructor(mostBytes: number) {
    this.#bytes = new Uint8Array(mostBytes);
  }

  /** `count`: 0 to 16. */
  write(bits: number, count: number): void {
    this.#held = (this.#held << count) | bits;
    this.#heldBits += count;
    while (this.#heldBits >= 8) {
      this.#heldBits -= 8;
      const byte = (this.#held >>> this.#heldBits) & 0xff;
      this.#bytes[this.#length++] = byte;
      if (byte === markerStart) this.#bytes[this.#length++] = 0;
    }
    this.#held &= 0xff;
  }

  writeRestart(marker: number): void {
    this.#fillByte();
    this.#bytes[this.#length++] = markerStart;
    this.#bytes[this.#length++] = marker;
  }

  finish(): Uint8Array {
    this.#fillByte();
    return this.#bytes.subarray(0, this.#length);
  }

  /** With ones, as the format asks for. */
  #fillByte(): void {
    const missing = (8 - this.#heldBits) % 8;
    this.write((1 << missing) - 1, missing);
  }
}

export function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}

/** A table of codes, which are numbered one after the other, those of each length together. */
export class HuffmanTable {
  /** By the length of a code: the first one, how many there are, and where their values begin. */
  readonly #firstCodes: readonly number[];
  readonly #counts: Uint8Array;
  readonly #starts: readonly number[];
  readonly #values: Uint8Array;
  /** By the bits that a short code begins: its length, and what it stands for; 0 where the code is longer. */
  readonly #short = new Uint16Array(1 << shortCode);

  /** `counts`: of codes of each length, from 1 to 16. */
  constructor(counts: Uint8Array, values: Uint8Array) {
    const firstCodes: number[] = [];
    const starts: number[] = [];
    let [code, start] = [0, 0];
    for (const [index, count] of counts.entries()) {
      firstCodes.push(code);
      starts.push(start);
      const spare = shortCode - (index + 1);
      for (let rank = 0; rank < count && spare >= 0; rank++) {
        const entry = ((index + 1) << 8) | (values[start + rank] ?? 0);
        this.#short.fill(entry, (code + rank) << spare, (code + rank + 1) << spare);
      }
      code = (code + count) << 1;
      start += count;
    }
    this.#firstCodes = firstCodes;
    this.#counts = counts;
    this.#starts = starts;
    this.#values = values;
  }

  /** Reads a code, writes it where asked to, and gives what it stands for. */
  copyCode(from: BitReader, to: BitWriter | undefined): number {
    // Near the end of the data there may be fewer bits.
    const bits = from.peek(shortCode);
    const short = bits === undefined ? 0 : (this.#short[bits] ?? 0);
    if (short > 0) {
      const length = short >> 8;
      const code = from.read(length);
      to?.write(code, length);
      return short & 0xff;
    }
    let code = 0;
    for (let index = 0; index < longestCode; index++) {
      code = (code << 1) | from.read(1);
      const rank = code - (this.#firstCodes[index] ?? 0);
      if (rank < 0 || rank >= (this.#counts[index] ?? 0)) continue;
      to?.write(code, index + 1);
      return this.#values[(this.#starts[index] ?? 0) + rank] ?? 0;
    }
    throw cutOff();
  }
}

export function cutOff(): UnreadableFileError {
  return new UnreadableFileError('it is cut off or damaged; get it again');
}
