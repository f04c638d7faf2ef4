// Meta-learning of control tasks: what an evaluation measures, that it is reproducible, and that it learns.

import assert from 'node:assert/strict';
import { loadFusedEngine } from '../../../../src/engine/fused/fusedLearner.ts';
import type { Engine } from '../../../../src/engine/learner.ts';
import { initializeParameters } from '../../../../src/engine/model.ts';
import { randomStream } from '../../../../src/engine/random.ts';
import { type Experiment, type ExperimentInput, experimentSchema } from '../../../../src/experiment/schema.ts';
import { policyGradientBatch } from '../../../../src/meta/control/policyGradientBatch.ts';
import { createTrajectoryCollector, totalRewards } from '../../../../src/meta/control/rollout.ts';
import { createTrajectoryBatches } from '../../../../src/meta/control/trajectoryBatches.ts';
import { evaluateHeldOutTask } from '../../../../src/meta/evaluate.ts';
import type { EvaluationRequest } from '../../../../src/meta/executor.ts';
import { evaluateState } from '../../../../src/meta/heldOutEvaluation.ts';
import { initialMetaState } from '../../../../src/meta/initialMetaState.ts';
import { createLearningContext } from '../../../../src/meta/learningContext.ts';
import { createLocalExecutor } from '../../../../src/meta/localExecutor.ts';
import type { MetaState } from '../../../../src/meta/metaState.ts';
import { sampleAdaptation } from '../../../../src/meta/sampleAdaptation.ts';
import { createControlDistribution } from '../../../../src/tasks/control/controlTasks.ts';
import type { ControlDistribution } from '../../../../src/tasks/task.ts';

const curveSteps = [0, 1, 3];

describe('a held-out control task', () => {
  let engine: Engine;

  before(async () => {
    engine = await loadFusedEngine();
  });

  for (const kind of ['navigation', 'arm'] as const) {
    it(`has the returns that its protocol, step by step, gives (${kind})`, () => {
      const { experiment, distribution, state } = setUp({
        task: { kind, trajectories: 6, queryTrajectories: 9, horizon: 15 },
      });
      const context = createLearningContext(experiment, distribution, engine);
      const [evaluated] = evaluateHeldOutTask(context, requestFor(state), 4);
      assert.ok(evaluated?.kind === 'control');

      const { learner } = context;
      const environment = distribution.sampleHeldOutTask(randomStream(5, 'evaluation-task', 4));
      const collector = createTrajectoryCollector(learner, environment, 9);
      const support = randomStream(5, 'evaluation-batches', 4);
      learner.writeParameters(state.parameters);
      learner.writeOptimizerState(state.optimizerState);
      const expected: number[] = [];
      for (let step = 0; step <= 3; step++) {
        const measured = totalRewards(collector.collect(environment, 9, randomStream(5, 'evaluation-trajectories', 4)));
        if (curveSteps.includes(step)) expected.push(measured.reduce((sum, total) => sum + total, 0) / 9);
        const batch = policyGradientBatch(collector.collect(environment, 6, support), distribution.settings);
        learner.takeInnerSteps(batch, batch.count);
      }
      assert.deepEqual(evaluated.returns, expected);
      assert.notEqual(expected[0], expected[1]);
      learner.dispose();
    });
  }

  it('measures the same with and without transduction', () => {
    const { experiment, distribution, state } = setUp();
    const context = createLearningContext(experiment, distribution, engine);
    const [first, second, ...others] = evaluateHeldOutTask(
      context,
      { ...requestFor(state), transductive: [false, true] },
      0,
    );
    assert.deepEqual(first, second);
    assert.equal(others.length, 0);
    context.learner.dispose();
  });

  it('measures with trajectories that share no noise with those that it adapts on, nor these with each other', () => {
    const { experiment, distribution, state } = setUp();
    const context = createLearningContext(experiment, distribution, engine);
    const environment = distribution.sampleHeldOutTask(randomStream(5, 'evaluation-task', 0));
    context.learner.writeParameters(state.parameters);
    const collector = createTrajectoryCollector(context.learner, environment, 20);
    const batches = createTrajectoryBatches(
      collector,
      environment,
      distribution.settings,
      randomStream(5, 'evaluation-batches', 0),
    );
    // All trajectories begin in one state, so actions of the first time step differ by their noise alone.
    const firstActions = (targets: Float32Array, stride: number, count: number) =>
      Array.from({ length: count }, (_, trajectory) => targets[trajectory * stride] ?? Number.NaN);
    const { trajectories } = distribution.settings;
    const drawn = [
      ...firstActions(batches.take(1).targets, 3, trajectories),
      ...firstActions(batches.take(1).targets, 3, trajectories),
      ...firstActions(collector.collect(environment, 20, randomStream(5, 'evaluation-trajectories', 0)).actions, 2, 20),
    ];
    assert.equal(new Set(drawn).size, 2 * trajectories + 20);
    assert.throws(() => batches.take(2), RangeError);
    context.learner.dispose();
  });

  it('is drawn as it is measured', () => {
    for (const kind of ['navigation', 'arm'] as const) {
      const { experiment, distribution, state } = setUp({ task: { kind, queryTrajectories: 3, horizon: 20 } });
      const context = createLearningContext(experiment, distribution, engine);
      const sample = sampleAdaptation(context, state.parameters, state.optimizerState, 2);
      const [evaluated] = evaluateHeldOutTask(context, { ...requestFor(state), curveSteps: sample.steps }, 2);
      assert.ok(sample.task.kind === 'paths' && evaluated?.kind === 'control');
      assert.deepEqual(sample.outputs, []);
      assert.equal(sample.task.trajectories.length, sample.steps.length);
      sample.task.trajectories.forEach((trajectories, index) => {
        assert.equal(trajectories.length, 3);
        const mean = trajectories.reduce((sum, { totalReward }) => sum + totalReward, 0) / 3;
        assert.ok(Math.abs(mean - (evaluated.returns[index] ?? Number.NaN)) < 1e-9);
        for (const { path, finalPose } of trajectories) {
          assert.ok(path.length > 1 && path.length <= 21);
          assert.deepEqual(finalPose.at(-1), kind === 'arm' ? path.at(-1) : undefined);
        }
      });
      context.learner.dispose();
    }
  });
});

describe('meta-learning of control', () => {
  let engine: Engine;

  before(async () => {
    engine = await loadFusedEngine();
  });

  for (const kind of ['reptile', 'fomaml', 'maml'] as const) {
    it(`is reproducible from the seed, and other seeds give something else (${kind})`, async () => {
      const algorithm = {
        kind,
        metaBatch: 2,
        innerSteps: 2,
        metaIterations: 2,
        innerOptimizer: { kind: 'sgd', learningRate: 0.1 },
      } as const;
      const trainedFrom = async (seed: number) => {
        const { experiment, distribution, state } = setUp({ seed, algorithm });
        const executor = createLocalExecutor({ experiment, distribution, engine });
        const first = await executor.takeMetaIteration(state);
        const second = await executor.takeMetaIteration(first.state);
        await executor.dispose();
        return { before: state.parameters, parameters: second.state.parameters };
      };
      const once = await trainedFrom(5);
      assert.deepEqual((await trainedFrom(5)).parameters, once.parameters);
      assert.notDeepEqual((await trainedFrom(6)).parameters, once.parameters);
      assert.ok(once.parameters.every(Number.isFinite));
      assert.notDeepEqual(once.parameters, once.before);
    });
  }

  it('begins with the standard deviation that the task says', () => {
    const { experiment, distribution, state } = setUp({ task: { kind: 'navigation', initialStandardDeviation: 0.5 } });
    const { model } = createLearningContext(experiment, distribution, engine).learner;
    const usual = initializeParameters(model, randomStream(5, 'initialization'));
    assert.deepEqual(state.parameters.subarray(0, -2), usual.subarray(0, -2));
    assert.deepEqual([...state.parameters.subarray(-2)], [Math.fround(Math.log(0.5)), Math.fround(Math.log(0.5))]);
  });

  it('finds a policy that adapts better than the random one, with the intervals apart', async function () {
    this.timeout(60_000);
    const { experiment, distribution, state } = setUp({
      task: { kind: 'navigation', horizon: 30, trajectories: 10 },
      algorithm: {
        kind: 'reptile',
        metaIterations: 30,
        metaBatch: 5,
        innerSteps: 4,
        innerOptimizer: { kind: 'adam', learningRate: 0.01, state: 'fresh' },
      },
    });
    const executor = createLocalExecutor({ experiment, distribution, engine });
    let trained = state;
    while (trained.iteration < 30) trained = (await executor.takeMetaIteration(trained)).state;
    const settings = { tasks: 60, innerSteps: 3, innerBatch: 1, transductive: false };
    const [before, after] = [
      await evaluateState(executor, state, settings),
      await evaluateState(executor, trained, settings),
    ];
    await executor.dispose();
    assert.deepEqual([after.loss, after.accuracy], [[], []]);
    const [random, learned, unadapted] = [before.return.at(-1), after.return.at(-1), after.return[0]];
    assert.ok(random && learned && unadapted);
    assert.ok(learned.mean - learned.ci95 > random.mean + random.ci95, `${learned.mean} ${random.mean}`);
    assert.ok(learned.mean - learned.ci95 > unadapted.mean + unadapted.ci95, `${learned.mean} ${unadapted.mean}`);
  });
});

function setUp(settings: Partial<Pick<ExperimentInput, 'task' | 'seed' | 'algorithm'>> = {}): {
  experiment: Experiment;
  distribution: ControlDistribution;
  state: MetaState;
} {
  const experiment = experimentSchema.parse({
    name: 'toy',
    seed: 5,
    task: { kind: 'navigation', trajectories: 5, horizon: 12 },
    model: { kind: 'mlp', hidden: [32], activation: 'relu' },
    algorithm: { innerOptimizer: { kind: 'adam', learningRate: 0.02 } },
    evaluation: { innerSteps: 3 },
    ...settings,
  });
  const { task } = experiment;
  assert.ok(task.kind === 'navigation' || task.kind === 'arm');
  const distribution = createControlDistribution(task);
  return { experiment, distribution, state: initialMetaState(experiment, distribution) };
}

function requestFor({ parameters, optimizerState }: MetaState): EvaluationRequest {
  return { parameters, optimizerState, firstTask: 0, tasks: 1, transductive: [false], curveSteps, innerBatch: 1 };
}
