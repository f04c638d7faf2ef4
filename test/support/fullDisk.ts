// A disk without room: no new file can be filled.

import { open } from 'node:fs/promises';

/** Whatever is written through handles fails until the returned function is called. */
export async function fillDisk(): Promise<() => void> {
  const handle = await open(process.execPath, 'r');
  const prototype: { writeFile: (content: unknown) => Promise<void> } = Object.getPrototypeOf(handle);
  await handle.close();
  const { writeFile } = prototype;
  prototype.writeFile = () => {
    const error = new Error('ENOSPC: no space left on device, write');
    return Promise.reject(Object.assign(error, { code: 'ENOSPC', syscall: 'write' }));
  };
  return () => {
    prototype.writeFile = writeFile;
  };
}
