// Convolutions by Winograd's algorithm: any size, as close to exact arithmetic as its error analysis promises.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { suitsWinograd } from '../../../src/engine/fused/compileWinograd.ts';
import { type FusedEngine, loadFusedEngine } from '../../../src/engine/fused/fusedLearner.ts';
import { type Model, resolveModel } from '../../../src/engine/model.ts';
import type { InnerOptimizer, LayerSpec } from '../../../src/experiment/schema.ts';
import { loadReference, type Reference } from '../../support/tfjsCpu.ts';
import { assertClose, randomSamples, scatteredParameters } from './arbitraries.ts';
import { outputsInFloat64 } from './float64Model.ts';

const optimizer: InnerOptimizer = { kind: 'sgd', learningRate: 0.1, reduction: 'mean' };

/** Two convolutions of enough channels, the first behind another one so that it has a gradient by its input. */
const stacks = fc
  .record({
    height: fc.integer({ min: 3, max: 12 }),
    width: fc.integer({ min: 3, max: 12 }),
    filters: fc.tuple(fc.integer({ min: 16, max: 19 }), fc.integer({ min: 16, max: 19 }), fc.integer({ min: 16, max: 19 })),
    padding: fc.constantFrom('same' as const, 'valid' as const),
    bias: fc.boolean(),
    activation: fc.constantFrom<LayerSpec>({ kind: 'tanh' }, { kind: 'relu' }, { kind: 'batchNorm', epsilon: 1e-3 }),
    batch: fc.integer({ min: 1, max: 3 }),
    seed: fc.nat(),
  })
  .map(({ height, width, filters, padding, bias, activation, batch, seed }) => {
    const convolution = { kind: 'conv2d', kernel: 3, stride: 1, padding: 'same', bias } as const;
    const layers: LayerSpec[] = [
      { ...convolution, filters: filters[0] },
      activation,
      { ...convolution, filters: filters[1], padding },
      activation,
      { ...convolution, filters: filters[2] },
    ];
    return { model: resolveModel({ kind: 'layers', layers }, [height, width, 2], 3, 'softmaxCrossEntropy'), batch, seed };
  })
  .filter(({ model }) => countWinograd(model) > 0);

describe('Winograd convolutions', () => {
  let engine: FusedEngine;
  let reference: Reference;

  before(async () => {
    reference = await loadReference();
    engine = await loadFusedEngine();
  });

  function learnerFor(model: Model, batch: number, parameters: Float32Array) {
    const learner = engine.createLearner({
      model,
      optimizer,
      maxTrainingBatch: batch,
      maxPredictionBatch: batch,
      secondOrder: false,
    });
    learner.writeParameters(parameters);
    return learner;
  }

  it('have the gradients of tfjs for any size, padding and number of channels', () => {
    fc.assert(
      fc.property(stacks, ({ model, batch, seed }) => {
        const parameters = scatteredParameters(model, seed);
        const samples = randomSamples(model, batch, seed);
        const expected = reference.gradient(model, parameters, samples);
        const actual = learnerFor(model, batch, parameters).gradient(samples);
        assertClose('loss', [actual.loss], [expected.loss], 1e-5);
        assertClose('gradient', actual.gradient, expected.gradient, 2e-5, 1e-6);
      }),
      { numRuns: 25, seed: 1 },
    );
  });

  it('are within 3e-6 of float64', () => {
    fc.assert(
      fc.property(stacks, ({ model, batch, seed }) => {
        const parameters = scatteredParameters(model, seed);
        const samples = randomSamples(model, batch, seed);
        const outputs = learnerFor(model, batch, parameters).predict(samples.inputs, batch);
        assertClose('outputs', outputs, outputsInFloat64(model, parameters, samples), 3e-6);
      }),
      { numRuns: 10, seed: 2 },
    );
  });

  it('give the same bits with every tile and every capacity', async () => {
    const other = await loadFusedEngine({ fastMath: false, tile: engine.variant.endsWith('4x8') ? '5x8' : '4x8' });
    fc.assert(
      fc.property(stacks, fc.integer({ min: 1, max: 5 }), ({ model, batch, seed }, room) => {
        const samples = randomSamples(model, batch, seed);
        const [exact, roomy] = [engine, other].map((own, more) => {
          const capacity = batch + more * room;
          const learner = own.createLearner({
            model,
            optimizer,
            maxTrainingBatch: capacity,
            maxPredictionBatch: capacity,
            secondOrder: false,
          });
          learner.writeParameters(scatteredParameters(model, seed));
          return learner.gradient(samples);
        });
        assert.deepEqual(exact, roomy);
      }),
      { numRuns: 30, seed: 3 },
    );
  });

  it('are chosen by size alone', () => {
    const chosen = (size: number, filters: number, padding: 'same' | 'valid') => {
      const convolution = { kind: 'conv2d', kernel: 3, stride: 1, padding, bias: false, filters } as const;
      const layers = [convolution, convolution];
      return countWinograd(resolveModel({ kind: 'layers', layers }, [size, size, 3], 3, 'softmaxCrossEntropy')) > 0;
    };
    assert.deepEqual(
      [42, 21, 10].map((size) => chosen(size, 32, 'same')),
      [true, true, true],
    );
    assert.deepEqual(
      [3, 5, 6].map((size) => chosen(size, 32, 'same')),
      [false, false, false],
    );
    assert.equal(chosen(42, 15, 'same'), false);
  });
});

function countWinograd(model: Model): number {
  return model.layers.slice(1).filter((layer) => layer.spec.kind === 'conv2d' && suitsWinograd(layer, layer.spec)).length;
}
