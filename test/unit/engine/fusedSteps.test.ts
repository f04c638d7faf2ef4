// Inner steps of the fused engine: against a learner on tfjs-cpu, and whole inner loops of the paper's two models.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Engine, Learner, LearnerOptions, Samples } from '../../../src/engine/learner.ts';
import { initializeParameters, resolveModel } from '../../../src/engine/model.ts';
import { randomStream } from '../../../src/engine/random.ts';
import type { InnerOptimizer } from '../../../src/experiment/schema.ts';
import { assertClose, optimizers, randomSamples, scatteredParameters, trials } from './arbitraries.ts';
import { optionsFor, parametersOf, startLearner, useFusedEngine, useReference } from './startedLearner.ts';

describe('fused inner steps', () => {
  const fused = useFusedEngine();
  const reference = useReference();

  it('agree with tfjs for any stack of layers, optimizer and number of steps', () => {
    fc.assert(
      fc.property(trials, optimizers, fc.integer({ min: 1, max: 4 }), ({ model, batch, seed }, optimizer, steps) => {
        const start = scatteredParameters(model, seed);
        const samples = randomSamples(model, batch * steps, seed);
        const options = { model, optimizer, maxTrainingBatch: batch, maxPredictionBatch: 1, secondOrder: false };
        const own = runSteps(fused(), options, start, samples, batch);
        const expected = runSteps(reference().engine, options, start, samples, batch);
        assertClose('losses', own.losses, expected.losses, 1e-4, 1e-5);
        assertClose('parameters', own.parameters, expected.parameters, 1e-4);
        assertClose(
          'moments',
          own.learner.readOptimizerState().moments,
          expected.learner.readOptimizerState().moments,
          2e-4,
          1e-5,
        );
        assert.equal(own.learner.readOptimizerState().steps, steps);
      }),
      { numRuns: 100, seed: 2 },
    );
  });

  it('agree with tfjs over a whole inner loop of the sine model', () => {
    const model = resolveModel({ kind: 'mlp', hidden: [64, 64], activation: 'tanh' }, [1], 1, 'meanSquaredError');
    const optimizer: InnerOptimizer = { kind: 'sgd', learningRate: 0.02, reduction: 'mean' };
    const random = randomStream(3, 'training-task');
    const inputs = Float32Array.from({ length: 320 }, () => 10 * random.uniform() - 5);
    const samples = { inputs, targets: inputs.map((x) => 3 * Math.sin(x + 1)), count: 320 };
    const options = { model, optimizer, maxTrainingBatch: 10, maxPredictionBatch: 50, secondOrder: false };
    const start = initializeParameters(model, random);
    const own = runSteps(fused(), options, start, samples, 10);
    const expected = runSteps(reference().engine, options, start, samples, 10);
    assert.ok((own.losses[31] ?? 0) < (own.losses[0] ?? 0), 'the loss falls');
    assertClose('losses', own.losses, expected.losses, 1e-4);
    assertClose('parameters', own.parameters, expected.parameters, 1e-4);
    assertClose(
      'prediction',
      own.learner.predict(inputs.slice(0, 50), 50),
      expected.learner.predict(inputs.slice(0, 50), 50),
      1e-4,
    );
  });

  it('agree with tfjs over inner loops of the Omniglot model with fewer filters, moments carried on', () => {
    const model = resolveModel(
      { kind: 'convnet', blocks: 4, filters: 8, downsampling: 'stride' },
      [28, 28, 1],
      5,
      'softmaxCrossEntropy',
    );
    const optimizer: InnerOptimizer = {
      kind: 'adam',
      learningRate: 0.001,
      beta1: 0,
      beta2: 0.999,
      epsilon: 1e-8,
      state: 'carried',
      reduction: 'mean',
    };
    const samples = randomSamples(model, 60, 4);
    const options = { model, optimizer, maxTrainingBatch: 10, maxPredictionBatch: 6, secondOrder: false };
    const start = initializeParameters(model, randomStream(4, 'initialization'));
    const own = runSteps(fused(), options, start, samples, 10);
    const expected = runSteps(reference().engine, options, start, samples, 10);
    assertClose('losses', own.losses, expected.losses, 1e-4);
    assertClose('parameters', own.parameters, expected.parameters, 1e-4);
    assertClose(
      'second moments',
      own.learner.readOptimizerState().moments,
      expected.learner.readOptimizerState().moments,
      1e-3,
    );
  }).timeout(30_000);

  it('correct no bias after very many steps, and start there at once', () => {
    const model = resolveModel({ kind: 'mlp', hidden: [], activation: 'tanh' }, [1], 1, 'meanSquaredError');
    const optimizer: InnerOptimizer = {
      kind: 'adam',
      learningRate: 0.5,
      beta1: 0,
      beta2: 0.75,
      epsilon: 1,
      state: 'carried',
      reduction: 'mean',
    };
    const learner = startLearner(fused(), optionsFor(model, 1, { optimizer }), Float32Array.of(0, 1));
    learner.writeOptimizerState({ steps: 1e12, moments: Float32Array.of(0, 4) });
    // Output 1, target 0: the gradient by the bias is 2, its second moment 0.75 · 4 + 0.25 · 4 = 4, the step 0.5 · 2 /
    // (2 + 1).
    learner.takeInnerSteps({ inputs: Float32Array.of(0), targets: Float32Array.of(0), count: 1 }, 1);
    assertClose('parameters', parametersOf(learner), [0, 2 / 3], 1e-6);
    assert.equal(learner.readOptimizerState().steps, 1e12 + 1);
  });

  it('scale the gradient by the batch when the loss is summed', () => {
    const model = resolveModel({ kind: 'mlp', hidden: [3], activation: 'tanh' }, [2], 1, 'meanSquaredError');
    const start = scatteredParameters(model, 5);
    const samples = randomSamples(model, 8, 5);
    const options = (optimizer: InnerOptimizer) => ({
      model,
      optimizer,
      maxTrainingBatch: 8,
      maxPredictionBatch: 1,
      secondOrder: false,
    });
    const summed = runSteps(fused(), options({ kind: 'sgd', learningRate: 0.01, reduction: 'sum' }), start, samples, 8);
    const averaged = runSteps(
      fused(),
      options({ kind: 'sgd', learningRate: 0.08, reduction: 'mean' }),
      start,
      samples,
      8,
    );
    assertClose('parameters', summed.parameters, averaged.parameters, 1e-6);
    assert.deepEqual(summed.losses, averaged.losses);
  });
});

function runSteps(
  engine: Engine,
  options: LearnerOptions,
  start: Float32Array,
  samples: Samples,
  batch: number,
): { learner: Learner; losses: Float32Array; parameters: Float32Array } {
  const learner = startLearner(engine, options, start);
  learner.seedDropout(options.maxTrainingBatch);
  const losses = learner.takeInnerSteps(samples, batch);
  return { learner, losses, parameters: parametersOf(learner) };
}
