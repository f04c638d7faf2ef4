// How the zip library reads its file: listing is thousands of reads of a few bytes in a row, served from blocks of the
// file.

import { read as readDescriptor } from 'node:fs';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { RandomAccessReader } from 'yauzl';

const readAt = promisify(readDescriptor);
const blockBytes = 2 ** 18;

export class BlockReader extends RandomAccessReader {
  readonly #descriptor: number;
  #block: Uint8Array = new Uint8Array(0);
  #blockStart = 0;
  #isListing = true;

  /** The descriptor stays open: whoever opened it closes it. */
  constructor(descriptor: number) {
    super();
    this.#descriptor = descriptor;
  }

  /** From here on reads go to places all over the file. */
  endListing(): void {
    this.#isListing = false;
    this.#block = new Uint8Array(0);
  }

  override read(
    target: Buffer,
    offset: number,
    length: number,
    position: number,
    done: (error: Error | null) => void,
  ): void {
    this.readInto(target.subarray(offset, offset + length), position).then(
      () => done(null),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
    );
  }

  /** Fills `target` from `position` on. Rejects where the file ends before. */
  async readInto(target: Uint8Array, position: number): Promise<void> {
    if (!this.#isListing || target.length >= blockBytes) return this.#fill(target, position);
    if (position < this.#blockStart || position + target.length > this.#blockStart + this.#block.length) {
      const block = new Uint8Array(blockBytes);
      const { bytesRead } = await readAt(this.#descriptor, block, 0, blockBytes, position);
      this.#block = block.subarray(0, bytesRead);
      this.#blockStart = position;
      if (bytesRead < target.length) throw new Error('the zip ends before it should');
      return void target.set(block.subarray(0, target.length));
    }
    const start = position - this.#blockStart;
    target.set(this.#block.subarray(start, start + target.length));
  }

  async #fill(target: Uint8Array, position: number): Promise<void> {
    for (let filled = 0; filled < target.length; ) {
      const { bytesRead } = await readAt(this.#descriptor, target, filled, target.length - filled, position + filled);
      if (bytesRead === 0) throw new Error('the zip ends before it should');
      filled += bytesRead;
    }
  }

  override _readStreamForRange(): Readable {
    throw new Error('Entries are read whole, not as streams.');
  }
}
