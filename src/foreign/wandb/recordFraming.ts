// The framing of a run's .wandb file: blocks of 32 KiB with records in them, each with a checksum, or in several parts where
// it does not fit into one (LevelDB's log format, with CRC-32).

import { crc32 } from 'node:zlib';

const fileHeader = Uint8Array.from([0x3a, 0x57, 0x26, 0x42, 0xe1, 0xbe, 0]);
const blockBytes = 1 << 15;
const headerBytes = 7;
const part = { whole: 1, first: 2, middle: 3, last: 4 } as const;
/** Of a longer one, figures are none: it is passed over. */
const mostRecordBytes = 1 << 22;
/** Room for a record in several parts, to begin with: one that does not fit into its block. */
const firstRoom = 2 * blockBytes;
const nothing = new Uint8Array();

/** No file of W&B, or one of another version. */
class OtherFramingError extends Error {}

/** Bytes of the file that cannot be read: where they begin, and how many there are. */
export type NoteDamage = (position: number, bytes: number) => void;

/** Where a record stands: in the bytes that were read, or in a copy of its parts. */
interface FramedRecord {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

const noRecord: FramedRecord = { bytes: nothing, start: 0, end: 0 };

export class RecordFraming {
  /**
   * Holds the parts of a record so far, and room for more: there may be millions of them, without a byte each. Nothing of
   * one that is too long; undefined where none has begun.
   */
  #gathered: Uint8Array | undefined;
  #partBytes = 0;
  /** Up to here nothing is read: a damaged header says nothing of where the next record begins. */
  #skippedTo = 0;

  /** Of a record that has not ended yet. */
  get bytesHeld(): number {
    return this.#gathered?.length ?? 0;
  }

  /**
   * The records that end in `bytes`, which stand at `position` of the file, one after another, an empty one for each part
   * with which none ends, and in the end how many bytes were taken from their beginning: never a part of a record's header
   * or of what it heads.
   * @throws {OtherFramingError}
   */
  *take(bytes: Uint8Array, position: number, noteDamage: NoteDamage): Generator<FramedRecord, number> {
    let at = position === 0 ? this.#begin(bytes) : 0;
    if (position === 0 && at === 0) return 0;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (;;) {
      const here = position + at;
      if (here < this.#skippedTo) {
        const skipped = Math.min(this.#skippedTo - here, bytes.length - at);
        noteDamage(here, skipped);
        at += skipped;
        if (at === bytes.length) return at;
        continue;
      }
      const left = blockBytes - (here % blockBytes);
      // Too little for a header stays empty.
      const isPadding = left < headerBytes;
      if (bytes.length - at < (isPadding ? left : headerBytes)) return at;
      if (isPadding) {
        at += left;
        continue;
      }
      const length = view.getUint16(at + 4, true);
      const type = bytes[at + 6] ?? 0;
      const end = at + headerBytes + length;
      const isPossible = length <= left - headerBytes && type >= part.whole && type <= part.last;
      if (isPossible && end > bytes.length) return at;
      if (!isPossible || crc32(bytes.subarray(at + 6, end)) !== view.getUint32(at, true)) {
        this.#skippedTo = here + left;
        this.#drop(here, noteDamage);
        continue;
      }
      yield this.#takePart(type, { bytes, start: at + headerBytes, end }, here, noteDamage);
      at = end;
    }
  }

  #begin(bytes: Uint8Array): number {
    this.#endRecord();
    this.#skippedTo = 0;
    if (bytes.length < fileHeader.length) return 0;
    if (fileHeader.some((byte, place) => bytes[place] !== byte))
      throw new OtherFramingError('It does not begin as files of W&B do.');
    return fileHeader.length;
  }

  /** The record that ends with this part; an empty one where none does, or one that is too long. */
  #takePart(type: number, read: FramedRecord, here: number, noteDamage: NoteDamage): FramedRecord {
    // A program that was ended in the midst of a record, and went on with another one.
    if (type === part.whole || type === part.first) this.#drop(here, noteDamage);
    if (type === part.whole) return read;
    if (type === part.first) this.#gathered = nothing;
    if (this.#gathered === undefined) return noRecord;
    const gathered = withPart(this.#gathered, this.#partBytes, read);
    const end = this.#partBytes + read.end - read.start;
    this.#gathered = gathered;
    this.#partBytes = end;
    if (type !== part.last) return noRecord;
    this.#endRecord();
    return end > mostRecordBytes ? noRecord : { bytes: gathered, start: 0, end };
  }

  #drop(here: number, noteDamage: NoteDamage): void {
    if (this.#gathered !== undefined) noteDamage(here - this.#partBytes, this.#partBytes);
    this.#endRecord();
  }

  #endRecord(): void {
    this.#gathered = undefined;
    this.#partBytes = 0;
  }
}

/** What `gathered` holds up to `length`, and this part behind it: in the same bytes, where these have room. */
function withPart(gathered: Uint8Array, length: number, { bytes, start, end }: FramedRecord): Uint8Array {
  const needed = length + end - start;
  if (needed > mostRecordBytes) return nothing;
  let roomy = gathered;
  if (needed > gathered.length) {
    roomy = new Uint8Array(Math.min(mostRecordBytes, Math.max(firstRoom, needed, 2 * gathered.length)));
    roomy.set(gathered);
  }
  roomy.set(bytes.subarray(start, end), length);
  return roomy;
}
