// SHA-256 of what may be gigabytes, between stretches of which others have a turn.

import { createHash } from 'node:crypto';
import { openSeen } from './boundedFile.ts';
import { createBreather } from './breather.ts';
import { RefusedFileError } from './refusedFile.ts';

const summedAtOnce = 2 ** 22;
/** Read at once: many files may be summed side by side. */
const readAtOnce = 2 ** 20;

/** In hexadecimal digits. */
export async function sha256InTurns({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array): Promise<string> {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  const breathe = createBreather();
  const hash = createHash('sha256');
  for (let from = 0; from < bytes.length; from += summedAtOnce) {
    hash.update(bytes.subarray(from, from + summedAtOnce));
    await breathe();
  }
  return hash.digest('hex');
}

/**
 * Of a regular file's bytes, read in little memory; in hexadecimal digits.
 * @throws {RefusedFileError} for what is no regular file, or longer than `limitBytes`; the system's error otherwise
 */
export async function sha256OfFile(file: string, limitBytes: number): Promise<string> {
  const { handle, found } = await openSeen(file, undefined);
  try {
    if (found.size > limitBytes) throw new RefusedFileError(file, 'tooLarge', limitBytes);
    const breathe = createBreather();
    const hash = createHash('sha256');
    // One byte more, so that most files take one stretch.
    const stretch = new Uint8Array(Math.min(found.size + 1, readAtOnce));
    for (let length = 0; ; ) {
      const { bytesRead } = await handle.read(stretch, 0, stretch.length, length);
      if (bytesRead === 0) return hash.digest('hex');
      length += bytesRead;
      // It may grow while it is read.
      if (length > limitBytes) throw new RefusedFileError(file, 'tooLarge', limitBytes);
      hash.update(stretch.subarray(0, bytesRead));
      await breathe();
    }
  } finally {
    await handle.close();
  }
}
