import assert from 'node:assert/strict';
import { initialOptimizerState, type OptimizerState } from '../../../src/engine/learner.ts';
import { type RandomStream, randomStream } from '../../../src/engine/random.ts';
import type { Algorithm, InnerOptimizer } from '../../../src/experiment/schema.ts';
import type { AdaptedTask } from '../../../src/meta/executor.ts';
import { carriedSteps, carryMoments } from '../../../src/meta/optimizerState.ts';
import { reptileOf } from '../../support/reptileOf.ts';
import { sineExperiment } from '../../support/toyDistributions.ts';

const size = 20;
const stepsPerTask = 5;

function carryOptimizerState(
  algorithm: Algorithm,
  before: OptimizerState,
  adapted: readonly AdaptedTask[],
): OptimizerState {
  const whole = { from: 0, to: before.moments.length };
  return {
    steps: carriedSteps(algorithm, before.steps, adapted),
    moments: carryMoments(algorithm, before, adapted, whole),
  };
}

describe("carrying the inner optimizer's state over a meta-batch", () => {
  const random = randomStream(0, 'training-batches');
  const before = stateAfter({ steps: 0, moments: new Float32Array(size) }, gradientsOf(random), adam(0));

  it('takes the state of a single task as it is', () => {
    const own = stateAfter(before, gradientsOf(random), adam(0));
    assert.deepEqual(carryOptimizerState(reptileWith(adam(0)), before, [adapted(own)]), own);
  });

  for (const [name, optimizer] of [
    ['Adam without first moments', adam(0)],
    ['Adam', adam(0.9)],
    ['momentum', momentum(0.9)],
    ['momentum of 0', momentum(0)],
  ] as const) {
    it(`accumulates several tasks as if they had run one after another (${name})`, () => {
      const start = stateAfter(initialOptimizerState(optimizer, size), gradientsOf(random), optimizer);
      const gradients = Array.from({ length: 4 }, () => gradientsOf(random));
      const sideBySide = gradients.map((ofTask) => adapted(stateAfter(start, ofTask, optimizer)));
      const oneAfterAnother = gradients.reduce((state, ofTask) => stateAfter(state, ofTask, optimizer), start);
      const carried = carryOptimizerState(reptileWith(optimizer), start, sideBySide);
      assert.equal(carried.steps, oneAfterAnother.steps);
      assert.equal(carried.moments.length, oneAfterAnother.moments.length);
      carried.moments.forEach((moment, index) => {
        const expected = oneAfterAnother.moments[index] ?? Number.NaN;
        assert.ok(Math.abs(moment - expected) <= 2e-7 + 2e-6 * Math.abs(expected), `${moment} is not ${expected}`);
      });
    });
  }

  it('never lets rounding make a second moment negative', () => {
    // Each task decays 1e-30 to 0 in float32 without adding anything.
    const tiny: OptimizerState = { steps: 10, moments: Float32Array.of(1e-45, 3e-45, 1) };
    const decayed: OptimizerState = { steps: 15, moments: Float32Array.of(0, 0, 0.994) };
    const { moments } = carryOptimizerState(reptileWith(adam(0)), tiny, [
      adapted(decayed),
      adapted(decayed),
      adapted(decayed),
    ]);
    assert.ok(moments.every((moment) => moment >= 0));
  });

  it('leaves a state that is not carried as it is', () => {
    for (const optimizer of [adam(0), momentum(0.9)]) {
      const fresh: InnerOptimizer = { ...optimizer, state: 'fresh' };
      assert.deepEqual(
        carryOptimizerState(reptileWith(fresh), before, [adapted(stateAfter(before, gradientsOf(random), fresh))]),
        before,
      );
    }
  });

  it('counts the steps of gradient descent', () => {
    const start: OptimizerState = { steps: 3, moments: new Float32Array(0) };
    const after = adapted({ steps: 8, moments: new Float32Array(0) });
    const optimizer: InnerOptimizer = { kind: 'sgd', learningRate: 0.1, reduction: 'mean' };
    assert.deepEqual(carryOptimizerState(reptileWith(optimizer), start, [after, after]), {
      steps: 13,
      moments: new Float32Array(0),
    });
  });
});

function reptileWith(innerOptimizer: InnerOptimizer): Algorithm {
  return { ...reptileOf(sineExperiment()), innerOptimizer };
}

function adam(beta1: number): Extract<InnerOptimizer, { kind: 'adam' }> {
  return { kind: 'adam', learningRate: 0.001, beta1, beta2: 0.999, epsilon: 1e-8, state: 'carried', reduction: 'mean' };
}

function momentum(decay: number): Extract<InnerOptimizer, { kind: 'momentum' }> {
  return { kind: 'momentum', learningRate: 0.01, momentum: decay, state: 'carried', reduction: 'mean' };
}

function adapted(optimizerState: OptimizerState): AdaptedTask {
  return { contribution: new Float32Array(0), optimizerState, firstLoss: 0, lastLoss: 0 };
}

function gradientsOf(random: RandomStream): Float32Array[] {
  return Array.from({ length: stepsPerTask }, () => Float32Array.from({ length: size }, () => random.normal()));
}

/** The moments after these gradients, in float32 after every step as an engine keeps them. */
function stateAfter(
  start: OptimizerState,
  gradients: readonly Float32Array[],
  optimizer: InnerOptimizer,
): OptimizerState {
  return gradients.reduce(({ steps, moments }, gradient) => {
    const next = moments.map((moment, index) =>
      nextMoment(optimizer, moment, gradient[index % size] ?? Number.NaN, index >= moments.length - size),
    );
    return { steps: steps + 1, moments: next };
  }, start);
}

function nextMoment(optimizer: InnerOptimizer, moment: number, gradient: number, isLast: boolean): number {
  switch (optimizer.kind) {
    case 'sgd':
      return moment;
    case 'momentum':
      return optimizer.momentum * moment + gradient;
    case 'adam': {
      const { beta1, beta2 } = optimizer;
      return isLast ? beta2 * moment + (1 - beta2) * gradient * gradient : beta1 * moment + (1 - beta1) * gradient;
    }
  }
}
