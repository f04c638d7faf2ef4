// Deleting several runs, each by itself: what has been begun since the person was asked, or cannot be deleted, keeps none
// of the others.

import { lookAtEntry } from '../../base/boundedFile.ts';
import { messageOf } from '../../base/systemErrors.ts';
import { ManifestError } from '../manifestFile.ts';
import { observeRun } from '../observeRun.ts';
import { runFiles } from '../runDirectory.ts';
import { refuseWhileLocked } from '../runLock.ts';
import { isEnded } from '../runState.ts';

/** A run that was not deleted. */
export interface KeptRun<Run> {
  readonly run: Run;
  /** In sentences; undefined where it is at work. */
  readonly reason: string | undefined;
}

/** Deletes those that nobody is at work on by now, also of runs that cannot be read; tells the others, and folders that are no runs. */
export async function deleteEach<Run extends { readonly directory: string }>(
  runs: readonly Run[],
  remove: (run: Run) => Promise<void>,
): Promise<KeptRun<Run>[]> {
  const kept: KeptRun<Run>[] = [];
  for (const run of runs) {
    try {
      if ((await lookAtEntry(run.directory)) === undefined) continue;
      if (!(await isRun(run.directory))) {
        kept.push({ run, reason: `${run.directory} holds no run: neither run.json nor experiment.json. It stays.` });
        continue;
      }
      if (!(await hasEndedOrCannotBeRead(run.directory))) {
        kept.push({ run, reason: undefined });
        continue;
      }
      await refuseWhileLocked(run.directory);
      await remove(run);
    } catch (error) {
      kept.push({ run, reason: messageOf(error) });
    }
  }
  return kept;
}

/** Of one whose manifest is gone, what it carries out is left. */
async function isRun(directory: string): Promise<boolean> {
  const { manifest, experiment } = runFiles(directory);
  for (const file of [manifest, experiment]) if ((await lookAtEntry(file)) !== undefined) return true;
  return false;
}

async function hasEndedOrCannotBeRead(directory: string): Promise<boolean> {
  try {
    return isEnded((await observeRun(directory)).state);
  } catch (error) {
    if (error instanceof ManifestError) return true;
    throw error;
  }
}
