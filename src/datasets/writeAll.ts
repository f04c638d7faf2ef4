// Writing all of some bytes: one write may take only a part of them, as when the disk becomes full.

import type { FileHandle } from 'node:fs/promises';

/** Writes all bytes at a position of the file. @throws the system's error */
export async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}
