// What becomes of the contributions: schedules of the step size, gradient descent, Adam, and samples set apart for the
// outer loss.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type RandomStream, randomStream } from '../../../src/engine/random.ts';
import { innerStepsOf, trainingSizesOf, trainingSplitOf } from '../../../src/experiment/algorithms.ts';
import type { Experiment } from '../../../src/experiment/schema.ts';
import { sizesOfTask } from '../../../src/experiment/taskSizes.ts';
import { metaStepSizeAt } from '../../../src/meta/metaStepSize.ts';
import { initialOuterMoments, moveMetaParameters } from '../../../src/meta/metaUpdate.ts';
import { adamStep, descend, meanDeparture, meanGradient } from '../../../src/meta/outerUpdates.ts';
import { splitSamples } from '../../../src/meta/splitSamples.ts';
import { partOf } from '../../../src/meta/stretch.ts';
import { everyAlgorithm, sineExperimentOf } from '../../support/everyAlgorithm.ts';

const innerOptimizer = { kind: 'sgd' } as const;

describe('the schedule of the meta step size', () => {
  const at = (metaStepSchedule: 'linear' | 'cosine' | 'constant', iteration: number) => {
    const settings = {
      metaIterations: 40,
      metaStepSize: 0.8,
      metaStepSizeFinal: 0.2,
      metaStepSchedule,
      innerOptimizer,
    };
    return metaStepSizeAt(sineExperimentOf(settings).algorithm, iteration);
  };

  it('follows half a cosine, computed without the cosine of the machine', () => {
    for (let iteration = 0; iteration <= 40; iteration++) {
      const expected = 0.2 + (0.6 * (1 + Math.cos((Math.PI * iteration) / 40))) / 2;
      assert.ok(Math.abs(at('cosine', iteration) - expected) < 1e-14, `${at('cosine', iteration)} is not ${expected}`);
    }
  });

  it('falls linearly, or stays', () => {
    for (const iteration of [0, 10, 20, 40]) {
      assert.ok(Math.abs(at('linear', iteration) - (0.8 - (0.6 * iteration) / 40)) < 1e-15);
      assert.equal(at('constant', iteration), 0.8);
    }
  });

  it('is 0 for training from scratch', () => {
    assert.equal(metaStepSizeAt(sineExperimentOf({ kind: 'scratch', innerOptimizer }).algorithm, 0), 0);
  });
});

describe('Adam on the meta-gradient', () => {
  it('takes the steps of the paper, as its algorithm 1 has them', () => {
    const count = 30;
    const random = randomStream(1, 'split');
    const settings = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8 };
    let parameters = vector(count, random);
    let moments = new Float32Array(2 * count);
    const expected = Array.from(parameters, (theta) => ({ theta, m: 0, v: 0 }));
    const whole = { from: 0, to: count };
    for (let iteration = 0; iteration < 50; iteration++) {
      const gradient = vector(count, random);
      const step = adamStep(settings, { parameters, moments, iteration }, gradient, 0.01, whole);
      parameters = step.parameters;
      moments = Float32Array.of(...step.firstMoments, ...step.secondMoments);
      for (const [i, each] of expected.entries()) {
        const slope = gradient[i] ?? Number.NaN;
        each.m = 0.9 * each.m + 0.1 * slope;
        each.v = 0.99 * each.v + 0.01 * slope * slope;
        const unbiased = { m: each.m / (1 - 0.9 ** (iteration + 1)), v: each.v / (1 - 0.99 ** (iteration + 1)) };
        each.theta -= (0.01 * unbiased.m) / (Math.sqrt(unbiased.v) + 1e-8);
      }
    }
    for (const [i, { theta }] of expected.entries()) {
      assert.ok(Math.abs((parameters[i] ?? Number.NaN) - theta) < 5e-6, `${parameters[i]} is not ${theta}`);
    }
  });
});

describe('the meta-gradient of a meta-batch', () => {
  it('is the mean of gradients, or of departures from θ, and is descended', () => {
    const theta = Float32Array.of(1, 2, 3);
    const each = [Float32Array.of(2, 2, 2), Float32Array.of(4, 0, 1)];
    const stretch = { from: 1, to: 3 };
    assert.deepEqual(meanGradient(each, stretch), Float32Array.of(1, 1.5));
    assert.deepEqual(meanDeparture(theta, each, stretch), Float32Array.of(1, 1.5));
    assert.deepEqual(descend(theta, Float32Array.of(1, 1.5), 0.5, stretch), Float32Array.of(1.5, 2.25));
  });
});

describe('the update, stretch by stretch', () => {
  for (const [name, input] of Object.entries(everyAlgorithm)) {
    it(`is the update of the whole, bit for bit: ${name}`, () => {
      const { algorithm } = sineExperimentOf(input);
      const random = randomStream(2, 'split');
      const count = 101;
      const outerMoments = initialOuterMoments(algorithm, count).map(() => random.uniform());
      const optimizerState = { steps: 0, moments: new Float32Array(0) };
      const start = { iteration: 3, parameters: vector(count, random), optimizerState, outerMoments };
      const contributions = [vector(count, random), vector(count, random)];
      const whole = moveMetaParameters(algorithm, start, contributions, { from: 0, to: count });
      const parts = [0, 1, 2, 3].map((part) =>
        moveMetaParameters(algorithm, start, contributions, partOf(count, part, 4)),
      );
      assert.deepEqual(
        parts.flatMap(({ parameters }) => [...parameters]),
        [...whole.parameters],
      );
      for (const [order, moments] of whole.outerMoments.entries()) {
        assert.deepEqual(
          parts.flatMap((part) => [...(part.outerMoments[order] ?? [])]),
          [...moments],
        );
      }
    });
  }
});

describe('samples set apart', () => {
  it('are the first of each class, and the others remain: no sample is lost, none is in both', () => {
    const settings = fc.record({
      classes: fc.integer({ min: 1, max: 6 }),
      shots: fc.integer({ min: 1, max: 5 }),
      left: fc.integer({ min: 1, max: 5 }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(settings, ({ classes, shots, left, seed }) => {
        const random = randomStream(seed, 'split');
        const count = classes * (shots + left);
        const labels = Array.from({ length: count }, (_, index) => index % classes);
        for (let i = 0; i < count; i++) labels.push(...labels.splice(random.integer(count), 1));
        const inputs = Float32Array.from({ length: 2 * count }, (_, index) => index);
        const samples = { inputs, targets: Float32Array.from(labels), count };
        const { rest, apart } = splitSamples(samples, shots, true);
        assert.deepEqual([apart.count, rest.count], [classes * shots, classes * left]);
        for (let label = 0; label < classes; label++) {
          assert.equal(apart.targets.filter((target) => target === label).length, shots);
        }
        const numbers = (part: typeof rest) =>
          Array.from({ length: part.count }, (_, i) => (part.inputs[2 * i] ?? 0) / 2);
        const all = [...numbers(apart), ...numbers(rest)];
        assert.deepEqual(
          all.toSorted((a, b) => a - b),
          labels.map((_, index) => index),
        );
        for (const part of [apart, rest]) {
          for (const [i, number] of numbers(part).entries()) assert.equal(part.targets[i], labels[number]);
        }
      }),
    );
  });

  it('must leave some', () => {
    const samples = { inputs: new Float32Array(4), targets: Float32Array.of(0, 1, 0, 1), count: 4 };
    assert.throws(() => splitSamples(samples, 2, true), RangeError);
    assert.throws(() => splitSamples(samples, 4, false), RangeError);
    assert.equal(splitSamples(samples, 3, false).rest.count, 1);
  });

  it('are as many as the experiment says, by default half of them', () => {
    const images = { kind: 'images', dataset: { source: 'mnist' }, ways: 5, trainShots: 7 } as const;
    const splitOf = (algorithm: Parameters<typeof sineExperimentOf>[0]) =>
      splitOfExperiment(sineExperimentOf(algorithm, { task: images }));
    assert.deepEqual(splitOf({ kind: 'maml' }), { shots: 3, outerSamples: 15, innerSamples: 20 });
    assert.deepEqual(splitOf({ kind: 'anil', queryShots: 6 }), { shots: 6, outerSamples: 30, innerSamples: 5 });
    assert.deepEqual(splitOf({ kind: 'fomaml', tailShots: 1, innerOptimizer }), {
      shots: 1,
      outerSamples: 5,
      innerSamples: 30,
    });
    assert.equal(splitOf({ kind: 'fomaml', innerOptimizer }), undefined);
    assert.deepEqual(splitOfExperiment(sineExperimentOf({ kind: 'metaSgd' })), {
      shots: 25,
      outerSamples: 25,
      innerSamples: 25,
    });
  });
});

describe('inner steps of an algorithm', () => {
  it('are told by its own settings', () => {
    const stepsOf = (algorithm: Parameters<typeof sineExperimentOf>[0]) =>
      innerStepsOf(sineExperimentOf(algorithm).algorithm);
    assert.equal(stepsOf({ innerSteps: 7, innerOptimizer }), 7);
    assert.equal(stepsOf({ kind: 'gradientCombination', weights: [0, 1, 1], innerOptimizer }), 3);
    assert.equal(stepsOf({ kind: 'joint', innerOptimizer }), 0);
  });
});

function splitOfExperiment({ algorithm, task }: Experiment) {
  const sizes = sizesOfTask(task);
  assert.ok(sizes !== undefined);
  return trainingSplitOf(algorithm, trainingSizesOf(sizes));
}

function vector(length: number, random: RandomStream): Float32Array {
  return Float32Array.from({ length }, () => random.normal());
}
