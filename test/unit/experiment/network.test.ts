// The reader's view of a network against the engine's: whatever fits for one fits for the other, with as many
// parameters.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ModelError, resolveModel } from '../../../src/engine/model.ts';
import { networkOfTask } from '../../../src/experiment/network.ts';
import { experimentSchema, type ModelSpec, type TaskSpec } from '../../../src/experiment/schema.ts';

const window = {
  size: fc.integer({ min: 1, max: 6 }),
  stride: fc.integer({ min: 1, max: 4 }),
  padding: fc.constantFrom('same', 'valid'),
};
const layer = fc.oneof(
  fc.record({ kind: fc.constant('dense'), units: fc.integer({ min: 1, max: 9 }), bias: fc.boolean() }),
  fc.record({
    kind: fc.constant('conv2d'),
    filters: fc.integer({ min: 1, max: 9 }),
    kernel: window.size,
    stride: window.stride,
    padding: window.padding,
    bias: fc.boolean(),
  }),
  fc.record({ kind: fc.constantFrom('maxPool', 'averagePool'), ...window }),
  fc.constantFrom(
    { kind: 'batchNorm' },
    { kind: 'relu' },
    { kind: 'tanh' },
    { kind: 'sigmoid' },
    { kind: 'dropout' },
    { kind: 'flatten' },
    { kind: 'globalPool' },
    { kind: 'embeddingBag', tokens: 9, units: 3 },
  ),
);
const embeddingBag = { kind: 'embeddingBag', tokens: 50, units: 4 };
const vectorLayer = fc.constantFrom(
  { kind: 'dense', units: 6 },
  { kind: 'relu' },
  { kind: 'batchNorm' },
  { kind: 'flatten' },
);
const model = fc.oneof(
  fc.record({ kind: fc.constant('layers'), layers: fc.array(layer, { maxLength: 7 }) }),
  fc.record({
    kind: fc.constant('layers'),
    layers: fc.array(vectorLayer, { maxLength: 4 }).map((rest) => [embeddingBag, ...rest]),
  }),
  fc.record({
    kind: fc.constant('convnet'),
    blocks: fc.integer({ min: 1, max: 8 }),
    filters: fc.integer({ min: 1, max: 8 }),
    downsampling: fc.constantFrom('stride', 'maxPool'),
  }),
  fc.record({ kind: fc.constant('mlp'), hidden: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }) }),
);
const task = fc.constantFrom<unknown>(
  { kind: 'sine' },
  { kind: 'images', dataset: { source: 'mnist' }, ways: 5 },
  { kind: 'images', dataset: { source: 'omniglot', path: 'x' }, ways: 20 },
  { kind: 'speech', dataset: { source: 'spokenDigits' }, features: { melBands: 24, hopLength: 160 }, ways: 5 },
  { kind: 'text', dataset: { source: 'clinc150' }, encoding: { kind: 'hashed', buckets: 50, maxTokens: 23 } },
  { kind: 'text', dataset: { source: 'clinc150' }, encoding: { kind: 'tfidf', maxFeatures: 20, unknownBuckets: 3 } },
);

describe('layer shapes', () => {
  it('agree with the engine on 2,000 networks', () => {
    let fitting = 0;
    fc.assert(
      fc.property(model, task, (modelInput, taskInput) => {
        const spec = experimentSchema.parse({
          name: 'x',
          task: taskInput,
          model: modelInput,
          algorithm: { innerOptimizer: { kind: 'sgd' } },
        });
        const network = networkOfTask(spec.model, spec.task);
        const engine = parametersByEngine(spec.model, spec.task);
        if (network.kind === 'fits') fitting++;
        assert.equal(network.kind === 'fits' ? network.parameters : network.kind, engine);
      }),
      { seed: 7, numRuns: 2000 },
    );
    assert.ok(fitting > 400 && fitting < 1600, `${fitting} of 2,000 fit: the test would say little`);
  });
});

function parametersByEngine(spec: ModelSpec, task: TaskSpec): number | 'misfit' | 'unknown' {
  // For the engine tokens are numbers in a vector: what they mean only the reader knows.
  if (takesTokens(spec) !== givesTokens(task)) return 'misfit';
  try {
    switch (task.kind) {
      case 'sine':
        return resolveModel(spec, [1], 1, 'meanSquaredError').parameterCount;
      case 'images':
        return resolveModel(spec, [28, 28, 1], task.ways, 'softmaxCrossEntropy').parameterCount;
      case 'speech':
        return resolveModel(spec, [24, 51, 1], task.ways, 'softmaxCrossEntropy').parameterCount;
      case 'text':
        return resolveModel(spec, [23], task.ways, 'softmaxCrossEntropy').parameterCount;
      case 'module':
      case 'table':
        return 'unknown';
      case 'navigation':
        return resolveModel(spec, [2], 2, 'policyGradient').parameterCount;
      case 'arm':
        return resolveModel(spec, [6], 2, 'policyGradient').parameterCount;
    }
  } catch (error) {
    if (error instanceof ModelError) return 'misfit';
    throw error;
  }
}

function takesTokens(spec: ModelSpec): boolean {
  return spec.kind === 'layers' && spec.layers[0]?.kind === 'embeddingBag';
}

function givesTokens(task: TaskSpec): boolean {
  return task.kind === 'text' && task.encoding.kind === 'hashed';
}
