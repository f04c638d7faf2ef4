// Whether a checkpoint is good, without loading it: its files are read in stretches, after each of which others have a
// turn.

import { createHash } from 'node:crypto';
import path from 'node:path';
import { openForReading } from '../base/boundedFile.ts';
import { RefusedFileError } from '../base/refusedFile.ts';
import {
  type CheckpointOwner,
  describeCheckpoint,
  floatFiles,
  isSummed,
  mostFloatBytes,
  refuseOtherSum,
} from './checkpoints.ts';
import { findNewestCheckpoint, type NewestCheckpoint } from './newestCheckpoint.ts';

const stretchBytes = 1 << 18;
/** The largest checkpoint there is has three files of a gigabyte. */
const mostLookedAt = 4 * 2 ** 30;

interface Verification {
  readonly signal?: AbortSignal | undefined;
  /** Hears of bytes that were read; may throw to end it. */
  readonly onRead?: (bytes: number) => void;
}

/**
 * Gives the SHA-256 of its `parameters.f32`, in hexadecimal.
 * @param owner undefined for a copy, whose run may be gone
 * @throws as `loadCheckpoint` does; the signal's reason; what `onRead` throws
 */
export async function verifyCheckpoint(
  folder: string,
  owner: CheckpointOwner | undefined,
  verification: Verification,
): Promise<string> {
  const { sums } = await describeCheckpoint(folder, owner);
  let parametersSha256 = '';
  for (const name of floatFiles) {
    if (name === 'outer.f32' && !isSummed(name, sums)) continue;
    const file = path.join(folder, name);
    const digest = await sha256InStretches(file, verification);
    refuseOtherSum(file, digest, sums);
    if (name === 'parameters.f32') parametersSha256 = digest;
  }
  return parametersSha256;
}

/** What is known of a checkpoint that was not loaded. */
export interface VerifiedCheckpoint {
  readonly iteration: number;
  readonly parametersSha256: string;
}

interface NewestLook {
  readonly signal?: AbortSignal | undefined;
  /** Of damaged ones, too. */
  readonly mostBytes?: number;
}

/**
 * The meta-iteration of the newest good checkpoint, undefined where none is good; in little memory and a few seconds,
 * whatever lies there. @throws as `findNewestCheckpoint` does
 */
export async function findNewestGood(
  directory: string,
  owner: CheckpointOwner,
  look: NewestLook = {},
): Promise<number | undefined> {
  return (await verifyNewestCheckpoint(directory, owner, look)).state?.iteration;
}

/** The newest good checkpoint, without loading it. @throws as `findNewestCheckpoint` does */
export function verifyNewestCheckpoint(
  directory: string,
  owner: CheckpointOwner,
  { signal, mostBytes = mostLookedAt }: NewestLook = {},
): Promise<NewestCheckpoint<VerifiedCheckpoint>> {
  return findNewestCheckpoint(directory, {
    owner,
    mostBytes,
    signal,
    take: async (folder, allowance) => {
      const onRead = (bytes: number) => allowance.spend(bytes, folder);
      const parametersSha256 = await verifyCheckpoint(folder, owner, { signal, onRead });
      return { iteration: Number(path.basename(folder)), parametersSha256 };
    },
  });
}

async function sha256InStretches(file: string, { signal, onRead }: Verification): Promise<string> {
  const hash = createHash('sha256');
  const stretch = new Uint8Array(stretchBytes);
  const handle = await openForReading(file);
  try {
    for (let position = 0; ; ) {
      const { bytesRead } = await handle.read(stretch, 0, stretchBytes, position);
      signal?.throwIfAborted();
      if (bytesRead === 0) return hash.digest('hex');
      onRead?.(bytesRead);
      hash.update(stretch.subarray(0, bytesRead));
      position += bytesRead;
      if (position > mostFloatBytes) throw new RefusedFileError(file, 'tooLarge', mostFloatBytes);
    }
  } finally {
    await handle.close();
  }
}
