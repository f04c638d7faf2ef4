// What whoever measures, adapts or exports a run can put right, of the errors that explain themselves.

import { ModelError } from '../engine/model.ts';
import { WeightsMismatchError } from '../engine/weights/stateDict.ts';
import { WeightFileRefused } from '../engine/weights/weightFile.ts';
import { IncomparableRunsError } from '../evaluation/compareRuns.ts';
import { NoSuchCheckpointError } from '../runs/chosenCheckpoint.ts';
import { ExperimentRefused } from '../runs/frozenExperiment.ts';
import { ManifestError } from '../runs/manifestFile.ts';
import { CheckpointUnreadableError } from '../runs/newestCheckpoint.ts';
import { ChangedDataError } from '../tasks/split/dataChanges.ts';
import { TaskError } from '../tasks/taskError.ts';
import { CommandError, exitCodes } from './failures.ts';

const kindsThatExplainThemselves = [
  CheckpointUnreadableError,
  ExperimentRefused,
  IncomparableRunsError,
  ManifestError,
  ModelError,
  NoSuchCheckpointError,
  TaskError,
  WeightFileRefused,
  WeightsMismatchError,
];

/** The error to throw for one of these: a `CommandError` of the same words, otherwise itself. */
export function explainedFailure(error: unknown): unknown {
  if (error instanceof ChangedDataError) return new CommandError(error.message, exitCodes.changedData);
  const explains = error instanceof Error && kindsThatExplainThemselves.some((kind) => error instanceof kind);
  return explains ? new CommandError(error.message) : error;
}
