import assert from 'node:assert/strict';
import { loadFusedEngine } from '../../../src/engine/fused/fusedLearner.ts';
import type { Experiment } from '../../../src/experiment/schema.ts';
import type { TaskExecutor } from '../../../src/meta/executor.ts';
import { evaluateState } from '../../../src/meta/heldOutEvaluation.ts';
import { createLocalExecutor } from '../../../src/meta/localExecutor.ts';
import { initialMetaState } from '../../../src/meta/metaState.ts';
import { createTaskDistribution } from '../../../src/tasks/createTaskDistribution.ts';
import { sineExperiment } from '../../support/toyDistributions.ts';

describe('the executor of one thread', () => {
  const executors: TaskExecutor[] = [];

  afterEach(async () => {
    await Promise.all(executors.splice(0).map((executor) => executor.dispose()));
  });

  it('adapts every task of a meta-batch to samples and batches of its own, whatever it did before', async () => {
    const experiment = sineExperiment({ metaBatch: 3, innerOptimizer: { kind: 'adam' } });
    const { executor, state } = await setUp(experiment);
    const adapt = (iteration: number) => executor.adaptTasks(state.parameters, state.optimizerState, iteration);
    const first = await adapt(0);
    const second = await adapt(1);
    assert.deepEqual(await adapt(0), first);
    const losses = [...first, ...second].map((task) => task.firstLoss);
    assert.equal(new Set(losses).size, 6);
    for (const { optimizerState, parameters, lastLoss } of first) {
      assert.equal(optimizerState.steps, experiment.algorithm.innerSteps);
      assert.notDeepEqual(parameters, state.parameters);
      assert.ok(lastLoss > 0);
    }
  });

  it('gives other tasks and another initialization for another seed', async () => {
    const one = await setUp(sineExperiment());
    const other = await setUp({ ...sineExperiment(), seed: 2 });
    assert.notDeepEqual(one.state.parameters, other.state.parameters);
    const { parameters, optimizerState } = one.state;
    const ofOne = await one.executor.adaptTasks(parameters, optimizerState, 0);
    const ofOther = await other.executor.adaptTasks(parameters, optimizerState, 0);
    assert.notEqual(ofOne[0]?.firstLoss, ofOther[0]?.firstLoss);
  });

  it('lets timers and messages in while it works', async () => {
    const { executor, state } = await setUp(sineExperiment());
    const controller = new AbortController();
    // Nothing else can end an evaluation of so many tasks.
    setTimeout(() => controller.abort(new Error('a timer came through')), 1);
    const settings = { tasks: 1_000_000_000, innerSteps: 5, innerBatch: 10, transductive: false };
    await assert.rejects(evaluateState(executor, state, settings, { signal: controller.signal }), /a timer came through/);
  });

  async function setUp(experiment: Experiment) {
    const distribution = await createTaskDistribution(experiment.task, '/');
    const executor = createLocalExecutor({ experiment, distribution, engine: await loadFusedEngine() });
    executors.push(executor);
    return { executor, state: initialMetaState(experiment, distribution) };
  }
});
