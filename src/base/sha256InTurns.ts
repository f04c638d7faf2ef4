// SHA-256 of what may be gigabytes, between stretches of which others have a turn.

import { createHash } from 'node:crypto';
import { createBreather } from './breather.ts';

const summedAtOnce = 2 ** 22;

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
