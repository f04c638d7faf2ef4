// Dropout of the fused engine: the masks that every backend uses, bit for bit, in inner steps and gradients but not in
// predictions.

import assert from 'node:assert/strict';
import { dropoutMask } from '../../../src/engine/dropoutMask.ts';
import type { TimedLearner } from '../../../src/engine/fused/fusedLearner.ts';
import { type Model, resolveModel, type Shape } from '../../../src/engine/model.ts';
import { sizeOf } from '../../../src/experiment/network.ts';
import type { InnerOptimizer, LayerSpec } from '../../../src/experiment/schema.ts';
import { randomSamples, scatteredParameters, sliceSamples } from './arbitraries.ts';
import { optionsFor, parametersOf, startLearner, useFusedEngine } from './startedLearner.ts';

const optimizer: InnerOptimizer = { kind: 'sgd', learningRate: 0.05, reduction: 'mean' };

describe('fused dropout', () => {
  const engine = useFusedEngine();

  function learnerFor(model: Model, batch: number, parameters: Float32Array): TimedLearner {
    return startLearner(engine(), optionsFor(model, batch, { optimizer }), parameters);
  }

  function build(layers: LayerSpec[], inputShape: Shape): Model {
    return resolveModel({ kind: 'layers', layers }, inputShape, 1, 'meanSquaredError');
  }

  /**
   * The mask itself, read from a gradient: where all weights are 0 and only `sample` of the batch is not 0 but 1, the
   * gradient by the weights of the output is the mask, up to the factor of the loss, which the targets make 1.
   */
  function maskInGradient(
    layers: LayerSpec[],
    inputShape: Shape,
    batch: number,
    sample: number,
    seed: number,
  ): Float32Array {
    const model = build(layers, inputShape);
    const size = sizeOf(inputShape);
    const learner = learnerFor(model, batch, new Float32Array(model.parameterCount));
    learner.seedDropout(seed);
    const inputs = new Float32Array(batch * size).fill(1, sample * size, (sample + 1) * size);
    const { gradient } = learner.gradient({ inputs, targets: new Float32Array(batch).fill(-batch / 2), count: batch });
    return gradient.slice(0, size);
  }

  it('multiplies by the mask of dropoutMask, whatever the shape and its padding', () => {
    for (const [inputShape, batch] of [
      [[1], 1],
      [[7], 3],
      [[8], 2],
      [[37], 5],
      [[3, 4, 1], 2],
      [[2, 3, 9], 4],
      [[5, 5, 16], 1],
    ] as const) {
      for (const [rate, seed] of [
        [0.25, 0],
        [0.5, 2 ** 32 - 1],
        [0.9, 123_456_789],
      ] as const) {
        const size = sizeOf(inputShape);
        const mask = dropoutMask(seed, 0, 0, batch * size, rate);
        for (let sample = 0; sample < batch; sample++) {
          const drawn = maskInGradient([{ kind: 'dropout', rate }], inputShape, batch, sample, seed);
          assert.deepEqual(
            drawn,
            mask.slice(sample * size, (sample + 1) * size),
            `shape ${inputShape}, sample ${sample}`,
          );
        }
      }
    }
  });

  it('gives every dropout layer a mask of its own', () => {
    const [first, second] = [0, 1].map((layer) => dropoutMask(5, 0, layer, 21, 0.5));
    const both = maskInGradient(
      [
        { kind: 'dropout', rate: 0.5 },
        { kind: 'dropout', rate: 0.5 },
      ],
      [21],
      1,
      0,
      5,
    );
    assert.deepEqual(
      [...both],
      Array.from(first ?? [], (factor, i) => factor * (second?.[i] ?? Number.NaN)),
    );
  });

  const layers: LayerSpec[] = [
    { kind: 'dropout', rate: 0.2 },
    { kind: 'dense', units: 9, bias: true },
    { kind: 'tanh' },
    { kind: 'dropout', rate: 0.5 },
  ];
  const model = build(layers, [5]);

  it('drops nothing in predictions', () => {
    const undropped = build(
      layers.filter(({ kind }) => kind !== 'dropout'),
      [5],
    );
    const { inputs } = randomSamples(model, 6, 3);
    const parameters = scatteredParameters(model, 2);
    const learner = learnerFor(model, 6, parameters);
    learner.gradient(randomSamples(model, 6, 4));
    assert.deepEqual(learner.predict(inputs, 6), learnerFor(undropped, 6, parameters).predict(inputs, 6));
  });

  it('leaves everything as it is at rate 0', () => {
    const idle = build(
      layers.map((layer) => (layer.kind === 'dropout' ? { ...layer, rate: 0 } : layer)),
      [5],
    );
    const undropped = build(
      layers.filter(({ kind }) => kind !== 'dropout'),
      [5],
    );
    const samples = randomSamples(idle, 8, 3);
    const [own, expected] = [idle, undropped].map((each) => {
      const learner = learnerFor(each, 4, scatteredParameters(each, 2));
      return { losses: learner.takeInnerSteps(samples, 4), parameters: parametersOf(learner) };
    });
    assert.deepEqual(own, expected);
  });

  it('goes on from step to step, at once, one by one or timed, and starts anew when seeded', () => {
    const samples = randomSamples(model, 3 * 200, 6);
    const run = (take: (learner: TimedLearner) => void) => {
      const learner = learnerFor(model, 3, scatteredParameters(model, 2));
      learner.seedDropout(7);
      take(learner);
      return parametersOf(learner);
    };
    const atOnce = run((learner) => learner.takeInnerSteps(samples, 3));
    const oneByOne = run((learner) => {
      for (let step = 0; step < 200; step++) {
        const batch = sliceSamples(model, samples, 3 * step, 3);
        learner.gradient(batch);
        learner.predict(batch.inputs, 3);
        if (step % 2 === 0) learner.takeInnerSteps(batch, 3);
        else learner.timeInnerStep(batch);
      }
    });
    const afterOtherSteps = run((learner) => {
      learner.takeInnerSteps(samples, 3);
      learner.writeParameters(scatteredParameters(model, 2));
      learner.seedDropout(7);
      learner.takeInnerSteps(samples, 3);
    });
    const otherSeed = run((learner) => {
      learner.seedDropout(8);
      learner.takeInnerSteps(samples, 3);
    });
    assert.deepEqual(oneByOne, atOnce);
    assert.deepEqual(afterOtherSteps, atOnce);
    assert.notDeepEqual(otherSeed, atOnce);
  });

  it('has the gradient of the next inner step', () => {
    const samples = randomSamples(model, 6, 6);
    const learner = learnerFor(model, 3, scatteredParameters(model, 2));
    learner.takeInnerSteps(sliceSamples(model, samples, 0, 3), 3);
    const before = parametersOf(learner);
    const next = sliceSamples(model, samples, 3, 3);
    const { loss, gradient } = learner.gradient(next);
    assert.deepEqual([...learner.takeInnerSteps(next, 3)], [loss]);
    const rate = Math.fround(optimizer.learningRate);
    assert.deepEqual(
      parametersOf(learner),
      before.map((value, i) => value + Math.fround(-rate * (gradient[i] ?? Number.NaN))),
    );
  });

  it('refuses a seed that is no 32-bit whole number', () => {
    const learner = learnerFor(model, 1, scatteredParameters(model, 2));
    for (const seed of [-1, 0.5, 2 ** 32, Number.NaN]) assert.throws(() => learner.seedDropout(seed), RangeError);
  });
});
