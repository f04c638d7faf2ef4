// Copies files that anybody may have written: regular ones only, links not followed, up to a stated size.

import { type FileHandle, open, rm } from 'node:fs/promises';
import { openForReading } from './boundedFile.ts';
import { RefusedFileError } from './refusedFile.ts';

const stretchBytes = 1 << 20;

/**
 * Copies `from` to `to`, which must not exist yet. A failure leaves nothing there. Of a file that grows meanwhile the
 * copy has what was read.
 * @throws {RefusedFileError} where `from` is no regular file, or longer than `limitBytes`; the system's error
 */
export function copyPlainFile(from: string, to: string, limitBytes: number): Promise<void> {
  return copyThrough(from, to, async (source, target) => {
    const stretch = new Uint8Array(stretchBytes);
    for (let position = 0; ; ) {
      const { bytesRead } = await source.read(stretch, 0, stretchBytes, position);
      if (bytesRead === 0) break;
      position += bytesRead;
      if (position > limitBytes) throw new RefusedFileError(from, 'tooLarge', limitBytes);
      await target.writeFile(stretch.subarray(0, bytesRead));
    }
  });
}

/**
 * Lets `copy` fill `to`, which must not exist yet, with what it makes of `from`; then it is on the disk. A failure leaves
 * nothing there.
 * @throws {RefusedFileError} where `from` is no regular file; the system's error, and what `copy` throws
 */
export async function copyThrough(
  from: string,
  to: string,
  copy: (source: FileHandle, target: FileHandle) => Promise<void>,
): Promise<void> {
  const source = await openForReading(from);
  try {
    const target = await open(to, 'wx');
    try {
      await copy(source, target);
      await target.sync();
      await target.close();
    } catch (error) {
      await target.close().catch(() => undefined);
      await rm(to, { force: true });
      throw error;
    }
  } finally {
    await source.close();
  }
}
