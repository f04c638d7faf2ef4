// The file of weights that an experiment names to begin with: checked against the model as far as the experiment says what
// that is, and taken by a run that is being made.

import path from 'node:path';
import { type Lookup, lookUpOnSameHost } from '../base/cautiousLookup.ts';
import { type Model, ModelError, resolveModel } from '../engine/model.ts';
import { refuseOtherTensors, WeightsMismatchError } from '../engine/weights/stateDict.ts';
import { readWeightFile, shapesOfWeightFile, WeightFileRefused } from '../engine/weights/weightFile.ts';
import { dimensionsOf } from '../experiment/network.ts';
import type { ReadOptions } from '../experiment/readExperiment.ts';
import type { Experiment } from '../experiment/schema.ts';
import { sizesOfTask } from '../experiment/taskSizes.ts';
import { forecastMemory } from '../meta/memoryForecast.ts';
import type { ChosenInitialization } from '../runs/initialization.ts';
import { initializationFromFile } from '../runs/weightsToBeginWith.ts';

/**
 * What an experiment is checked by beside its own text: what lies where it says, as far as that is looked up.
 * @param lookUp of an absolute path
 */
export function checksOnDisk(lookUp: (absolute: string) => Lookup): Required<Omit<ReadOptions, 'folder' | 'patience'>> {
  return {
    // What cannot be looked up is no problem.
    pathExists: (absolute) => lookUp(absolute) !== 'missing',
    checkWeights: (experiment, absolute) => (lookUp(absolute) === 'there' ? misfitOf(experiment, absolute) : undefined),
    forecastMemory,
  };
}

/** The same for a file in `folder`. Places on other hosts are not looked for. */
export function checksFrom(folder: string): Required<Omit<ReadOptions, 'patience'>> {
  return { folder, ...checksOnDisk((absolute) => lookUpOnSameHost(path.resolve(absolute), folder)) };
}

function misfitOf(experiment: Experiment, file: string): string | undefined {
  try {
    const shapes = shapesOfWeightFile(file);
    const model = modelIn(experiment);
    if (shapes !== undefined && model !== undefined) refuseOtherTensors(model, shapes);
    return undefined;
  } catch (error) {
    // Layers that do not fit are a problem of their own.
    if (error instanceof ModelError) return undefined;
    if (error instanceof WeightFileRefused || error instanceof WeightsMismatchError) return error.message;
    throw error;
  }
}

/** Undefined where only the data, or a module of the user's, can say. @throws {ModelError} */
function modelIn({ model, task }: Experiment): Model | undefined {
  const sizes = sizesOfTask(task);
  return sizes && resolveModel(model, dimensionsOf(sizes.input), sizes.outputs, sizes.loss);
}

/** The absolute path of the file that the experiment names; undefined where it names none. */
export function namedWeightsOf({ model }: Experiment, experimentFile: string): string | undefined {
  return model.initialization && path.resolve(path.dirname(experimentFile), model.initialization);
}

/**
 * What a run of the experiment is to begin with; undefined where the file names nothing. Where only the data can say what
 * the model is, the run's trainer sees whether the tensors are its own.
 * @throws {WeightFileRefused} {WeightsMismatchError} {ModelError}
 */
export async function takeNamedWeights(
  experiment: Experiment,
  experimentFile: string,
): Promise<ChosenInitialization | undefined> {
  const named = namedWeightsOf(experiment, experimentFile);
  return named === undefined ? undefined : initializationFromFile(await readWeightFile(named), modelIn(experiment));
}
