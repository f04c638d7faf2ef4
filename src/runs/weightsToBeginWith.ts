// Weights of a file as what a run begins with, in the layout of its model.

import path from 'node:path';
import { createBreather } from '../base/breather.ts';
import { sha256InTurns } from '../base/sha256InTurns.ts';
import type { Model } from '../engine/model.ts';
import { fromStateDict, fromStateDictInTurns, type NamedTensor } from '../engine/weights/stateDict.ts';
import type { WeightFile } from '../engine/weights/weightFile.ts';
import { sizeOf } from '../experiment/network.ts';
import type { LearnedParameters } from '../meta/beginWith.ts';
import type { ChosenInitialization } from './initialization.ts';

const longestFileName = 200;

/**
 * Weights of a file, as an initialization in the layout of the model; as they stand in the file where that is not known
 * yet. Others have turns meanwhile.
 * @throws {WeightsMismatchError} where they are not those of the model
 */
export async function initializationFromFile(
  { file, sha256, tensors }: WeightFile,
  model: Model | undefined,
): Promise<ChosenInitialization> {
  const weights =
    model === undefined
      ? await inOneArray(tensors)
      : { parameters: await fromStateDictInTurns(model, tensors), layout: layoutOf(model) };
  const learned = {
    run: path.basename(file).slice(0, longestFileName),
    directory: '',
    iteration: 0,
    parametersSha256: await sha256InTurns(weights.parameters),
    fileSha256: sha256,
  };
  return { kind: 'weights', learned, weights, warnings: [] };
}

function layoutOf(model: Model): LearnedParameters['layout'] {
  return model.layers.flatMap((layer) => layer.parameters);
}

async function inOneArray(tensors: readonly NamedTensor[]): Promise<LearnedParameters> {
  const breathe = createBreather();
  const parameters = new Float32Array(tensors.reduce((sum, { values }) => sum + values.length, 0));
  const layout: { name: string; shape: readonly number[]; offset: number }[] = [];
  let end = 0;
  for (const { name, shape, values } of tensors) {
    layout.push({ name, shape, offset: end });
    parameters.set(values, end);
    end += values.length;
    await breathe();
  }
  return { parameters, layout };
}

/**
 * What a run begins with in the layout of its model, however its copy was made.
 * @throws {WeightsMismatchError}
 */
export function inLayoutOf(model: Model, learned: LearnedParameters): LearnedParameters {
  // Our own names have a slash in the place of the dot.
  if (!learned.layout.some(({ name }) => name.includes('.'))) return learned;
  const tensors = learned.layout.map(({ name, shape, offset }) => ({
    name,
    shape,
    values: learned.parameters.subarray(offset, offset + sizeOf(shape)),
  }));
  return { parameters: fromStateDict(model, tensors), layout: layoutOf(model) };
}
