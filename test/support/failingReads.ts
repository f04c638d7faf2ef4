// A disk that does not give what is on it.

import { open } from 'node:fs/promises';

/**
 * Lets reads of the file of this size fail from `position` on, as those of a broken disk do, until the returned
 * function is called.
 */
export async function failReads(size: number, position: number): Promise<() => void> {
  const handle = await open(process.execPath, 'r');
  const prototype: { read: (...words: unknown[]) => Promise<unknown>; stat: () => Promise<{ size: number }> } =
    Object.getPrototypeOf(handle);
  await handle.close();
  const { read } = prototype;
  prototype.read = async function (this: typeof prototype, ...words) {
    const isHit = (await this.stat()).size === size && Number(words[3]) + Number(words[2]) > position;
    if (isHit) throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', syscall: 'read' });
    return read.apply(this, words);
  };
  return () => {
    prototype.read = read;
  };
}
