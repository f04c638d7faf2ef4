// Frees what nothing of a run refers to, while nobody else writes into it.

import { lookAtEntryAtOnce, stampOf } from '../../base/boundedFile.ts';
import { explainSystemError } from '../../base/explainSystemError.ts';
import { tokenInLock } from '../../base/locks/lockFile.ts';
import { hasCode, messageOf } from '../../base/systemErrors.ts';
import { runFiles } from '../runDirectory.ts';
import { refuseForeignEntries } from '../runEntries.ts';
import { type RunGuard, RunLockedError } from '../runHold.ts';
import { lockRun, refuseWhileLocked } from '../runLock.ts';
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
    const hold = await holdOrWatch(directory);
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

interface GuardedRun extends RunGuard {
  release(): Promise<void>;
}

/** A full disk has no room for a lock, and would have none for ever. */
async function holdOrWatch(directory: string): Promise<GuardedRun> {
  try {
    return await lockRun(directory);
  } catch (error) {
    if (!hasCode(error, 'ENOSPC') && !hasCode(error, 'EDQUOT')) throw error;
    return watchRun(directory);
  }
}

/**
 * Without writing anything: whoever works on a run takes its lock and writes its manifest, and where that has happened
 * since, nothing more is removed. @throws {RunLockedError}
 */
async function watchRun(directory: string): Promise<GuardedRun> {
  const { lock, manifest } = runFiles(directory);
  const signOfWork = () => `${tokenInLock(lock)} ${stampOf(lookAtEntryAtOnce(manifest))}`;
  const before = signOfWork();
  await refuseWhileLocked(directory);
  return {
    directory,
    assertHeld: () => {
      if (signOfWork() === before) return;
      throw new RunLockedError(`Another process was at work on ${directory} meanwhile. Try again.`);
    },
    release: async () => {},
  };
}

/** Others may write into the rest of the run meanwhile, an evaluation for instance. */
function freeable({ checkpoints, samples }: DiskUse): number {
  return checkpoints + samples;
}

function bothIn(planned: CleanUpPlan['samples'], now: CleanUpPlan['samples']): readonly number[] {
  const seen = new Set(planned.map(({ iteration }) => iteration));
  return now.map(({ iteration }) => iteration).filter((iteration) => seen.has(iteration));
}
