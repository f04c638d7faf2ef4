import assert from 'node:assert/strict';
import { loadFusedEngine } from '../../../src/engine/fused/fusedLearner.ts';
import type { Experiment } from '../../../src/experiment/schema.ts';
import type { TaskExecutor } from '../../../src/meta/executor.ts';
import { evaluateState } from '../../../src/meta/heldOutEvaluation.ts';
import { initialMetaState } from '../../../src/meta/initialMetaState.ts';
import { createLocalExecutor } from '../../../src/meta/localExecutor.ts';
import { createTaskDistribution } from '../../../src/tasks/createTaskDistribution.ts';
import { reptileOf } from '../../support/reptileOf.ts';
import { sineExperiment } from '../../support/toyDistributions.ts';

describe('the executor of one thread', () => {
  const executors: TaskExecutor[] = [];

  afterEach(async () => {
    await Promise.all(executors.splice(0).map((executor) => executor.dispose()));
  });

  it('adapts every task of a meta-batch to samples and batches of its own, whatever it did before', async () => {
    const experiment = sineExperiment({ metaBatch: 3, innerOptimizer: { kind: 'adam' } });
    const { executor, state } = await setUp(experiment);
    const first = await executor.takeMetaIteration(state);
    const second = await executor.takeMetaIteration({ ...state, iteration: 1 });
    const again = await executor.takeMetaIteration(state);
    assert.deepEqual([again.state, again.losses.map(lossesOf)], [first.state, first.losses.map(lossesOf)]);
    const losses = [...first.losses, ...second.losses];
    assert.equal(new Set(losses.map((task) => task.firstLoss)).size, 6);
    assert.ok(losses.every((task) => task.lastLoss > 0));
    assert.equal(first.state.optimizerState.steps, 3 * reptileOf(experiment).innerSteps);
    assert.notDeepEqual(first.state.parameters, state.parameters);
    assert.ok(first.busySeconds > 0);
  });

  it('gives other tasks and another initialization for another seed', async () => {
    const one = await setUp(sineExperiment());
    const other = await setUp({ ...sineExperiment(), seed: 2 });
    assert.notDeepEqual(one.state.parameters, other.state.parameters);
    const ofOne = await one.executor.takeMetaIteration(one.state);
    const ofOther = await other.executor.takeMetaIteration(one.state);
    assert.notEqual(ofOne.losses[0]?.firstLoss, ofOther.losses[0]?.firstLoss);
  });

  it('lets timers and messages in while it works', async () => {
    const { executor, state } = await setUp(sineExperiment());
    const controller = new AbortController();
    // Nothing else can end an evaluation of so many tasks.
    setTimeout(() => controller.abort(new Error('a timer came through')), 1);
    const settings = { tasks: 1_000_000_000, innerSteps: 5, innerBatch: 10, transductive: false };
    await assert.rejects(
      evaluateState(executor, state, settings, { signal: controller.signal }),
      /a timer came through/,
    );
  });

  async function setUp(experiment: Experiment) {
    const distribution = await createTaskDistribution(experiment.task, '/');
    const executor = createLocalExecutor({ experiment, distribution, engine: await loadFusedEngine() });
    executors.push(executor);
    return { executor, state: initialMetaState(experiment, distribution) };
  }
});

function lossesOf({ firstLoss, lastLoss }: { readonly firstLoss: number; readonly lastLoss: number }) {
  return { firstLoss, lastLoss };
}
