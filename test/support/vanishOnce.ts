// What a program at work removes between two reads of somebody else's.

import { open } from 'node:fs/promises';

/** Calls `vanish` once a file of this many bytes has been read to its end, until the returned function is called. */
export async function vanishOnce(size: number, vanish: () => void): Promise<() => void> {
  const handle = await open(process.execPath, 'r');
  const prototype: {
    read: (...words: unknown[]) => Promise<{ readonly bytesRead: number }>;
    stat: () => Promise<{ size: number }>;
  } = Object.getPrototypeOf(handle);
  await handle.close();
  const { read } = prototype;
  const restore = () => {
    prototype.read = read;
  };
  prototype.read = async function (this: typeof prototype, ...words) {
    const result = await read.apply(this, words);
    // Who reads a small file whole asks for one byte more than it has, others until nothing comes.
    const isAtEnd = result.bytesRead === 0 || words[2] === size + 1;
    if (!isAtEnd || (await this.stat()).size !== size) return result;
    restore();
    vanish();
    return result;
  };
  return restore;
}
