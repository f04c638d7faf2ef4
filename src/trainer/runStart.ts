// Where a run begins or continues: what its directory holds of earlier processes, and what of it counts.

import path from 'node:path';
import type { MetaState } from '../meta/metaState.ts';
import { loadNewestCheckpoint, removeUnfinishedCheckpoints } from '../runs/checkpoints.ts';
import { readFigures } from '../runs/eventReader.ts';
import type { RunHold } from '../runs/runHold.ts';
import { removeSamplesAfter } from '../runs/samples.ts';
import { type RecordedFigures, recordedFigures } from './runFigures.ts';

export interface RunStart {
  /** The newest good checkpoint; undefined for a new run, or one without any. */
  readonly state: MetaState | undefined;
  /** Meta-iterations that are done. */
  readonly iteration: number;
  /** Whether an earlier process left something to continue from, or figures to withdraw. */
  readonly isResumed: boolean;
  /** Figures up to this iteration count; -1: none does, not even those of the untrained initialization. */
  readonly figuresUpTo: number;
  readonly recorded: RecordedFigures;
  readonly warnings: readonly string[];
}

/** Finds the start, and removes what a killed process left half-done or did past it. @throws {LockLostError} */
export async function findRunStart(hold: RunHold): Promise<RunStart> {
  const { directory } = hold;
  await removeUnfinishedCheckpoints(hold);
  const [{ state, damaged }, series] = await Promise.all([loadNewestCheckpoint(directory), readFigures(directory)]);
  const figuresUpTo = state?.iteration ?? -1;
  await removeSamplesAfter(hold, figuresUpTo);
  return {
    state,
    iteration: state?.iteration ?? 0,
    isResumed: state !== undefined || series.size > 0,
    figuresUpTo,
    recorded: recordedFigures(series, figuresUpTo),
    warnings: damaged.map(({ folder, reason }) => `The checkpoint ${path.basename(folder)} is passed over: ${reason}`),
  };
}
