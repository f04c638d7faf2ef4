// How the inner optimizer's state goes from one meta-iteration to the next.

import type { OptimizerState } from '../engine/learner.ts';
import type { InnerOptimizer } from '../experiment/schema.ts';
import type { AdaptedTask } from './executor.ts';

/**
 * The state after a meta-iteration whose tasks all started from `before`, as if the tasks had run one after another.
 *
 * The reference code runs them in turn and lets Adam's moments flow from task to task. Here they run side by side, so each task's own
 * contribution, what it added to the decayed moments of `before`, is replayed in task order: v ← bᵏ·v + (vᵢ − bᵏ·v_before), steps ← steps + k.
 * With one task this is that task's own state. With several it is the sequential accumulation of the same gradients; only the gradients were
 * taken with the moments of `before`. Powers are repeated products, since `Math.pow` differs between V8 versions.
 */
export function carryOptimizerState(
  optimizer: InnerOptimizer,
  before: OptimizerState,
  adapted: readonly AdaptedTask[],
): OptimizerState {
  switch (optimizer.kind) {
    case 'sgd':
      return { steps: before.steps + takenSteps(before, adapted), moments: before.moments };
    case 'momentum':
    case 'adam':
      if (optimizer.state === 'fresh') return before;
      return {
        steps: before.steps + takenSteps(before, adapted),
        moments: replayMoments(optimizer, before, adapted),
      };
  }
}

function takenSteps(before: OptimizerState, adapted: readonly AdaptedTask[]): number {
  return adapted.reduce((sum, task) => sum + task.optimizerState.steps - before.steps, 0);
}

function replayMoments(optimizer: StatefulOptimizer, before: OptimizerState, adapted: readonly AdaptedTask[]): Float32Array {
  const [first, ...others] = adapted;
  if (first === undefined) return before.moments;
  const moments = new Float64Array(first.optimizerState.moments);
  const secondMomentsStart = secondMomentsAt(optimizer, moments.length);
  const [decayOfFirst, decayOfSecond] = decaysOf(optimizer);
  for (const { optimizerState } of others) {
    const steps = optimizerState.steps - before.steps;
    const own = optimizerState.moments;
    const decay1 = integerPower(decayOfFirst, steps);
    for (let i = 0; i < secondMomentsStart; i++) {
      const decayedBefore = decay1 * (before.moments[i] ?? Number.NaN);
      moments[i] = decay1 * (moments[i] ?? Number.NaN) + ((own[i] ?? Number.NaN) - decayedBefore);
    }
    const decay2 = integerPower(decayOfSecond, steps);
    for (let i = secondMomentsStart; i < moments.length; i++) {
      const decayedBefore = decay2 * (before.moments[i] ?? Number.NaN);
      // A second moment is never negative, but the float32 rounding of vᵢ can leave its contribution just below zero.
      moments[i] = decay2 * (moments[i] ?? Number.NaN) + Math.max(0, (own[i] ?? Number.NaN) - decayedBefore);
    }
  }
  return new Float32Array(moments);
}

type StatefulOptimizer = Extract<InnerOptimizer, { kind: 'momentum' | 'adam' }>;

/** Where, among `length` moments, the second ones begin; before them stand decayed sums of gradients. */
function secondMomentsAt(optimizer: StatefulOptimizer, length: number): number {
  if (optimizer.kind === 'momentum') return length;
  return optimizer.beta1 === 0 ? 0 : length / 2;
}

function decaysOf(optimizer: StatefulOptimizer): readonly [first: number, second: number] {
  return optimizer.kind === 'momentum' ? [optimizer.momentum, 0] : [optimizer.beta1, optimizer.beta2];
}

function integerPower(base: number, exponent: number): number {
  let power = 1;
  for (let factor = 0; factor < exponent; factor++) power *= base;
  return power;
}
