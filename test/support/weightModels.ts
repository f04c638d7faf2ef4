// Models whose weights are exported in tests: those of every preset, and one that holds every layer; all with
// parameters that no layer hides.

import { initializeParameters, type Model, resolveModel } from '../../src/engine/model.ts';
import { randomStream } from '../../src/engine/random.ts';
import { dimensionsOf } from '../../src/experiment/network.ts';
import { presets } from '../../src/experiment/presets.ts';
import { readExperiment } from '../../src/experiment/readExperiment.ts';
import type { ModelSpec } from '../../src/experiment/schema.ts';
import { sizesOfTask } from '../../src/experiment/taskSizes.ts';

/** What the module of the preset "own-tasks" makes: a vector in, a value out. */
const ownTasks = { inputShape: [1], outputs: 1, loss: 'meanSquaredError' } as const;

/** Each different model of the presets, by the id of the first that has it. */
export function modelsOfPresets(): ReadonlyMap<string, Model> {
  const models = new Map<string, Model>();
  const seen = new Set<string>();
  for (const { id, text } of presets) {
    const { experiment } = readExperiment(text);
    if (experiment === undefined) throw new Error(`The preset ${id} is refused.`);
    const sizes = sizesOfTask(experiment.task);
    const { inputShape, outputs, loss } =
      sizes === undefined ? ownTasks : { ...sizes, inputShape: dimensionsOf(sizes.input) };
    const key = JSON.stringify([experiment.model, inputShape, outputs, loss]);
    if (seen.has(key)) continue;
    seen.add(key);
    models.set(id, resolveModel(experiment.model, inputShape, outputs, loss));
  }
  return models;
}

const everyLayer: ModelSpec = {
  kind: 'layers',
  layers: [
    { kind: 'conv2d', filters: 5, kernel: 3, stride: 2, padding: 'same', bias: true },
    { kind: 'batchNorm', epsilon: 1e-2 },
    { kind: 'relu' },
    { kind: 'averagePool', size: 2, stride: 2, padding: 'same' },
    { kind: 'conv2d', filters: 6, kernel: 2, stride: 1, padding: 'valid', bias: false },
    { kind: 'sigmoid' },
    { kind: 'maxPool', size: 3, stride: 2, padding: 'same' },
    { kind: 'dropout', rate: 0.25 },
    { kind: 'flatten' },
    { kind: 'batchNorm', epsilon: 1e-3 },
    { kind: 'tanh' },
    { kind: 'dense', units: 7, bias: false },
    { kind: 'batchNorm', epsilon: 1e-3 },
  ],
};

const globalPools = (['average', 'max'] as const).map((reduce): [string, Model] => [
  `global ${reduce} pool`,
  resolveModel(
    {
      kind: 'layers',
      layers: [
        { kind: 'conv2d', filters: 4, kernel: 3, stride: 2, padding: 'same', bias: true },
        { kind: 'globalPool', reduce },
      ],
    },
    [6, 5, 2],
    3,
    'softmaxCrossEntropy',
  ),
]);

export const modelsOfLayers: ReadonlyMap<string, Model> = new Map([
  ['every layer', resolveModel(everyLayer, [11, 14, 3], 4, 'softmaxCrossEntropy')],
  ...globalPools,
]);

/** None is 0 or 1, as biases and batch norm begin. */
export function movedParameters(model: Model): Float32Array {
  const random = randomStream(5, 'initialization');
  return initializeParameters(model, random).map((value) => value + 0.1 * random.normal());
}

/** [count, ...model.inputShape]; of texts, tokens with some that are missing. */
export function randomInputs(model: Model, count: number): Float32Array {
  const random = randomStream(6, 'evaluation-task');
  const size = model.inputShape.reduce((product, extent) => product * extent, 1);
  const [first] = model.layers;
  if (first?.spec.kind !== 'embeddingBag')
    return Float32Array.from({ length: count * size }, () => random.uniform() * 2 - 0.5);
  const { tokens } = first.spec;
  return Float32Array.from({ length: count * size }, (_, index) =>
    index < size || random.uniform() < 0.4 ? -1 : random.integer(tokens),
  );
}

/** Images as [count, channels, height, width]; anything else as it is. */
export function channelsFirstInputs({ inputShape }: Model, inputs: Float32Array): Float32Array {
  const [height = 1, width = 1, channels = 1] = inputShape;
  if (inputShape.length !== 3) return inputs;
  const [pixels, size] = [height * width, height * width * channels];
  return inputs.map((_, index) => {
    const [image, within] = [Math.floor(index / size), index % size];
    return inputs[image * size + (within % pixels) * channels + Math.floor(within / pixels)] ?? Number.NaN;
  });
}
