import assert from 'node:assert/strict';
import type * as tfjs from '@tensorflow/tfjs-core';
import { loadFusedEngine } from '../../../src/engine/fused/fusedLearner.ts';
import type { Engine } from '../../../src/engine/learner.ts';
import { randomStream } from '../../../src/engine/random.ts';
import type { Experiment } from '../../../src/experiment/schema.ts';
import { DivergenceError } from '../../../src/meta/divergenceError.ts';
import type { TaskExecutor } from '../../../src/meta/executor.ts';
import { evaluateState } from '../../../src/meta/heldOutEvaluation.ts';
import { initialMetaState } from '../../../src/meta/initialMetaState.ts';
import { createLocalExecutor } from '../../../src/meta/localExecutor.ts';
import type { MetaState } from '../../../src/meta/metaState.ts';
import { type MetaTrainingEvent, type MetaTrainingOptions, metaTrain } from '../../../src/meta/metaTrainer.ts';
import { createMiniBatches } from '../../../src/meta/miniBatches.ts';
import { createTaskDistribution } from '../../../src/tasks/createTaskDistribution.ts';
import type { TaskDistribution } from '../../../src/tasks/task.ts';
import { reptileOf } from '../../support/reptileOf.ts';
import { supervised } from '../../support/supervisedTasks.ts';
import { loadTfjsOnCpu } from '../../support/tfjsCpu.ts';
import { sineExperiment } from '../../support/toyDistributions.ts';

describe('meta-training', () => {
  let engine: Engine;

  before(async () => {
    engine = await loadFusedEngine();
  });

  describe('agrees with a plain implementation of Reptile on tfjs', () => {
    const settings = { metaIterations: 6, metaStepSize: 0.7, metaStepSizeFinal: 0.1 };

    it('batched, with gradient descent', async () => {
      await assertAgrees(
        sineExperiment({ ...settings, metaBatch: 3, innerOptimizer: { kind: 'sgd', learningRate: 0.02 } }),
        2e-5,
      );
    });

    it('serial, with Adam whose state goes on from task to task', async () => {
      const adam = { kind: 'adam', learningRate: 0.02 } as const;
      await assertAgrees(sineExperiment({ ...settings, metaBatch: 1, innerOptimizer: adam }), 5e-5);
    });

    async function assertAgrees(experiment: Experiment, tolerance: number): Promise<void> {
      const { distribution, executor } = await setUp(experiment);
      const expected = await trainPlainly(
        experiment,
        distribution,
        initialMetaState(experiment, distribution).parameters,
      );
      const { parameters } = endOf(await collect({ experiment, distribution, executor })).state;
      const moved = largestDifference(parameters, initialMetaState(experiment, distribution).parameters);
      assert.ok(moved > 100 * tolerance, `the parameters moved by ${moved} only`);
      const apart = largestDifference(parameters, expected);

      assert.ok(apart < tolerance, `the results are ${apart} apart`);
    }
  });

  it('lowers the loss after adaptation on waves never trained on, far below that of the untrained initialization', async () => {
    const experiment = sineExperiment(
      { metaIterations: 600, metaBatch: 5, innerSteps: 32 },
      { model: { kind: 'mlp' }, evaluation: { every: 600, tasks: 100, innerSteps: 32, innerBatch: 10 } },
    );
    const { distribution, executor } = await setUp(experiment);
    const events = await collect({ experiment, distribution, executor });
    const [untrained, trained] = evaluationsIn(events).map(({ summary }) => summary.loss.at(-1));
    assert.ok(untrained !== undefined && trained !== undefined);
    assert.ok(
      trained.mean + trained.ci95 < 0.5 * (untrained.mean - untrained.ci95),
      `${trained.mean} after ${untrained.mean}`,
    );
  });

  it('tells of every meta-iteration, of evaluations and checkpoints where they are due, and of the end', async () => {
    const experiment = sineExperiment();
    const { distribution, executor } = await setUp(experiment);
    const events = await collect({ experiment, distribution, executor });
    const iterations = events.filter((event) => event.kind === 'iteration');
    assert.deepEqual(
      iterations.map((event) => event.state.iteration),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    );
    assert.deepEqual(
      evaluationsIn(events).map((event) => event.state.iteration),
      [0, 4, 8, 10],
    );
    assert.deepEqual(
      events.filter((event) => event.kind === 'checkpointDue').map((event) => event.state.iteration),
      [0, 3, 6, 9],
    );
    assert.deepEqual(endOf(events).outcome, 'completed');
    assert.equal(events.at(-1)?.kind, 'ended');
    for (const [index, { metaStepSize, updateNorm, firstLoss, seconds, idleShare }] of iterations.entries()) {
      assert.ok(Math.abs(metaStepSize - (1 - index / 10)) < 1e-12);
      assert.ok(updateNorm > 0 && firstLoss > 0 && seconds > 0);
      assert.ok(idleShare >= 0 && idleShare < 1);
    }
  });

  it('shows the first training figures before any evaluation', async () => {
    const experiment = sineExperiment();
    const { distribution, executor } = await setUp(experiment);
    const kinds = (await collect({ experiment, distribution, executor })).map((event) => event.kind);
    assert.ok(kinds.indexOf('iteration') < kinds.indexOf('evaluating'));
  });

  it('evaluates as a whole what it evaluates in slices', async () => {
    const experiment = sineExperiment(
      { metaIterations: 4 },
      { evaluation: { every: 4, tasks: 40, innerSteps: 5, innerBatch: 10 } },
    );
    const { distribution, executor } = await setUp(experiment);
    const events = await collect({ experiment, distribution, executor });
    for (const { state, summary } of evaluationsIn(events)) {
      assert.deepEqual(summary, await evaluateState(executor, state, experiment.evaluation));
    }
  });

  it('leaves the states that it has told of as they were', async () => {
    const experiment = sineExperiment({ innerOptimizer: { kind: 'adam' } });
    const { distribution, executor } = await setUp(experiment);
    const told: [MetaState, MetaState][] = [];
    for await (const event of metaTrain({ experiment, distribution, executor, signal: new AbortController().signal })) {
      if (event.kind === 'iteration') told.push([event.state, structuredClone(event.state)]);
    }
    for (const [state, copy] of told) assert.deepEqual(state, copy);
  });

  describe('when interrupted', () => {
    const adam = { kind: 'adam', learningRate: 0.01 } as const;

    it('goes on bit for bit from any state, and repeats no figure', async () => {
      const experiment = sineExperiment({ innerOptimizer: adam });
      const { distribution, executor } = await setUp(experiment);
      const whole = await collect({ experiment, distribution, executor });
      for (const iteration of [0, 3, 4, 7, 10]) {
        const state = iteration === 0 ? initialMetaState(experiment, distribution) : stateAt(whole, iteration);
        const rest = await collect({
          experiment,
          distribution,
          executor,
          resumeFrom: { state: structuredClone(state), evaluatedUpTo: iteration },
        });
        assert.deepEqual(endOf(rest).state, endOf(whole).state);
        const later = (events: readonly MetaTrainingEvent[]) =>
          [...figuresIn(events)].filter(([key]) => Number(key.split(' ')[1]) > iteration);
        assert.deepEqual(later(rest), later(whole));
        assert.equal(figuresIn(rest).size, later(rest).length);
      }
    });

    it('measures again what was measured past the state, and at last what was missed', async () => {
      const experiment = sineExperiment({ innerOptimizer: adam });
      const { distribution, executor } = await setUp(experiment);
      const whole = await collect({ experiment, distribution, executor });
      const evaluatedWhen = async (iteration: number, evaluatedUpTo: number | undefined) => {
        const resumeFrom = { state: stateAt(whole, iteration), evaluatedUpTo };
        const rest = await collect({ experiment, distribution, executor, resumeFrom });
        for (const { state, summary } of evaluationsIn(rest)) {
          assert.deepEqual(
            summary,
            evaluationsIn(whole).find((event) => event.state.iteration === state.iteration)?.summary,
          );
        }
        return evaluationsIn(rest).map((event) => event.state.iteration);
      };
      assert.deepEqual(await evaluatedWhen(3, 8), [4, 8, 10]);
      assert.deepEqual(await evaluatedWhen(4, 0), [4, 8, 10]);
      assert.deepEqual(await evaluatedWhen(4, undefined), [0, 4, 8, 10]);
      assert.deepEqual(await evaluatedWhen(10, 8), [10]);
      assert.deepEqual(await evaluatedWhen(10, 10), []);
    });

    it('stops after the meta-iteration at hand, with its state', async () => {
      const experiment = sineExperiment({ innerOptimizer: adam });
      const { distribution, executor } = await setUp(experiment);
      const whole = await collect({ experiment, distribution, executor });
      const stopped = await collectUntil(
        { experiment, distribution, executor },
        (event) => event.kind === 'iteration' && event.state.iteration === 5,
      );
      assert.equal(endOf(stopped).outcome, 'stopped');
      assert.deepEqual(endOf(stopped).state, stateAt(whole, 5));
    });

    it('stops within an evaluation, whose figures then are made up for', async () => {
      const experiment = sineExperiment({ innerOptimizer: adam });
      const { distribution, executor } = await setUp(experiment);
      const stopped = await collectUntil(
        { experiment, distribution, executor },
        (event) => event.kind === 'evaluating' && event.iteration === 4,
      );
      assert.deepEqual([endOf(stopped).outcome, endOf(stopped).state.iteration], ['stopped', 4]);
      assert.equal(evaluationsIn(stopped).at(-1)?.state.iteration, 0);
      const resumeFrom = { state: endOf(stopped).state, evaluatedUpTo: 0 };
      const rest = await collect({ experiment, distribution, executor, resumeFrom });
      assert.deepEqual(
        evaluationsIn(rest).map((event) => event.state.iteration),
        [4, 8, 10],
      );
    });

    it('passes errors of the executor on', async () => {
      const experiment = sineExperiment();
      const { distribution, executor } = await setUp(experiment);
      const broken: TaskExecutor = { ...executor, takeMetaIteration: () => Promise.reject(new Error('worker died')) };
      await assert.rejects(collect({ experiment, distribution, executor: broken }), /worker died/);
    });
  });

  it('gives up with advice when the parameters are no longer finite', async () => {
    const experiment = sineExperiment({ innerOptimizer: { kind: 'sgd', learningRate: 1e20 } });
    const { distribution, executor } = await setUp(experiment);
    await assert.rejects(collect({ experiment, distribution, executor }), (error: unknown) => {
      assert.ok(error instanceof DivergenceError);
      assert.match(error.message, /diverged in meta-iteration 1: .* Lower algorithm\.innerOptimizer\.learningRate/);
      return true;
    });
  });

  it('starts every task from fresh moments when they are not carried', async () => {
    const fresh = { kind: 'adam', learningRate: 0.01, state: 'fresh' } as const;
    const experiment = sineExperiment({ innerOptimizer: fresh });
    const { distribution, executor } = await setUp(experiment);
    const { optimizerState } = endOf(await collect({ experiment, distribution, executor })).state;
    assert.equal(optimizerState.steps, 0);
    assert.ok(optimizerState.moments.every((moment) => moment === 0));
  });

  async function setUp(experiment: Experiment): Promise<{ distribution: TaskDistribution; executor: TaskExecutor }> {
    const distribution = await createTaskDistribution(experiment.task, '/');
    return { distribution, executor: createLocalExecutor({ experiment, distribution, engine }) };
  }
});

async function collect(options: Omit<MetaTrainingOptions, 'signal'>): Promise<MetaTrainingEvent[]> {
  return collectUntil(options, () => false);
}

/** All events; the training is asked to stop when one fulfils `isEnough`. */
async function collectUntil(
  options: Omit<MetaTrainingOptions, 'signal'>,
  isEnough: (event: MetaTrainingEvent) => boolean,
): Promise<MetaTrainingEvent[]> {
  const controller = new AbortController();
  const events: MetaTrainingEvent[] = [];
  for await (const event of metaTrain({ ...options, signal: controller.signal })) {
    events.push(event);
    if (isEnough(event)) controller.abort();
  }
  return events;
}

function endOf(events: readonly MetaTrainingEvent[]) {
  const last = events.at(-1);
  assert.ok(last?.kind === 'ended');
  return last;
}

function evaluationsIn(events: readonly MetaTrainingEvent[]) {
  return events.filter((event) => event.kind === 'evaluation');
}

function stateAt(events: readonly MetaTrainingEvent[], iteration: number): MetaState {
  const found = events.find((event) => event.kind === 'iteration' && event.state.iteration === iteration);
  assert.ok(found?.kind === 'iteration');
  return found.state;
}

/** Every figure, by kind and iteration; wall times left out. */
function figuresIn(events: readonly MetaTrainingEvent[]): Map<string, unknown> {
  const figures = new Map<string, unknown>();
  for (const event of events) {
    if (event.kind === 'evaluation') figures.set(`evaluation ${event.state.iteration}`, event.summary);
    if (event.kind === 'iteration')
      figures.set(`iteration ${event.state.iteration}`, { ...event, seconds: 0, idleShare: 0 });
  }
  return figures;
}

/**
 * Reptile as one would write it down on tfjs, with its own layers, optimizers and sums, fed with the same mini-batches:
 * tasks run one after another, each from the old parameters, with one optimizer throughout.
 */
async function trainPlainly(
  experiment: Experiment,
  distribution: TaskDistribution,
  start: Float32Array,
): Promise<Float32Array> {
  const { seed } = experiment;
  const algorithm = reptileOf(experiment);
  const tf = await loadTfjsOnCpu();
  const shapes = [[1, 16], [16], [16, 16], [16], [16, 1], [1]];
  let offset = 0;
  const variables = shapes.map((shape) => {
    const size = shape.reduce((a, b) => a * b);
    offset += size;
    return tf.variable(tf.tensor(start.slice(offset - size, offset), shape));
  });
  const [w1, b1, w2, b2, w3, b3] = variables;
  assert.ok(w1 && b1 && w2 && b2 && w3 && b3);
  const { innerOptimizer, innerSteps, innerBatch, metaBatch, metaIterations } = algorithm;
  assert.ok(innerOptimizer.kind !== 'momentum');
  const optimizer =
    innerOptimizer.kind === 'sgd'
      ? tf.train.sgd(innerOptimizer.learningRate)
      : tf.train.adam(innerOptimizer.learningRate, innerOptimizer.beta1, innerOptimizer.beta2, innerOptimizer.epsilon);
  const copies = () => variables.map((variable) => tf.clone(variable));
  for (let iteration = 0; iteration < metaIterations; iteration++) {
    const oldVariables = copies();
    const newVariables: tfjs.Tensor[][] = [];
    for (let task = 0; task < metaBatch; task++) {
      const support = supervised(distribution).sampleTrainingTask(randomStream(seed, 'training-task', iteration, task));
      const batches = createMiniBatches(support, innerBatch, randomStream(seed, 'training-batches', iteration, task));
      for (let step = 0; step < innerSteps; step++) {
        const batch = batches.take(1);
        const x = tf.tensor2d(batch.inputs, [innerBatch, 1]);
        const y = tf.tensor2d(batch.targets, [innerBatch, 1]);
        optimizer.minimize(() => {
          const hidden1 = tf.tanh(tf.add(tf.matMul(x, w1), b1));
          const hidden2 = tf.tanh(tf.add(tf.matMul(hidden1, w2), b2));
          return tf.mean(tf.square(tf.sub(tf.add(tf.matMul(hidden2, w3), b3), y)));
        });
      }
      newVariables.push(copies());
      variables.forEach((variable, index) => {
        variable.assign(oldVariables[index] ?? variable);
      });
    }
    const stepSize =
      algorithm.metaStepSize + (algorithm.metaStepSizeFinal - algorithm.metaStepSize) * (iteration / metaIterations);
    variables.forEach((variable, index) => {
      const old = oldVariables[index] ?? variable;
      const average = tf.mean(tf.stack(newVariables.map((ofTask) => ofTask[index] ?? variable)), 0);
      variable.assign(tf.add(old, tf.mul(tf.sub(average, old), stepSize)));
    });
  }
  return Float32Array.from(variables.flatMap((variable) => [...variable.dataSync()]));
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  assert.equal(a.length, b.length);
  return a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - (b[index] ?? Number.NaN))), 0);
}
