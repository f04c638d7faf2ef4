// Tries an experiment's data and model before a run of it is made.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { ModelError } from '../engine/model.ts';
import { WeightsMismatchError } from '../engine/weights/stateDict.ts';
import type { WeightFile } from '../engine/weights/weightFile.ts';
import type { Experiment } from '../experiment/schema.ts';
import { beginWith, OtherModelError } from '../meta/beginWith.ts';
import { initialMetaState } from '../meta/initialMetaState.ts';
import { modelFor } from '../meta/learningContext.ts';
import { metaParameterLayout } from '../meta/metaParameters.ts';
import { dataCacheOf } from '../runs/dataCache.ts';
import { type ChosenInitialization, loadChosenInitialization } from '../runs/initialization.ts';
import { initializationFromFile } from '../runs/weightsToBeginWith.ts';
import type { LoadOptions } from '../tasks/loadOptions.ts';
import { requireHeldOutTasks } from '../tasks/requireHeldOutTasks.ts';
import { TaskError } from '../tasks/taskError.ts';
import { describeTasks } from '../workers/describeTasks.ts';
import { loadTaskDataApart } from '../workers/loadTaskDataApart.ts';
import { explainedFailure } from './explainedFailure.ts';
import { CommandError } from './failures.ts';

export interface TriedRun {
  readonly file: string;
  readonly runsFolder: string;
  /** What the run begins with in the place of random parameters: a checkpoint, or tensors of a file. */
  readonly initialization?: ChosenInitialization | WeightFile | undefined;
}

/**
 * Data or layers that do not fit would otherwise show only when the run exists. Decoded images are kept for the run
 * where a runs folder exists already; for an experiment that may yet be refused none is made. Gives what the run begins
 * with, tensors of a file in the layout of its model.
 * @throws {CommandError}
 */
export async function tryOut(
  experiment: Experiment,
  { file, runsFolder, initialization }: TriedRun,
): Promise<ChosenInitialization | undefined> {
  const cache = await cacheIn(runsFolder);
  try {
    const data = await loadTaskDataApart(experiment.task, path.dirname(path.resolve(file)), cache);
    const { outline, dispose } = await describeTasks(experiment.task, data);
    await dispose();
    requireHeldOutTasks(experiment, outline);
    const model = modelFor(experiment, outline);
    if (initialization === undefined) return undefined;
    const chosen = 'tensors' in initialization ? await initializationFromFile(initialization, model) : initialization;
    const learned = await loadChosenInitialization(chosen);
    beginWith(initialMetaState(experiment, outline), metaParameterLayout(experiment.algorithm, model), learned);
    return chosen;
  } catch (error) {
    const isOfExperiment =
      error instanceof TaskError ||
      error instanceof ModelError ||
      error instanceof OtherModelError ||
      error instanceof WeightsMismatchError;
    if (!isOfExperiment) throw explainedFailure(error);
    throw new CommandError(`${file}: ${error.message}`);
  }
}

/** Where decoded data are kept; nowhere as long as there is no runs folder. */
export async function cacheIn(runsFolder: string): Promise<Pick<LoadOptions, 'cache'>> {
  return existsSync(runsFolder) ? { cache: await dataCacheOf(runsFolder) } : {};
}
