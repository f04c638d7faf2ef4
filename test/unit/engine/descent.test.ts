// Inner steps that are gradient descent and nothing else, of which layers may move their own weights: every parameter
// moves by its gradient, as another program gives it.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type FusedEngine, loadFusedEngine } from '../../../src/engine/fused/fusedLearner.ts';
import { type Model, resolveModel } from '../../../src/engine/model.ts';
import type { InnerOptimizer, LayerSpec } from '../../../src/experiment/schema.ts';
import { nativeEngines } from '../../support/nativeEngines.ts';
import { randomSamples, scatteredParameters, sliceSamples, trials } from './arbitraries.ts';
import { optionsFor, parametersOf, startLearner } from './startedLearner.ts';

const learningRate = 0.05;
const plain: InnerOptimizer = { kind: 'sgd', learningRate, reduction: 'mean' };
const decayed: InnerOptimizer = { ...plain, weightDecay: { kind: 'factor', factor: 0.9 } };
const clipped: InnerOptimizer = { ...plain, clipGradient: { kind: 'value', at: 1e9 } };

describe('gradient descent', () => {
  let wasm: FusedEngine;

  before(async () => {
    wasm = await loadFusedEngine();
  });

  const engines: readonly [string, () => FusedEngine][] = [
    ['WebAssembly', () => wasm],
    ...nativeEngines('plain').map((engine): [string, () => FusedEngine] => [engine.variant, () => engine]),
  ];
  for (const [name, engine] of engines) {
    describe(name, () => {
      it('moves every parameter of any model by its gradient, to the bit', () => {
        fc.assert(
          fc.property(trials, fc.constantFrom(plain, decayed), ({ model, batch, seed }, optimizer) => {
            assertMovesByGradient(engine(), model, batch, seed, optimizer);
          }),
          { numRuns: 100, seed: 7 },
        );
      });

      it('does so where sums over positions are cut into blocks, and weights have many panels', () => {
        const layers: LayerSpec[] = [
          { kind: 'conv2d', filters: 19, kernel: 5, stride: 1, padding: 'same', bias: true },
          { kind: 'tanh' },
          { kind: 'conv2d', filters: 33, kernel: 5, stride: 1, padding: 'valid', bias: true },
          { kind: 'flatten' },
          { kind: 'dense', units: 70, bias: true },
        ];
        const model = resolveModel({ kind: 'layers', layers }, [9, 8, 3], 4, 'softmaxCrossEntropy');
        for (const batch of [1, 7]) assertMovesByGradient(engine(), model, batch, 8, plain);
      });

      it('is the same as with a bound on the gradient that nothing reaches', () => {
        const model = resolveModel({ kind: 'mlp', hidden: [40, 24], activation: 'tanh' }, [3], 2, 'meanSquaredError');
        const samples = randomSamples(model, 30, 9);
        const [taken, left] = [plain, clipped].map((optimizer) => {
          const learner = startLearner(engine(), optionsFor(model, 10, { optimizer }), 9);
          const losses = learner.takeInnerSteps(samples, 10);
          const parameters = parametersOf(learner);
          const operations = learner.timeInnerStep(sliceSamples(model, samples, 0, 10)).map((each) => each.operation);
          return { operations, results: { losses, parameters } };
        });
        assert.deepEqual(taken?.results, left?.results);
        assert.ok(taken?.operations.includes('WEIGHT_GRADIENT_DESCENT'));
        assert.ok(!left?.operations.includes('WEIGHT_GRADIENT_DESCENT'));
      });
    });
  }
});

function assertMovesByGradient(
  engine: FusedEngine,
  model: Model,
  batch: number,
  seed: number,
  optimizer: InnerOptimizer,
): void {
  const factor = optimizer.weightDecay?.kind === 'factor' ? optimizer.weightDecay.factor : undefined;
  const start = scatteredParameters(model, seed);
  const from = factor === undefined ? start : start.map((value) => Math.fround(Math.fround(factor) * value));
  const samples = randomSamples(model, batch, seed);
  const create = (parameters: Float32Array) =>
    startLearner(engine, optionsFor(model, batch, { optimizer }), parameters);
  const { gradient } = create(from).gradient(samples);
  const learner = create(start);
  learner.takeInnerSteps(samples, batch);
  const rate = Math.fround(-learningRate);
  assert.deepEqual(
    parametersOf(learner),
    from.map((value, index) => value + Math.fround(rate * (gradient[index] ?? Number.NaN))),
  );
}
