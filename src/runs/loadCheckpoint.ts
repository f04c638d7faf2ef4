// Loading checkpoints: the newest good one of the run, whatever else lies there.

import path from 'node:path';
import { lookAtEntry } from '../base/boundedFile.ts';
import { crowdIn, describeCrowd } from '../base/crowd.ts';
import { RefusedFileError } from '../base/refusedFile.ts';
import { hasCode } from '../base/systemErrors.ts';
import { untranslated } from '../base/translate.ts';
import type { MetaState } from '../meta/metaState.ts';
import {
  bytesOfFloat,
  type CheckpointFile,
  type CheckpointOwner,
  type CheckpointState,
  checkpointReason,
  chooseCheckpoints,
  countParameters,
  type DamagedCheckpoint,
  describeCheckpoint,
  isSummed,
  iterationsOf,
  mostMoments,
  readVerified,
} from './checkpoints.ts';
import { runFiles } from './runDirectory.ts';

/** So many of the newest that hold something are tried before it is said that none is good. */
const mostTriedCheckpoints = 1000;

export interface NewestCheckpoint {
  /** Undefined where none is good. */
  readonly state: MetaState | undefined;
  /** Newer ones that had to be passed over. */
  readonly damaged: readonly DamagedCheckpoint[];
  /** That there are more than were looked at, in a sentence or two. */
  readonly crowd: string | undefined;
}

/**
 * A checkpoint that may be as good as ever cannot be read just now: going on without it would give up what it holds.
 */
export class CheckpointUnreadableError extends Error {
  override readonly name = 'CheckpointUnreadableError';
}

/**
 * Of the operating system, about files that are there: permission, disk, drive, too many open files. What is missing is
 * not among them.
 */
function isOfTheSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && !hasCode(error, 'ENOENT') && !hasCode(error, 'ENOTDIR');
}

/**
 * The newest checkpoint whose checksums hold and that is `owner`'s, where one is named.
 * @throws {CheckpointUnreadableError} where the system does not let one be read that may be it
 */
export async function loadNewestCheckpoint(directory: string, owner?: CheckpointOwner): Promise<NewestCheckpoint> {
  const damaged: DamagedCheckpoint[] = [];
  let left = mostTriedCheckpoints;
  const chosen = await chooseCheckpoints(directory, owner?.metaIterations ?? Number.POSITIVE_INFINITY);
  const found = crowdIn(runFiles(directory).checkpoints, chosen, 'checkpoints');
  const crowd = found && describeCrowd(found, untranslated);
  for (const iteration of iterationsOf(chosen)) {
    const folder = path.join(runFiles(directory).checkpoints, String(iteration));
    try {
      return { state: await loadCheckpoint(folder, owner), damaged, crowd };
    } catch (error) {
      // A trainer at work removes old ones when it has saved new ones.
      if ((await lookAtEntry(folder)) === undefined) return loadNewestCheckpoint(directory, owner);
      if (isOfTheSystem(error)) {
        const reason = `${checkpointReason(folder, error)} No other checkpoint is taken in its place, and nothing was changed.`;
        throw new CheckpointUnreadableError(reason, { cause: error });
      }
      damaged.push({ folder, reason: checkpointReason(folder, error) });
      // What is empty, or no folder, costs next to nothing.
      const isCheap = hasCode(error, 'ENOENT') || error instanceof RefusedFileError;
      if (!isCheap && --left === 0) break;
    }
  }
  return { state: undefined, damaged, crowd };
}

/**
 * The checkpoint in this folder. @throws Error that names the file and says what is wrong with it, also where it is not
 * `owner`'s
 */
export async function loadCheckpoint(folder: string, owner?: CheckpointOwner): Promise<MetaState> {
  const { description, sums } = await describeCheckpoint(folder, owner);
  const { iteration, optimizerSteps } = description;
  const [parameters, moments, outerMoments] = await Promise.all([
    readFloats(folder, 'parameters.f32', sums, description),
    readFloats(folder, 'optimizer.f32', sums, description),
    isSummed('outer.f32', sums) ? readFloats(folder, 'outer.f32', sums, description) : new Float32Array(0),
  ]);
  return { iteration, parameters, optimizerState: { steps: optimizerSteps, moments }, outerMoments };
}

async function readFloats(
  folder: string,
  name: CheckpointFile,
  sums: string,
  description: CheckpointState,
): Promise<Float32Array> {
  const most = countParameters(description) * bytesOfFloat * (name === 'parameters.f32' ? 1 : mostMoments);
  return floatsOf(await readVerified(folder, name, sums, most));
}

/** A copy only where what was read does not lie at a multiple of four bytes. */
function floatsOf(bytes: Uint8Array): Float32Array {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % bytesOfFloat === 0 ? bytes : Uint8Array.from(bytes);
  return new Float32Array(buffer, byteOffset, byteLength / bytesOfFloat);
}
