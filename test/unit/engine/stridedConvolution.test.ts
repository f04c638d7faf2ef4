// Strided convolutions by transformed products: any size, close to exact arithmetic.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { suitsStrided } from '../../../src/engine/fused/compileStrided.ts';
import { type FusedEngine, loadFusedEngine } from '../../../src/engine/fused/fusedLearner.ts';
import { type Model, resolveModel } from '../../../src/engine/model.ts';
import type { InnerOptimizer, LayerSpec } from '../../../src/experiment/schema.ts';
import { loadReference, type Reference } from '../../support/tfjsCpu.ts';
import { assertClose, randomSamples, scatteredParameters } from './arbitraries.ts';
import { outputsInFloat64 } from './float64Model.ts';

const optimizer: InnerOptimizer = { kind: 'sgd', learningRate: 0.1, reduction: 'mean' };

/** A strided convolution behind one of the samples, so that it has a gradient by its input. */
const stacks = fc
  .record({
    height: fc.integer({ min: 3, max: 15 }),
    width: fc.integer({ min: 3, max: 15 }),
    filters: fc.tuple(fc.integer({ min: 32, max: 41 }), fc.integer({ min: 32, max: 41 })),
    padding: fc.constantFrom('same' as const, 'valid' as const),
    bias: fc.boolean(),
    activation: fc.constantFrom<LayerSpec>({ kind: 'tanh' }, { kind: 'sigmoid' }, { kind: 'batchNorm', epsilon: 1e-3 }),
    batch: fc.integer({ min: 1, max: 3 }),
    seed: fc.nat(),
  })
  .map(({ height, width, filters, padding, bias, activation, batch, seed }) => {
    const convolution = { kind: 'conv2d', kernel: 3, stride: 1, padding: 'same', bias } as const;
    const layers: LayerSpec[] = [
      { ...convolution, filters: filters[0] },
      activation,
      { ...convolution, filters: filters[1], stride: 2, padding },
      activation,
    ];
    return { model: resolveModel({ kind: 'layers', layers }, [height, width, 1], 3, 'softmaxCrossEntropy'), batch, seed };
  })
  .filter(({ model }) => countStrided(model) > 0);

describe('strided convolutions', () => {
  let engine: FusedEngine;
  let reference: Reference;

  before(async () => {
    reference = await loadReference();
    engine = await loadFusedEngine();
  });

  function startedLearner(model: Model, capacity: number, seed: number, from = engine) {
    const learner = from.createLearner({
      model,
      optimizer,
      maxTrainingBatch: capacity,
      maxPredictionBatch: capacity,
      secondOrder: false,
    });
    learner.writeParameters(scatteredParameters(model, seed));
    return learner;
  }

  it('have the gradients of tfjs for any size, padding and number of channels', () => {
    fc.assert(
      fc.property(stacks, ({ model, batch, seed }) => {
        const samples = randomSamples(model, batch, seed);
        const expected = reference.gradient(model, scatteredParameters(model, seed), samples);
        const actual = startedLearner(model, batch, seed).gradient(samples);
        assertClose('loss', [actual.loss], [expected.loss], 1e-5);
        assertClose('gradient', actual.gradient, expected.gradient, 2e-5, 1e-6);
      }),
      { numRuns: 25, seed: 1 },
    );
  });

  it('are within 3e-6 of float64', () => {
    fc.assert(
      fc.property(stacks, ({ model, batch, seed }) => {
        const samples = randomSamples(model, batch, seed);
        const expected = outputsInFloat64(model, scatteredParameters(model, seed), samples);
        assertClose('outputs', startedLearner(model, batch, seed).predict(samples.inputs, batch), expected, 3e-6);
      }),
      { numRuns: 10, seed: 2 },
    );
  });

  it('give the same bits with every tile and every capacity', async () => {
    const other = await loadFusedEngine({ fastMath: false, tile: engine.variant.endsWith('4x8') ? '5x8' : '4x8' });
    fc.assert(
      fc.property(stacks, fc.integer({ min: 1, max: 5 }), ({ model, batch, seed }, room) => {
        const samples = randomSamples(model, batch, seed);
        const roomy = startedLearner(model, batch + room, seed, other);
        roomy.gradient(randomSamples(model, batch + room, seed + 1));
        assert.deepEqual(roomy.gradient(samples), startedLearner(model, batch, seed).gradient(samples));
      }),
      { numRuns: 30, seed: 3 },
    );
  });

  it('are chosen by size alone', () => {
    const chosen = (size: number, filters: number) => {
      const convolution = { kind: 'conv2d', kernel: 3, stride: 2, padding: 'same', bias: false, filters } as const;
      return countStrided(
        resolveModel({ kind: 'layers', layers: [convolution, convolution] }, [2 * size, 2 * size, 1], 3, 'softmaxCrossEntropy'),
      );
    };
    assert.deepEqual(
      [14, 7, 4].map((size) => chosen(size, 64)),
      [1, 1, 0],
    );
    assert.equal(chosen(14, 31), 0);
  });
});

function countStrided(model: Model): number {
  return model.layers.slice(1).filter((layer) => layer.spec.kind === 'conv2d' && suitsStrided(layer, layer.spec)).length;
}
