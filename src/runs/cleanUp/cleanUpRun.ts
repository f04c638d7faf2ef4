// Frees what nothing of a run refers to, as its only writer.

import { explainSystemError } from '../../base/explainSystemError.ts';
import { messageOf } from '../../base/systemErrors.ts';
import { refuseForeignEntries } from '../runEntries.ts';
import { lockRun } from '../runLock.ts';
import { removeSamples } from '../samples.ts';
import { removeCheckpoints } from '../saveCheckpoint.ts';
import { type DiskUse, diskUseByKind } from './diskUseByKind.ts';
import { type CleanUpPlan, planCleanUp } from './planCleanUp.ts';

export interface CleanedRun {
  readonly directory: string;
  readonly freedBytes: number;
  readonly checkpoints: number;
  readonly samples: number;
  /** What a person should know: why nothing was freed, or what could not be removed. */
  readonly problems: readonly string[];
}

/**
 * Does what a plan says that a person has seen, as far as it is still so: what was evaluated or became the best since
 * stays. Never rejects for what is wrong with one run. @throws the signal's reason, before anything of it is removed
 */
export async function cleanUpRun(
  { directory, checkpoints, samples }: CleanUpPlan,
  signal?: AbortSignal,
): Promise<CleanedRun> {
  const nothing = { directory, freedBytes: 0, checkpoints: 0, samples: 0 };
  try {
    await refuseForeignEntries(directory);
    const hold = await lockRun(directory);
    try {
      const now = await planCleanUp(directory, signal);
      if (now.obstacle !== undefined) return { ...nothing, problems: [now.obstacle] };
      const planned = {
        checkpoints: bothIn(checkpoints, now.checkpoints),
        samples: bothIn(samples, now.samples),
      };
      const problems = await removeCheckpoints(hold, planned.checkpoints);
      const removedSamples = await removeSamples(hold, planned.samples);
      const freedBytes = Math.max(0, freeable(now.use) - freeable(await diskUseByKind(directory)));
      const removed = planned.checkpoints.length - problems.length;
      return { directory, freedBytes, checkpoints: removed, samples: removedSamples, problems };
    } finally {
      await hold.release();
    }
  } catch (error) {
    if (signal?.aborted === true && error === signal.reason) throw error;
    return { ...nothing, problems: [explainSystemError(error, directory) ?? messageOf(error)] };
  }
}

/** Others may write into the rest of the run meanwhile, an evaluation for instance. */
function freeable({ checkpoints, samples }: DiskUse): number {
  return checkpoints + samples;
}

function bothIn(planned: CleanUpPlan['samples'], now: CleanUpPlan['samples']): readonly number[] {
  const seen = new Set(planned.map(({ iteration }) => iteration));
  return now.map(({ iteration }) => iteration).filter((iteration) => seen.has(iteration));
}
