// GrowingFile: the bytes of a growing file that anybody may have written, each told once, and all of them anew where the file
// is another than before.

import type { FileHandle } from 'node:fs/promises';
import { lookAtEntry, openSeen, stampOf } from '../base/boundedFile.ts';

const firstBytes = 1 << 18;
const mostBytes = 1 << 20;
/** A file that is written anew is known by how it begins, and by what stands before the place that was come to. */
const defaultHeadBytes = 1 << 9;
const tailBytes = 1 << 9;
/** Of one, beside its path and what was read of it. */
const bytesOfFile = 600;
const nothing = new Uint8Array();

class LongPieceError extends Error {}

/**
 * Takes bytes from `position` of the file on, and gives how many it took from their beginning; the others are told again
 * with what follows. `isAnew`: what was told so far does not count any more.
 */
export type TakeBytes = (bytes: Uint8Array, position: number, isAnew: boolean) => Promise<number>;

export class GrowingFile {
  readonly #file: string;
  readonly #headBytes: number;
  #position = 0;
  #stamp = '';
  #inode = 0;
  #head: Uint8Array = nothing;
  #tail: Uint8Array = nothing;

  /** Whether its folder's list had it as a file, right before it is opened for the first time. */
  #isListed: boolean;

  /**
   * @param headBytes by so much of its beginning it is known that the file is the same
   * @param isListed whether its folder's list has it as a regular file, and it is read next
   */
  constructor(file: string, headBytes: number = defaultHeadBytes, isListed = false) {
    this.#file = file;
    this.#isListed = isListed;
    this.#headBytes = headBytes;
  }

  /** What it keeps, about. */
  get bytesHeld(): number {
    return bytesOfFile + 2 * this.#file.length + this.#head.length + this.#tail.length;
  }

  /**
   * Calls `take` with stretches of at most 1 MiB of what is new. Gives when the file was last changed, in milliseconds
   * since 1970; undefined where there is none. What `take` rejects is told again by the next call.
   * @throws {RefusedFileError} for what is no file, `LongPieceError` where nothing of 1 MiB is taken, and the system's
   * error
   */
  async read(take: TakeBytes): Promise<number | undefined> {
    const isListed = this.#isListed;
    this.#isListed = false;
    const seen = isListed ? 'listedAsFile' : await lookAtEntry(this.#file);
    if (seen === undefined) {
      if (this.#stamp === '') return undefined;
      this.restart();
      await take(nothing, 0, true);
      return undefined;
    }
    if (seen !== 'listedAsFile' && stampOf(seen) === this.#stamp) return seen.mtimeMs;
    const { handle, found } = await openSeen(this.#file, seen);
    if (found.size < this.#position || found.ino !== this.#inode) this.restart();
    try {
      await this.#readOpened(handle, found.size, take);
    } finally {
      await handle.close();
    }
    this.#inode = found.ino;
    this.#stamp = stampOf(found);
    return found.mtimeMs;
  }

  /** The next call tells everything from the beginning. */
  restart(): void {
    this.#position = 0;
    this.#stamp = '';
    this.#head = nothing;
    this.#tail = nothing;
  }

  /** What comes beyond `size` while it is read is left to the next look. */
  async #readOpened(handle: FileHandle, size: number, take: TakeBytes): Promise<void> {
    if (this.#position > 0 && !(await this.#isSame(handle))) this.restart();
    let isAnew = this.#position === 0;
    let most = firstBytes;
    while (this.#position < size) {
      const wanted = Math.min(most, size - this.#position);
      const bytes = await readAt(handle, this.#position, wanted);
      if (bytes.length === 0) break;
      if (this.#position === 0) this.#head = bytes.slice(0, this.#headBytes);
      const taken = await take(bytes, this.#position, isAnew);
      isAnew = false;
      this.#position += taken;
      if (taken > 0) {
        this.#tail = lastOf(this.#tail, bytes.subarray(0, taken));
        // The lines of a stretch are taken apart in one turn.
        most = firstBytes;
      } else if (bytes.length < most) return;
      else if (most >= mostBytes) throw new LongPieceError(`${this.#file} has a line that is too long.`);
      else most = Math.min(mostBytes, 2 * most);
    }
    if (isAnew) await take(nothing, 0, true);
  }

  async #isSame(handle: FileHandle): Promise<boolean> {
    const head = await readAt(handle, 0, this.#head.length);
    const tail = await readAt(handle, this.#position - this.#tail.length, this.#tail.length);
    return Buffer.compare(head, this.#head) === 0 && Buffer.compare(tail, this.#tail) === 0;
  }
}

/** A copy: all of a stretch would be kept. */
function lastOf(before: Uint8Array, added: Uint8Array): Uint8Array {
  if (added.length >= tailBytes) return added.slice(-tailBytes);
  return Uint8Array.from([...before, ...added].slice(-tailBytes));
}

async function readAt(handle: FileHandle, position: number, most: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(most);
  const { bytesRead } = await handle.read(buffer, 0, most, position);
  return buffer.subarray(0, bytesRead);
}
