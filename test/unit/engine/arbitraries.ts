// Random models, samples and comparisons for the engine's property tests.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Samples } from '../../../src/engine/learner.ts';
import {
  initializeParameters,
  type LossKind,
  type Model,
  ModelError,
  resolveModel,
  type Shape,
} from '../../../src/engine/model.ts';
import { type RandomStream, randomStream } from '../../../src/engine/random.ts';
import { sizeOf } from '../../../src/experiment/network.ts';
import type { InnerOptimizer, LayerSpec, ModelSpec } from '../../../src/experiment/schema.ts';

/** A model, and the sizes and seed of the samples it is tried with. */
export interface Trial {
  readonly model: Model;
  readonly batch: number;
  readonly seed: number;
}

const imageLayer: fc.Arbitrary<LayerSpec> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('conv2d' as const),
      filters: fc.integer({ min: 1, max: 17 }),
      kernel: fc.integer({ min: 1, max: 4 }),
      stride: fc.integer({ min: 1, max: 3 }),
      padding: fc.constantFrom('same' as const, 'valid' as const),
      bias: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('maxPool' as const, 'averagePool' as const),
      size: fc.integer({ min: 1, max: 3 }),
      stride: fc.integer({ min: 1, max: 3 }),
      padding: fc.constantFrom('same' as const, 'valid' as const),
    }),
  },
  elementwiseLayer(),
);

const flatLayer: fc.Arbitrary<LayerSpec> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('dense' as const),
      units: fc.integer({ min: 1, max: 37 }),
      bias: fc.boolean(),
    }),
  },
  elementwiseLayer(),
);

/** Makes a vector of an image. */
const flatteningLayer = fc.constantFrom<LayerSpec>(
  { kind: 'flatten' },
  { kind: 'globalPool', reduce: 'average' },
  { kind: 'globalPool', reduce: 'max' },
);

const embeddingBag: fc.Arbitrary<LayerSpec> = fc.record({
  kind: fc.constant('embeddingBag' as const),
  tokens: fc.integer({ min: 1, max: 29 }),
  units: fc.integer({ min: 1, max: 21 }),
});

const lossKind = fc.constantFrom<LossKind>('meanSquaredError', 'softmaxCrossEntropy', 'policyGradient');

/** Stacks of layers over images, tokens or other flat inputs, batches from 1; stacks that do not fit are left out. */
export const trials: fc.Arbitrary<Trial> = fc
  .oneof(
    fc.record({
      spec: fc.array(flatLayer, { maxLength: 5 }).map((layers): ModelSpec => ({ kind: 'layers', layers })),
      inputShape: fc.tuple(fc.integer({ min: 1, max: 41 })),
      outputSize: fc.integer({ min: 1, max: 21 }),
      loss: lossKind,
      batch: fc.integer({ min: 1, max: 13 }),
      seed: fc.nat(),
    }),
    fc.record({
      spec: fc
        .tuple(embeddingBag, fc.array(flatLayer, { maxLength: 3 }))
        .map(([bag, flat]): ModelSpec => ({ kind: 'layers', layers: [bag, ...flat] })),
      inputShape: fc.tuple(fc.integer({ min: 1, max: 19 })),
      outputSize: fc.integer({ min: 1, max: 11 }),
      loss: lossKind,
      batch: fc.integer({ min: 1, max: 9 }),
      seed: fc.nat(),
    }),
    fc.record({
      spec: fc
        .tuple(fc.array(imageLayer, { maxLength: 5 }), flatteningLayer, fc.array(flatLayer, { maxLength: 3 }))
        .map(([images, flattening, flat]): ModelSpec => ({ kind: 'layers', layers: [...images, flattening, ...flat] })),
      inputShape: fc.tuple(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
      ),
      outputSize: fc.integer({ min: 1, max: 11 }),
      loss: lossKind,
      batch: fc.integer({ min: 1, max: 6 }),
      seed: fc.nat(),
    }),
  )
  .map(({ spec, inputShape, outputSize, loss, batch, seed }) => ({
    model: tryResolve(spec, inputShape, outputSize, loss),
    batch,
    seed,
  }))
  .filter((trial): trial is Trial => trial.model !== undefined);

const reduction = fc.constantFrom('mean' as const, 'sum' as const);
const state = fc.constant('carried' as const);

const weightDecay = fc.oneof(
  fc.record({ kind: fc.constant('l2' as const), rate: fc.constantFrom(0.01, 1) }),
  fc.record({ kind: fc.constant('decoupled' as const), rate: fc.constantFrom(0.1, 5) }),
  fc.record({ kind: fc.constant('factor' as const), factor: fc.constantFrom(0.9, 0.999) }),
);
const clipGradient = fc.record({
  kind: fc.constantFrom('norm' as const, 'value' as const),
  at: fc.constantFrom(0.02, 0.5, 10),
});

/** What every optimizer may have or lack. */
const stepChanges = { reduction, weightDecay, clipGradient };

/**
 * Adam's epsilon is large against rounding errors: where a gradient is 0 in exact arithmetic (a bias before batch
 * norm), a small one turns the sign of a rounding error into a whole step.
 */
export const optimizers: fc.Arbitrary<InnerOptimizer> = fc.oneof(
  fc.record(
    { kind: fc.constant('sgd' as const), learningRate: fc.constantFrom(0.003, 0.02), ...stepChanges },
    { requiredKeys: ['kind', 'learningRate', 'reduction'] },
  ),
  fc.record(
    {
      kind: fc.constant('momentum' as const),
      learningRate: fc.constantFrom(0.003, 0.02),
      momentum: fc.constantFrom(0, 0.5, 0.9),
      state,
      ...stepChanges,
    },
    { requiredKeys: ['kind', 'learningRate', 'momentum', 'state', 'reduction'] },
  ),
  fc.record(
    {
      kind: fc.constant('adam' as const),
      learningRate: fc.constantFrom(0.001, 0.01),
      beta1: fc.constantFrom(0, 0.5, 0.9),
      beta2: fc.constantFrom(0.9, 0.999),
      epsilon: fc.constantFrom(0.01, 0.1),
      state,
      ...stepChanges,
    },
    { requiredKeys: ['kind', 'learningRate', 'beta1', 'beta2', 'epsilon', 'state', 'reduction'] },
  ),
);

/** Initial parameters moved off their special values: biases and beta are not 0, gamma is not 1. */
export function scatteredParameters(model: Model, seed: number): Float32Array {
  const random = randomStream(seed, 'initialization');
  return initializeParameters(model, random).map((value) => value + 0.1 * random.normal());
}

export function randomSamples(model: Model, count: number, seed: number): Samples {
  const random = randomStream(seed, 'training-batches');
  const [first] = model.layers;
  const inputs = Float32Array.from({ length: count * sizeOf(model.inputShape) }, () =>
    first?.spec.kind === 'embeddingBag' ? randomToken(first.spec.tokens, random) : random.normal(),
  );
  const targets = Float32Array.from({ length: count * model.targetSize }, () =>
    model.loss === 'softmaxCrossEntropy' ? random.integer(model.outputSize) : random.normal(),
  );
  return { inputs, targets, count };
}

/** One of the vocabulary, or none. */
function randomToken(tokens: number, random: RandomStream): number {
  return random.uniform() < 0.3 ? -1 : random.integer(tokens);
}

/** The first `count` samples from `first` on. */
export function sliceSamples(
  model: Model,
  { inputs, targets, count }: Samples,
  first: number,
  length: number,
): Samples {
  const inputSize = sizeOf(model.inputShape);
  const targetSize = targets.length / count;
  return {
    inputs: inputs.slice(first * inputSize, (first + length) * inputSize),
    targets: targets.slice(first * targetSize, (first + length) * targetSize),
    count: length,
  };
}

/**
 * Requires |actual - expected| ≤ tolerance · |expected| in the Euclidean norm, with an absolute floor for vanishing
 * values.
 */
export function assertClose(
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  floor = 1e-6,
): void {
  assert.equal(actual.length, expected.length, `${what}: length`);
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < expected.length; i++) {
    const wanted = expected[i] ?? Number.NaN;
    difference += ((actual[i] ?? Number.NaN) - wanted) ** 2;
    norm += wanted ** 2;
  }
  const limit = tolerance * Math.sqrt(norm) + floor;
  assert.ok(
    Math.sqrt(difference) <= limit,
    `${what}: off by ${Math.sqrt(difference)}, allowed are ${limit} at norm ${Math.sqrt(norm)}`,
  );
}

function elementwiseLayer(): fc.WeightedArbitrary<LayerSpec> {
  return {
    weight: 3,
    arbitrary: fc.constantFrom<LayerSpec>(
      { kind: 'relu' },
      { kind: 'tanh' },
      { kind: 'sigmoid' },
      { kind: 'batchNorm', epsilon: 1e-3 },
      { kind: 'dropout', rate: 0 },
      { kind: 'dropout', rate: 0.3 },
      { kind: 'dropout', rate: 0.5 },
    ),
  };
}

/** Undefined where the layers do not fit the input. */
export function tryResolve(spec: ModelSpec, inputShape: Shape, outputSize: number, loss: LossKind): Model | undefined {
  try {
    return resolveModel(spec, inputShape, outputSize, loss);
  } catch (error) {
    if (error instanceof ModelError) return undefined;
    throw error;
  }
}
