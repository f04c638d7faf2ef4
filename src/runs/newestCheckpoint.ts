// Finding the newest good checkpoint of a run, whatever else lies there, without reading for hours what is none.

import path from 'node:path';
import { lookAtEntry } from '../base/boundedFile.ts';
import { crowdIn, describeCrowd } from '../base/crowd.ts';
import { formatBytes } from '../base/formatMemory.ts';
import { RefusedFileError } from '../base/refusedFile.ts';
import { hasCode, isSystemError } from '../base/systemErrors.ts';
import { untranslated } from '../base/translate.ts';
import {
  type CheckpointOwner,
  checkpointReason,
  chooseCheckpoints,
  type DamagedCheckpoint,
  iterationsOf,
} from './checkpoints.ts';
import { runFiles } from './runDirectory.ts';

/** So many of the newest that hold something are tried before it is said that none is good. */
const mostTriedCheckpoints = 1000;

export interface NewestCheckpoint<State> {
  /** Undefined where none is good. */
  readonly state: State | undefined;
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

/** How much of checkpoints may still be read to find the newest good one: an archive of some kilobytes holds terabytes. */
class ReadingAllowance {
  readonly #most: number;
  #read = 0;

  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  /** @throws {CheckpointUnreadableError} where that is too much */
  spend(bytes: number, folder: string): void {
    this.#read += bytes;
    if (this.#read <= this.#most) return;
    throw new CheckpointUnreadableError(
      `${path.dirname(folder)} holds so many large checkpoints that are damaged that ${formatBytes(this.#most)} were read without finding a good one. ` +
        'Move the damaged ones away, the newest first. Nothing was changed.',
    );
  }
}

/**
 * Of the operating system, about files that are there: permission, disk, drive, too many open files. What is missing is
 * not among them.
 */
function isWithheld(error: unknown): boolean {
  return isSystemError(error) && !hasCode(error, 'ENOENT') && !hasCode(error, 'ENOTDIR');
}

/** @template State what is wanted of it */
export interface Search<State> {
  readonly owner: CheckpointOwner | undefined;
  /** Together. */
  readonly mostBytes: number;
  readonly signal?: AbortSignal | undefined;
  /** Rejects where the checkpoint in `folder` is not good, or more would be read than is allowed. */
  readonly take: (folder: string, allowance: ReadingAllowance) => Promise<State>;
}

/**
 * The newest checkpoint that can be taken.
 * @throws {CheckpointUnreadableError} where the system does not let one be read that may be it, or it is not found in
 *   what may be read; the signal's reason
 */
export async function findNewestCheckpoint<State>(
  directory: string,
  search: Search<State>,
): Promise<NewestCheckpoint<State>> {
  const { owner, mostBytes, signal, take } = search;
  const allowance = new ReadingAllowance(mostBytes);
  const damaged: DamagedCheckpoint[] = [];
  let left = mostTriedCheckpoints;
  const chosen = await chooseCheckpoints(directory, owner?.metaIterations ?? Number.POSITIVE_INFINITY);
  const found = crowdIn(runFiles(directory).checkpoints, chosen, 'checkpoints');
  const crowd = found && describeCrowd(found, untranslated);
  for (const iteration of iterationsOf(chosen)) {
    const folder = path.join(runFiles(directory).checkpoints, String(iteration));
    try {
      return { state: await take(folder, allowance), damaged, crowd };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof CheckpointUnreadableError) throw error;
      // A trainer at work removes old ones when it has saved new ones.
      if ((await lookAtEntry(folder)) === undefined) return findNewestCheckpoint(directory, search);
      if (isWithheld(error)) {
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
