// FOMAML and gradient combinations: against the paper's own code, written down once more on tfjs, and against Reptile.

import assert from 'node:assert/strict';
import type * as tfjs from '@tensorflow/tfjs-core';
import type { Samples } from '../../../src/engine/learner.ts';
import { loadEngine } from '../../../src/engine/loadEngine.ts';
import { randomStream } from '../../../src/engine/random.ts';
import type { Tensor, Tfjs } from '../../../src/engine/tfjs/tfjsTypes.ts';
import type { AlgorithmOf, Experiment, ExperimentInput } from '../../../src/experiment/schema.ts';
import { initialMetaState } from '../../../src/meta/initialMetaState.ts';
import { createLocalExecutor } from '../../../src/meta/localExecutor.ts';
import type { MetaState } from '../../../src/meta/metaState.ts';
import { distanceBetween } from '../../../src/meta/metaUpdate.ts';
import { createMiniBatches } from '../../../src/meta/miniBatches.ts';
import { createTaskDistributionFrom } from '../../../src/tasks/createTaskDistribution.ts';
import { sineExperimentOf } from '../../support/everyAlgorithm.ts';
import { supervised } from '../../support/supervisedTasks.ts';
import { loadTfjsOnCpu } from '../../support/tfjsCpu.ts';

const steps = { metaIterations: 6, metaBatch: 3, innerSteps: 4, innerBatch: 5, metaStepSize: 0.8 };
const sgd = { kind: 'sgd', learningRate: 0.02 } as const;
const adam = { kind: 'adam', learningRate: 0.01 } as const;
const model = { kind: 'mlp', hidden: [16, 16] } as const;

describe('FOMAML', () => {
  const settings: Readonly<Record<string, ExperimentInput['algorithm']>> = {
    'with gradient descent': { kind: 'fomaml', ...steps, innerOptimizer: sgd },
    'with a tail': { kind: 'fomaml', ...steps, tailShots: 12, innerOptimizer: sgd },
    'with a tail, Adam, and one task at a time': {
      kind: 'fomaml',
      ...steps,
      metaBatch: 1,
      tailShots: 7,
      innerOptimizer: adam,
    },
    'with a tail for its only step': { kind: 'fomaml', ...steps, innerSteps: 1, tailShots: 12, innerOptimizer: sgd },
    'with Adam on the mean of its steps': {
      kind: 'fomaml',
      ...steps,
      innerOptimizer: sgd,
      tailShots: 5,
      outerOptimizer: { kind: 'adam' },
      metaStepSize: 0.01,
      metaStepSchedule: 'cosine',
    },
  };
  for (const [name, algorithm] of Object.entries(settings)) {
    it(`does what the paper's code does ${name}`, async () => {
      const experiment = sineExperimentOf(algorithm, { model: { ...model, hidden: [...model.hidden] } });
      const { start, trained } = await train(experiment, steps.metaIterations);
      const expected = await trainPlainly(experiment, start);
      const [moved, apart] = [distanceBetween(trained, start), distanceBetween(trained, expected)];
      assert.ok(moved > 0.05, `it learns: moved by ${moved}`);
      // Adam divides by a gradient's own size, and so makes much of the rounding of parameters that hardly moved.
      const mostApart = name === 'with Adam on the mean of its steps' ? 2e-3 : 1e-4;
      assert.ok(apart <= mostApart * moved, `apart by ${apart}, moved by ${moved}`);
    });
  }
});

describe('gradient combinations', () => {
  const sizes = { metaIterations: 6, metaBatch: 2, innerBatch: 5, metaStepSize: 0.8 };
  for (const innerOptimizer of [sgd, adam]) {
    it(`are Reptile where every weight is 1 (${innerOptimizer.kind})`, async () => {
      const reptile = sineExperimentOf({ ...sizes, innerSteps: 4, innerOptimizer });
      const combined = sineExperimentOf({
        kind: 'gradientCombination',
        ...sizes,
        weights: [1, 1, 1, 1],
        innerOptimizer,
      });
      const [{ trained: expected }, { trained }] = [await train(reptile, 6), await train(combined, 6)];
      assert.ok(largestDifference(trained, expected) < 2e-6, `apart by ${largestDifference(trained, expected)}`);
    });

    it(`are FOMAML, bit for bit, where only the last weight is 1 (${innerOptimizer.kind})`, async () => {
      const fomaml = sineExperimentOf({ kind: 'fomaml', ...sizes, innerSteps: 4, innerOptimizer });
      const combined = sineExperimentOf({
        kind: 'gradientCombination',
        ...sizes,
        weights: [0, 0, 0, 1],
        innerOptimizer,
      });
      assert.deepEqual((await train(combined, 6)).trained, (await train(fomaml, 6)).trained);
    });
  }

  it('are joint training where only the first weight is 1', async () => {
    const joint = sineExperimentOf({
      kind: 'joint',
      ...sizes,
      metaStepSizeFinal: 0,
      metaStepSchedule: 'linear',
      outerOptimizer: { kind: 'sgd' },
      metaStepSize: 0.8 * 0.02,
      innerOptimizer: sgd,
    });
    const combined = sineExperimentOf({ kind: 'gradientCombination', ...sizes, weights: [1, 0], innerOptimizer: sgd });
    const [{ trained: expected }, { trained }] = [await train(joint, 6), await train(combined, 6)];
    assert.ok(largestDifference(trained, expected) < 2e-6, `apart by ${largestDifference(trained, expected)}`);
  });

  it('weigh each step by its own number', async () => {
    const of = async (weights: number[]) => {
      const experiment = sineExperimentOf({
        kind: 'gradientCombination',
        ...sizes,
        metaBatch: 1,
        metaStepSize: 1,
        weights,
        innerOptimizer: sgd,
      });
      const { start, trained } = await train(experiment, 1);
      return trained.map((value, index) => value - (start[index] ?? Number.NaN));
    };
    const [first, second, both] = [await of([1, 0]), await of([0, 1]), await of([0.5, -2])];
    const expected = first.map((value, index) => 0.5 * value - 2 * (second[index] ?? Number.NaN));
    assert.ok(largestDifference(both, expected) < 1e-6);
  });
});

describe('training from scratch', () => {
  it('shows how tasks learn, and never moves', async () => {
    const experiment = sineExperimentOf({ kind: 'scratch', metaIterations: 3, innerSteps: 20, innerOptimizer: adam });
    const { start, state, losses } = await train(experiment, 3);
    assert.deepEqual(state, { ...(await initialOf(experiment)), iteration: 3, parameters: start });
    assert.ok(losses.every(({ firstLoss, lastLoss }) => Number.isFinite(firstLoss) && Number.isFinite(lastLoss)));
    assert.ok(losses.some(({ firstLoss, lastLoss }) => lastLoss < firstLoss));
  });
});

const data = { kind: 'sine' } as const;

async function initialOf(experiment: Experiment): Promise<MetaState> {
  return initialMetaState(experiment, await createTaskDistributionFrom(experiment.task, data));
}

async function train(experiment: Experiment, iterations: number) {
  const distribution = await createTaskDistributionFrom(experiment.task, data);
  const engine = await loadEngine({ backend: 'fused', kernels: 'wasm', fastMath: false });
  const executor = createLocalExecutor({ experiment, distribution, engine });
  const initial = initialMetaState(experiment, distribution);
  let done = await executor.takeMetaIteration(initial);
  for (let iteration = 1; iteration < iterations; iteration++) done = await executor.takeMetaIteration(done.state);
  await executor.dispose();
  return { start: initial.parameters, state: done.state, trained: done.state.parameters, losses: done.losses };
}

// ---- class FOML of supervised-reptile, on tfjs
// ------------------------------------------------------------------------

const shapes = [[1, 16], [16], [16, 16], [16], [16, 1], [1]];

async function trainPlainly(experiment: Experiment, start: Float32Array): Promise<Float32Array> {
  const tf = await loadTfjsOnCpu();
  const { algorithm, seed, task } = experiment;
  assert.ok(algorithm.kind === 'fomaml');
  const distribution = await createTaskDistributionFrom(task, data);
  let offset = 0;
  const variables = shapes.map((shape) => {
    const size = shape.reduce((a, b) => a * b);
    offset += size;
    return tf.variable(tf.tensor(start.slice(offset - size, offset), shape));
  });
  const optimizer = innerOptimizerOf(tf, algorithm);
  const read = () => variables.map((variable) => tf.clone(variable));
  const write = (values: readonly Tensor[]) =>
    variables.forEach((variable, index) => {
      variable.assign(values[index] ?? variable);
    });
  const outer = tf.train.adam(1, 0.9, 0.999, 1e-8);
  for (let iteration = 0; iteration < algorithm.metaIterations; iteration++) {
    const oldVariables = read();
    const updates: Tensor[][] = [];
    for (let index = 0; index < algorithm.metaBatch; index++) {
      const drawn = supervised(distribution).sampleTrainingTask(randomStream(seed, 'training-task', iteration, index));
      let lastBackup = oldVariables;
      for (const batch of batchesOf(algorithm, drawn, randomStream(seed, 'training-batches', iteration, index))) {
        lastBackup = read();
        optimizer.minimize(() => lossOf(tf, variables, batch));
      }
      updates.push(read().map((value, order) => tf.sub(value, lastBackup[order] ?? value)));
      write(oldVariables);
    }
    const mean = variables.map((_, order) =>
      tf.mean(tf.stack(updates.flatMap((update) => update.slice(order, order + 1))), 0),
    );
    const done = iteration / algorithm.metaIterations;
    if (algorithm.outerOptimizer.kind === 'adam') {
      // tfjs has its learning rate fixed at creation: steps of rate 1, shortened afterwards.
      const epsilon = (algorithm.metaStepSize * (1 + Math.cos(Math.PI * done))) / 2;
      outer.applyGradients(
        variables.map(({ name }, i) => ({ name, tensor: tf.neg(mean[i] ?? tf.scalar(Number.NaN)) })),
      );
      const whole = read();
      write(oldVariables.map((old, i) => tf.add(old, tf.mul(tf.sub(whole[i] ?? old, old), epsilon))));
    } else {
      const epsilon = algorithm.metaStepSize * (1 - done);
      write(oldVariables.map((old, i) => tf.add(old, tf.mul(mean[i] ?? old, epsilon))));
    }
  }
  return Float32Array.from(variables.flatMap((variable) => [...variable.dataSync()]));
}

/** `FOML._mini_batches`; points of a wave are all of one class. */
function batchesOf(
  { innerBatch, innerSteps, tailShots }: AlgorithmOf<'fomaml'>,
  samples: Samples,
  random: ReturnType<typeof randomStream>,
): Samples[] {
  if (tailShots === undefined) {
    const batches = createMiniBatches(samples, innerBatch, random);
    return Array.from({ length: innerSteps }, () => batches.take(1));
  }
  const part = (from: number, to: number): Samples => ({
    inputs: samples.inputs.slice(from, to),
    targets: samples.targets.slice(from, to),
    count: to - from,
  });
  const batches = createMiniBatches(part(tailShots, samples.count), innerBatch, random);
  return [...Array.from({ length: innerSteps - 1 }, () => batches.take(1)), part(0, tailShots)];
}

function innerOptimizerOf(tf: Tfjs, { innerOptimizer }: AlgorithmOf<'fomaml'>) {
  assert.ok(innerOptimizer.kind !== 'momentum');
  const { learningRate } = innerOptimizer;
  if (innerOptimizer.kind === 'sgd') return tf.train.sgd(learningRate);
  return tf.train.adam(learningRate, innerOptimizer.beta1, innerOptimizer.beta2, innerOptimizer.epsilon);
}

function lossOf(tf: Tfjs, [w1, b1, w2, b2, w3, b3]: readonly Tensor[], { inputs, targets, count }: Samples) {
  assert.ok(w1 && b1 && w2 && b2 && w3 && b3);
  const hidden1 = tf.tanh(tf.add(tf.matMul(tf.tensor2d(inputs, [count, 1]), w1), b1));
  const hidden2 = tf.tanh(tf.add(tf.matMul(hidden1, w2), b2));
  const errors = tf.sub(tf.add(tf.matMul(hidden2, w3), b3), tf.tensor2d(targets, [count, 1]));
  return tf.mean<tfjs.Scalar>(tf.square(errors));
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  assert.equal(a.length, b.length);
  return a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - (b[index] ?? Number.NaN))), 0);
}
