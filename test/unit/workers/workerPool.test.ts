// Threads that share a meta-batch: the same bits for any number of them, whether memory is shared or copied, and nobody
// left waiting.

import assert from 'node:assert/strict';
import { loadEngine } from '../../../src/engine/loadEngine.ts';
import type { Experiment } from '../../../src/experiment/schema.ts';
import type { TaskExecutor } from '../../../src/meta/executor.ts';
import { evaluateState } from '../../../src/meta/heldOutEvaluation.ts';
import { initialMetaState } from '../../../src/meta/initialMetaState.ts';
import type { MetaState } from '../../../src/meta/metaState.ts';
import { partOf } from '../../../src/meta/stretch.ts';
import { createTaskDistributionFrom } from '../../../src/tasks/createTaskDistribution.ts';
import { createExecutor, type ExecutorOptions } from '../../../src/workers/createExecutor.ts';
import { everyAlgorithm, sineExperimentOf } from '../../support/everyAlgorithm.ts';
import { sineExperiment } from '../../support/toyDistributions.ts';

const data = { kind: 'sine' } as const;
const selection = { backend: 'fused', kernels: 'wasm', fastMath: false } as const;
const optimizers: Readonly<Record<string, Partial<Experiment['algorithm']>>> = {
  'gradient descent': { innerOptimizer: { kind: 'sgd', learningRate: 0.02, reduction: 'mean' } },
  'Adam that carries both moments': {
    innerOptimizer: {
      kind: 'adam',
      learningRate: 0.01,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      state: 'carried',
      reduction: 'mean',
    },
  },
};

describe('a pool of workers', function () {
  // Threads wait for cores on a machine that is at other work.
  this.timeout(60_000);
  const executors: TaskExecutor[] = [];

  afterEach(async () => {
    await Promise.all(executors.splice(0).map((executor) => executor.dispose()));
  });

  async function start(experiment: Experiment, options: ExecutorOptions): Promise<TaskExecutor> {
    const executor = await createExecutor(
      experiment,
      data,
      { engine: await loadEngine(selection), selection },
      options,
    );
    executors.push(executor);
    return executor;
  }

  for (const [name, algorithm] of Object.entries(optimizers)) {
    for (const metaBatch of name === 'gradient descent' ? [1] : [5]) {
      it(`gives the bits of one thread for ${name} and a meta-batch of ${metaBatch}`, async () => {
        const experiment = sineExperiment({ ...algorithm, metaBatch });
        const expected = await outcomeOf(await start(experiment, { workers: 1 }), experiment);
        for (const workers of [2, 3, 4, 8]) {
          const executor = await start(experiment, { workers });
          assert.equal(executor.workers, workers);
          assert.deepEqual(await outcomeOf(executor, experiment), expected, `${workers} workers`);
        }
        for (const options of [{ callerComputes: false }, { sharesMemory: false }]) {
          for (const workers of [1, 3]) {
            const executor = await start(experiment, { workers, callerComputes: false, ...options });
            assert.deepEqual(await outcomeOf(executor, experiment), expected, `${workers}, ${JSON.stringify(options)}`);
          }
        }
      });
    }
  }

  for (const [name, algorithm] of Object.entries(everyAlgorithm)) {
    it(`gives the bits of one thread for ${name}`, async () => {
      const experiment = sineExperimentOf(algorithm);
      const expected = await outcomeOf(await start(experiment, { workers: 1 }), experiment);
      for (const options of [
        { workers: 2 },
        { workers: 4, callerComputes: false },
        { workers: 2, sharesMemory: false },
      ]) {
        assert.deepEqual(
          await outcomeOf(await start(experiment, options), experiment),
          expected,
          JSON.stringify(options),
        );
      }
    });
  }

  it('says how long its workers computed, and what they keep', async () => {
    const experiment = sineExperiment({ metaBatch: 6, innerSteps: 200 });
    const state = initialMetaState(experiment, await createTaskDistributionFrom(experiment.task, data));
    const one = await start(experiment, { workers: 1 });
    for (const options of [{}, { callerComputes: false }, { sharesMemory: false }]) {
      const executor = await start(experiment, { workers: 2, ...options });
      assert.ok(executor.memoryBytes >= 2 * one.memoryBytes);
      const startedAt = performance.now();
      const { busySeconds } = await executor.takeMetaIteration(state);
      const seconds = (performance.now() - startedAt) / 1000;
      assert.ok(busySeconds > 0 && busySeconds <= 2 * seconds, `${busySeconds} s in ${seconds} s`);
    }
  });

  for (const options of [{ workers: 2 }, { workers: 2, callerComputes: false }, { workers: 2, sharesMemory: false }]) {
    it(`reports progress, and stops when it is told to (${JSON.stringify(options)})`, async () => {
      const experiment = sineExperiment();
      const executor = await start(experiment, options);
      const state = initialMetaState(experiment, await createTaskDistributionFrom(experiment.task, data));
      const finished: number[] = [];
      const settings = { tasks: 40, innerSteps: 5, innerBatch: 10, transductive: false };
      await evaluateState(executor, state, settings, { onProgress: (tasks) => finished.push(tasks) });
      assert.equal(finished.at(-1), 40);
      assert.deepEqual(
        finished.toSorted((a, b) => a - b),
        finished,
      );
      const controller = new AbortController();
      setTimeout(() => controller.abort(new Error('a timer came through')), 1);
      const endless = evaluateState(executor, state, { ...settings, tasks: 1e8 }, { signal: controller.signal });
      await assert.rejects(endless, /a timer came through/);
      // It is free for the next question.
      assert.equal((await executor.takeMetaIteration(state)).state.iteration, 1);
    });

    it(`gives the first tasks when it is ended early (${JSON.stringify(options)})`, async () => {
      const experiment = sineExperiment();
      const executor = await start(experiment, options);
      const state = initialMetaState(experiment, await createTaskDistributionFrom(experiment.task, data));
      const request = { ...state, firstTask: 5, transductive: [false], curveSteps: [0, 5], innerBatch: 10 };
      const controller = new AbortController();
      const evaluated = await executor.evaluateTasks(
        { ...request, tasks: 1e8 },
        { enough: controller.signal, onProgress: (finished) => finished > 0 && controller.abort() },
      );
      assert.ok(evaluated.length > 0 && evaluated.length < 1e6);
      assert.deepEqual(evaluated, await executor.evaluateTasks({ ...request, tasks: evaluated.length }));
      assert.deepEqual(await executor.evaluateTasks({ ...request, tasks: 9 }, { enough: controller.signal }), []);
    });

    it(`passes on what fails in a thread (${JSON.stringify(options)})`, async () => {
      const experiment = sineExperiment({ metaBatch: 20 });
      const executor = await start(experiment, options);
      const state = initialMetaState(experiment, await createTaskDistributionFrom(experiment.task, data));
      const request = { ...state, firstTask: 0, tasks: 50, transductive: [false], curveSteps: [0, 1], innerBatch: 999 };
      await assert.rejects(executor.evaluateTasks(request), /batchSize is 999/);
      await assert.rejects(executor.takeMetaIteration(state), /batchSize is 999/);
    });

    it(`fails the question at hand when it is disposed of (${JSON.stringify(options)})`, async () => {
      const experiment = sineExperiment();
      const executor = await start(experiment, options);
      const state = initialMetaState(experiment, await createTaskDistributionFrom(experiment.task, data));
      const request = { ...state, firstTask: 0, tasks: 2e5, transductive: [false], curveSteps: [0, 1], innerBatch: 5 };
      const running = assert.rejects(executor.evaluateTasks(request), /ended|disposed/);
      await new Promise((resolve) => setImmediate(resolve));
      await executor.dispose();
      await running;
    });
  }
});

describe('stretches', () => {
  it('are consecutive, cover everything, and differ by one in size at most', () => {
    for (const [length, parts] of [
      [5, 2],
      [1, 8],
      [25, 8],
      [0, 3],
    ] as const) {
      const stretches = Array.from({ length: parts }, (_, index) => partOf(length, index, parts));
      assert.deepEqual(
        stretches.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, index) => from + index)),
        [...Array(length).keys()],
      );
      const sizes = stretches.map(({ from, to }) => to - from);
      assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
    }
  });
});

/** Two meta-iterations, an evaluation and a sample, in bits. */
async function outcomeOf(executor: TaskExecutor, experiment: Experiment) {
  const initial = initialMetaState(experiment, await createTaskDistributionFrom(experiment.task, data));
  const first = await executor.takeMetaIteration(initial);
  const { state, losses } = await executor.takeMetaIteration(first.state);
  const { parameters, optimizerState } = state;
  const evaluation = await evaluateState(executor, state, { ...experiment.evaluation, tasks: 7 });
  return {
    state: bitsOf(state),
    losses: losses.map(({ firstLoss, lastLoss }) => [firstLoss, lastLoss]),
    evaluation,
    sample: await executor.sampleAdaptation(parameters, optimizerState, 3),
  };
}

function bitsOf({ iteration, parameters, optimizerState: { steps, moments }, outerMoments }: MetaState) {
  const hex = (values: Float32Array) =>
    Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex');
  return { iteration, parameters: hex(parameters), steps, moments: hex(moments), outerMoments: hex(outerMoments) };
}
