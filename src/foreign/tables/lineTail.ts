// LineTail: the lines of a growing text file that anybody may have written: each is told once, and all of them anew where the
// file is another than before.

import type { FileHandle } from 'node:fs/promises';
import { lookAtEntry, openForReading, stampOf } from '../../base/boundedFile.ts';

const chunkBytes = 1 << 20;
/**
 * A file that is written anew, as with other columns, is known by how it begins, and by what stands where the last look
 * ended: names of columns alone may be longer.
 */
const headBytes = 1 << 12;
const tailBytes = 1 << 9;
const lineFeed = 0x0a;

class LongLineError extends Error {}

type HearLines = (lines: readonly string[], isAnew: boolean) => Promise<void>;

export class LineTail {
  readonly #file: string;
  #position = 0;
  #stamp = '';
  #head: Uint8Array = new Uint8Array();
  /** What stands before the position. */
  #tail: Uint8Array = new Uint8Array();

  constructor(file: string) {
    this.#file = file;
  }

  /**
   * Calls `hear` with stretches of new lines, without their ends; a last line without an end is left for the next call.
   * `isAnew`: what was told so far does not count any more. Gives when the file was last changed, in milliseconds since
   * 1970; undefined where there is none. What `hear` rejects is told again by the next call.
   * @throws {RefusedFileError} for what is no file, `LongLineError` for a line beyond 1 MiB, and the system's error
   */
  async read(hear: HearLines): Promise<number | undefined> {
    const found = await lookAtEntry(this.#file);
    const stamp = stampOf(found);
    if (stamp === this.#stamp) return found?.mtimeMs;
    if (found === undefined) {
      this.restart();
      await hear([], true);
      return undefined;
    }
    if (found.size < this.#position) this.restart();
    const handle = await openForReading(this.#file);
    try {
      await this.#readOpened(handle, hear);
    } finally {
      await handle.close();
    }
    this.#stamp = stamp;
    return found.mtimeMs;
  }

  /** The next call tells everything from the beginning. */
  restart(): void {
    this.#position = 0;
    this.#stamp = '';
    this.#head = new Uint8Array();
    this.#tail = new Uint8Array();
  }

  async #readOpened(handle: FileHandle, hear: HearLines): Promise<void> {
    const head = await readAt(handle, 0, headBytes);
    const tail = await readAt(handle, this.#position - this.#tail.length, this.#tail.length);
    if (!beginsWith(head, this.#head) || !beginsWith(tail, this.#tail)) this.restart();
    this.#head = head;
    let isAnew = this.#position === 0;
    for (;;) {
      const bytes = await readAt(handle, this.#position, chunkBytes);
      const end = bytes.lastIndexOf(lineFeed);
      if (end < 0) {
        if (bytes.length === chunkBytes) throw new LongLineError(`${this.#file} has a line that is too long.`);
        if (isAnew) await hear([], true);
        return;
      }
      const lines = new TextDecoder().decode(bytes.subarray(0, end)).split('\n');
      await hear(
        lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line)),
        isAnew,
      );
      this.#position += end + 1;
      this.#tail = lastOf(this.#tail, bytes.subarray(0, end + 1));
      isAnew = false;
    }
  }
}

function beginsWith(bytes: Uint8Array, beginning: Uint8Array): boolean {
  return bytes.length >= beginning.length && beginning.every((byte, place) => bytes[place] === byte);
}

/** A copy: all of a chunk would be kept. */
function lastOf(before: Uint8Array, added: Uint8Array): Uint8Array {
  if (added.length >= tailBytes) return added.slice(-tailBytes);
  return Uint8Array.from([...before, ...added].slice(-tailBytes));
}

async function readAt(handle: FileHandle, position: number, most: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(most);
  const { bytesRead } = await handle.read(buffer, 0, most, position);
  return buffer.subarray(0, bytesRead);
}
