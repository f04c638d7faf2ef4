// Outputs, losses and gradients of random models against tfjs-core's autodiff.

import fc from 'fast-check';
import { type FusedEngine, loadFusedEngine } from '../../../src/engine/fused/fusedLearner.ts';
import type { InnerOptimizer } from '../../../src/experiment/schema.ts';
import { assertClose, randomSamples, scatteredParameters, trials } from './arbitraries.ts';
import { gradientWithTfjs, predictWithTfjs, useTfjsCpu } from './tfjsModel.ts';

const optimizer: InnerOptimizer = { kind: 'sgd', learningRate: 0.1, reduction: 'mean' };

describe('fused gradients', () => {
  let engine: FusedEngine;

  before(async () => {
    await useTfjsCpu();
    engine = await loadFusedEngine();
  });

  it('agree with tfjs on any stack of layers', () => {
    fc.assert(
      fc.property(trials, ({ model, batch, seed }) => {
        const learner = engine.createLearner({ model, optimizer, maxTrainingBatch: batch, maxPredictionBatch: batch });
        const parameters = scatteredParameters(model, seed);
        const samples = randomSamples(model, batch, seed);
        learner.writeParameters(parameters);
        const expected = gradientWithTfjs(model, parameters, samples);
        const actual = learner.gradient(samples);
        assertClose(
          'outputs',
          learner.predict(samples.inputs, batch),
          predictWithTfjs(model, parameters, samples.inputs, batch),
          1e-5,
        );
        assertClose('loss', [actual.loss], [expected.loss], 1e-5);
        assertClose('gradient', actual.gradient, expected.gradient, 1e-4, 1e-5);
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});
