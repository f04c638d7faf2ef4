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
import { findNewestCheckpoint } from './newestCheckpoint.ts';

const stretchBytes = 1 << 18;
/** The largest checkpoint there is has three files of a gigabyte. */
const mostLookedAt = 4 * 2 ** 30;

interface Verification {
  readonly signal?: AbortSignal | undefined;
  /** Hears of bytes that were read; may throw to end it. */
  readonly onRead?: (bytes: number) => void;
}

/** @throws as `loadCheckpoint` does; the signal's reason; what `onRead` throws */
export async function verifyCheckpoint(
  folder: string,
  owner: CheckpointOwner,
  verification: Verification,
): Promise<void> {
  const { sums } = await describeCheckpoint(folder, owner);
  for (const name of floatFiles) {
    if (name === 'outer.f32' && !isSummed(name, sums)) continue;
    const file = path.join(folder, name);
    refuseOtherSum(file, await sha256InStretches(file, verification), sums);
  }
}

/**
 * The meta-iteration of the newest good checkpoint, undefined where none is good; in little memory and a few seconds,
 * whatever lies there. @throws as `findNewestCheckpoint` does
 */
export async function findNewestGood(
  directory: string,
  owner: CheckpointOwner,
  { signal, mostBytes = mostLookedAt }: { readonly signal?: AbortSignal | undefined; readonly mostBytes?: number } = {},
): Promise<number | undefined> {
  const { state } = await findNewestCheckpoint(directory, {
    owner,
    mostBytes,
    signal,
    take: async (folder, allowance) => {
      await verifyCheckpoint(folder, owner, { signal, onRead: (bytes) => allowance.spend(bytes, folder) });
      return Number(path.basename(folder));
    },
  });
  return state;
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
