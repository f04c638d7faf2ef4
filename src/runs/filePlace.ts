// Whether a file that a process appends to still lies where it made it: others may have put something else there, or
// have deleted it, and whoever writes into what is open would not notice.

import { type BigIntStats, fstatSync, lstatSync } from 'node:fs';
import { openForReading } from '../base/boundedFile.ts';
import { RefusedFileError } from '../base/refusedFile.ts';
import { hasCode } from '../base/systemErrors.ts';

export class FilePlace {
  readonly #file: string;
  readonly #descriptor: number;
  /** Whether the file system has one number for the file, by its name and as it is open. */
  #hasNumbers: boolean;
  /** Whether it counts the file's names. */
  #countsNames: boolean;
  /** How long the file was when something else seemed to lie there and held all of it. */
  #doubtedSize: number | undefined;

  /** To be made right after the file, `descriptor` of what is open. */
  constructor(file: string, descriptor: number) {
    [this.#file, this.#descriptor] = [file, descriptor];
    const [open, found] = [this.#lookAtOpen(), this.#lookAtName()];
    this.#countsNames = open !== undefined && open.nlink > 0n;
    this.#hasNumbers = open !== undefined && open.ino !== 0n && open.ino === numberOf(found);
  }

  /**
   * False where nobody can tell: network shares have numbers of their own making, or none. What lies there has to lack
   * what the file ends with; a whole copy lacks it once more is appended.
   * @param end what the file ends with, `size` bytes from its beginning
   */
  async isLost(end: Uint8Array, size: number): Promise<boolean> {
    const open = this.#lookAtOpen();
    if (open === undefined) return false;
    const found = this.#lookAtName();
    if (found === 'nothing') return true;
    const hasNoName = this.#countsNames && open.nlink === 0n;
    const isAnother = this.#hasNumbers && found !== 'unknown' && found.ino !== open.ino;
    if (!hasNoName && !isAnother) return false;
    const holdsEnd = await this.#holds(end, size);
    if (holdsEnd !== true) return holdsEnd === false || hasNoName;
    // What is appended shows there all the same: what the file system says of files means nothing.
    if (this.#doubtedSize !== undefined && size > this.#doubtedSize) this.#hasNumbers = this.#countsNames = false;
    this.#doubtedSize = size;
    return false;
  }

  #lookAtOpen(): BigIntStats | undefined {
    try {
      return fstatSync(this.#descriptor, { bigint: true });
    } catch {
      return undefined;
    }
  }

  #lookAtName(): BigIntStats | 'nothing' | 'unknown' {
    try {
      return lstatSync(this.#file, { bigint: true, throwIfNoEntry: false }) ?? 'nothing';
    } catch {
      return 'unknown';
    }
  }

  /** Undefined where that cannot be read just now. */
  async #holds(end: Uint8Array, size: number): Promise<boolean | undefined> {
    try {
      const handle = await openForReading(this.#file);
      try {
        const there = new Uint8Array(end.length);
        const { bytesRead } = await handle.read(there, 0, end.length, size - end.length);
        return bytesRead === end.length && Buffer.compare(there, end) === 0;
      } finally {
        await handle.close();
      }
    } catch (error) {
      return error instanceof RefusedFileError || hasCode(error, 'ENOENT') ? false : undefined;
    }
  }
}

function numberOf(found: BigIntStats | 'nothing' | 'unknown'): bigint | undefined {
  return typeof found === 'string' ? undefined : found.ino;
}
