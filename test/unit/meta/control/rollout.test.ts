// Rollouts: against a simulation trajectory by trajectory, and what they cost the engine.

import assert from 'node:assert/strict';
import { loadFusedEngine } from '../../../../src/engine/fused/fusedLearner.ts';
import { initialOptimizerState, type Learner } from '../../../../src/engine/learner.ts';
import { initializeParameters, resolveModel } from '../../../../src/engine/model.ts';
import { type RandomStream, randomStream } from '../../../../src/engine/random.ts';
import type { InnerOptimizer, ModelSpec } from '../../../../src/experiment/schema.ts';
import { policyGradientBatch } from '../../../../src/meta/control/policyGradientBatch.ts';
import { createTrajectoryCollector, totalRewards } from '../../../../src/meta/control/rollout.ts';
import { createNavigation } from '../../../../src/tasks/control/navigation.ts';
import { navigationSpec } from '../../../support/controlTasks.ts';

const optimizer: InnerOptimizer = { kind: 'sgd', learningRate: 0.1, reduction: 'mean' };
const linear: ModelSpec = { kind: 'mlp', hidden: [], activation: 'relu' };
const noise = (): RandomStream => randomStream(4, 'training-batches', 1, 2);

describe('a rollout', () => {
  it('agrees with trajectories simulated one by one in float64, on the same noise', async () => {
    const count = 15;
    const spec = navigationSpec({ horizon: 30, goalRadius: 0.3, maxStep: 0.3 });
    const goal = [0.4, -0.3] as const;
    const { learner, parameters } = await startLearner(linear, count, 5);
    const environment = createNavigation(spec, goal);
    const trajectories = createTrajectoryCollector(learner, environment, count).collect(environment, count, noise());
    learner.dispose();

    const draws = noise();
    const table = Array.from({ length: spec.horizon * count }, () => [draws.normal(), draws.normal()] as const);
    const [k00 = 0, k01 = 0, k10 = 0, k11 = 0, b0 = 0, b1 = 0, s0 = 0, s1 = 0] = parameters;
    const totals = totalRewards(trajectories);
    const lengths = new Set<number>();
    for (let trajectory = 0; trajectory < count; trajectory++) {
      let [x, y, time, total, isOver] = [0, 0, 0, 0, false];
      while (time < spec.horizon && !isOver) {
        const [n0, n1] = table[time * count + trajectory] ?? [0, 0];
        const row = time * count + trajectory;
        assertNear(trajectories.observations.subarray(2 * row, 2 * row + 2), [x, y]);
        const actions = [
          x * k00 + y * k10 + b0 + Math.exp(s0) * n0,
          x * k01 + y * k11 + b1 + Math.exp(s1) * n1,
        ] as const;
        assertNear(trajectories.actions.subarray(2 * row, 2 * row + 2), actions);
        x += 0.3 * Math.max(-1, Math.min(1, actions[0]));
        y += 0.3 * Math.max(-1, Math.min(1, actions[1]));
        const distance = Math.hypot(x - goal[0], y - goal[1]);
        total -= distance;
        isOver = distance < spec.goalRadius;
        time++;
      }
      assert.equal(trajectories.lengths[trajectory], time);
      assert.ok(Math.abs(total - (totals[trajectory] ?? Number.NaN)) < 1e-4);
      lengths.add(time);
    }
    assert.ok(lengths.size > 3, 'Trajectories of different lengths were simulated.');
    assert.equal(trajectories.steps, Math.max(...lengths));
  });

  it("draws a trajectory's noise whether others have ended or not", async () => {
    const { learner } = await startLearner(linear, 3, 5);
    const near = createNavigation(navigationSpec({ horizon: 10, goalRadius: 0.15 }), [0.15, 0.1]);
    const far = createNavigation(navigationSpec({ horizon: 10, goalRadius: 0 }), [0.15, 0.1]);
    const collector = createTrajectoryCollector(learner, near, 3);
    const collect = (environment: typeof near) => {
      const { lengths, actions } = collector.collect(environment, 3, noise());
      return { lengths: [...lengths], actions: actions.slice() };
    };
    const [ended, whole] = [collect(near), collect(far)];
    learner.dispose();
    assert.deepEqual(whole.lengths, [10, 10, 10]);
    assert.ok(ended.lengths.some((length) => length < 10));
    ended.lengths.forEach((length, trajectory) => {
      for (let time = 0; time < length; time++) {
        const row = 2 * (time * 3 + trajectory);
        assert.deepEqual(ended.actions.subarray(row, row + 2), whole.actions.subarray(row, row + 2));
      }
    });
  });

  it('shows an observer every state that a trajectory was in, its last one too', async () => {
    const { learner } = await startLearner(linear, 4, 5);
    const environment = createNavigation(navigationSpec({ horizon: 12, goalRadius: 0.3 }), [0.3, 0.2]);
    const seen = [0, 0, 0, 0];
    const { lengths } = createTrajectoryCollector(learner, environment, 4).collect(
      environment,
      4,
      noise(),
      (_, hasReached) => {
        for (let trajectory = 0; trajectory < 4; trajectory++)
          if (hasReached(trajectory)) seen[trajectory] = (seen[trajectory] ?? 0) + 1;
      },
    );
    learner.dispose();
    assert.deepEqual(
      seen,
      [...lengths].map((length) => length + 1),
    );
  });

  it('makes one prediction a time step for all trajectories, by a program that was compiled before', async () => {
    const { learner } = await startLearner({ kind: 'mlp', hidden: [100, 100], activation: 'relu' }, 20, 5);
    const environment = createNavigation(navigationSpec({ horizon: 25, goalRadius: 0 }), [0.4, 0.1]);
    const collector = createTrajectoryCollector(learner, environment, 20);
    const predict = learner.predict.bind(learner);
    const batches: number[] = [];
    learner.predict = (inputs, count, outputs) => {
      batches.push(count);
      return predict(inputs, count, outputs);
    };
    const made = countWebAssembly(() => {
      for (let step = 0; step < 4; step++) {
        const batch = policyGradientBatch(collector.collect(environment, 20, noise()), navigationSpec());
        learner.takeInnerSteps(batch, batch.count);
      }
    });
    learner.dispose();
    assert.deepEqual(batches, new Array(100).fill(20));
    assert.deepEqual(made, { compilations: 0, instances: 0, memories: 0, growths: 0 });
    // The count itself is no blind one: a learner needs an instance, and memory that grows.
    const another = await loadFusedEngine();
    const ofLearner = countWebAssembly(() => another.createLearner(optionsFor(linear, 4, 5)).dispose());
    assert.ok(ofLearner.instances === 1 && ofLearner.growths > 0);
  });

  it('refuses more trajectories than it has memory for', async () => {
    const { learner } = await startLearner(linear, 4, 5);
    const environment = createNavigation(navigationSpec({ horizon: 2 }), [0.4, 0.1]);
    const collector = createTrajectoryCollector(learner, environment, 3);
    assert.throws(() => collector.collect(environment, 4, noise()), RangeError);
    learner.dispose();
  });
});

describe('the policy gradient', () => {
  it('points where finite differences of the expected return do, on common random numbers', async () => {
    const count = 30_000;
    const spec = navigationSpec({
      horizon: 4,
      goalRadius: 0,
      maxStep: 0.5,
      reward: 'squaredDistance',
      discount: 1,
      baseline: 'linearFeature',
    });
    const environment = createNavigation(spec, [0.6, -0.4]);
    const { learner, parameters } = await startLearner(linear, count, spec.horizon);
    // Small standard deviations, so that clipping at ±1 is rare.
    parameters.fill(Math.log(0.3), 6);
    learner.writeParameters(parameters);
    const collector = createTrajectoryCollector(learner, environment, count);
    const { gradient } = learner.gradient(policyGradientBatch(collector.collect(environment, count, noise()), spec));
    const expectedReturn = (index: number, nudge: number) => {
      const nudged = parameters.slice();
      nudged[index] = (nudged[index] ?? Number.NaN) + nudge;
      learner.writeParameters(nudged);
      const totals = totalRewards(collector.collect(environment, count, randomStream(9, 'evaluation-batches')));
      return totals.reduce((sum, total) => sum + total, 0) / count;
    };
    const differences = Array.from(
      parameters,
      (_, index) => (expectedReturn(index, 0.02) - expectedReturn(index, -0.02)) / 0.04,
    );
    learner.dispose();
    const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
      Array.from(a).reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
    const cosine = dot(gradient, differences) / Math.sqrt(dot(gradient, gradient) * dot(differences, differences));
    // The loss falls where the return rises.
    assert.ok(cosine < -0.995, `${cosine}`);
  });
});

function optionsFor(spec: ModelSpec, count: number, horizon: number) {
  const model = resolveModel(spec, [2], 2, 'policyGradient');
  return {
    model,
    optimizer,
    maxTrainingBatch: Math.max(count * horizon, 500),
    maxPredictionBatch: count,
    secondOrder: false,
  };
}

async function startLearner(
  spec: ModelSpec,
  count: number,
  horizon: number,
): Promise<{ learner: Learner; parameters: Float32Array }> {
  const options = optionsFor(spec, count, horizon);
  const learner = (await loadFusedEngine()).createLearner(options);
  const parameters = initializeParameters(options.model, randomStream(6, 'initialization'));
  learner.writeParameters(parameters);
  learner.writeOptimizerState(initialOptimizerState(optimizer, parameters.length));
  return { learner, parameters };
}

/** What `work` makes of WebAssembly. */
function countWebAssembly(work: () => void) {
  const made = { compilations: 0, instances: 0, memories: 0, growths: 0 };
  const { Module, Instance, Memory } = WebAssembly;
  const { grow } = Memory.prototype;
  const counted = <C extends new (...args: never[]) => object>(original: C, count: () => void): C =>
    new Proxy(original, {
      construct(target, args, newTarget) {
        count();
        return Reflect.construct(target, args, newTarget);
      },
    });
  WebAssembly.Module = counted(Module, () => made.compilations++);
  WebAssembly.Instance = counted(Instance, () => made.instances++);
  WebAssembly.Memory = counted(Memory, () => made.memories++);
  Memory.prototype.grow = function (pages) {
    made.growths++;
    return grow.call(this, pages);
  };
  try {
    work();
  } finally {
    Object.assign(WebAssembly, { Module, Instance, Memory });
    Memory.prototype.grow = grow;
  }
  return made;
}

function assertNear(actual: ArrayLike<number>, expected: readonly number[]): void {
  expected.forEach((value, index) => {
    assert.ok(Math.abs(value - (actual[index] ?? Number.NaN)) < 2e-5, `${Array.from(actual)} is not ${expected}`);
  });
}
