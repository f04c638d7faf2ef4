// How the inner optimizer's state goes from one meta-iteration to the next.
//
// The state after a meta-iteration whose tasks all started from the same one is as if the tasks had run one after
// another.
//
// The reference code runs them in turn and lets Adam's moments flow from task to task. Here they run side by side, so
// each task's own contribution, what it added to the decayed moments of `before`, is replayed in task order: v ← bᵏ·v +
// (vᵢ − bᵏ·v_before), steps ← steps + k. With one task this is that task's own state. With several it is the sequential
// accumulation of the same gradients; only the gradients were taken with the moments of `before`. Powers are repeated
// products, since `Math.pow` differs between V8 versions.
//
// Algorithms that do not follow the inner optimizer's steps carry nothing: each of their tasks starts with a new
// optimizer.

import type { OptimizerState } from '../engine/learner.ts';
import { followsSteps } from '../experiment/algorithms.ts';
import type { Algorithm, InnerOptimizer } from '../experiment/schema.ts';
import type { AdaptedTask } from './executor.ts';
import type { Stretch } from './stretch.ts';

/** Steps after the meta-iteration. */
export function carriedSteps(algorithm: Algorithm, before: number, adapted: readonly AdaptedTask[]): number {
  const { innerOptimizer } = algorithm;
  if (!followsSteps(algorithm) || (innerOptimizer.kind !== 'sgd' && innerOptimizer.state === 'fresh')) return before;
  return adapted.reduce((sum, { optimizerState }) => sum + optimizerState.steps - before, before);
}

/** The inner optimizer whose moments a meta-iteration changes; undefined where they stay as they were. */
function carriedOptimizerOf(algorithm: Algorithm): StatefulOptimizer | undefined {
  const { innerOptimizer } = algorithm;
  return followsSteps(algorithm) && innerOptimizer.kind !== 'sgd' && innerOptimizer.state === 'carried'
    ? innerOptimizer
    : undefined;
}

/** Moments after the meta-iteration, of which a stretch is computed and returned. */
export function carryMoments(
  algorithm: Algorithm,
  before: OptimizerState,
  adapted: readonly AdaptedTask[],
  { from, to }: Stretch,
): Float32Array {
  const optimizer = carriedOptimizerOf(algorithm);
  const [first, ...others] = adapted;
  if (optimizer === undefined || first === undefined) return before.moments.slice(from, to);
  const secondMomentsStart = secondMomentsAt(optimizer, before.moments.length);
  const [decayOfFirst, decayOfSecond] = decaysOf(optimizer);
  const contributions = others.map(({ optimizerState: { steps, moments } }) => ({
    moments,
    firstDecay: integerPower(decayOfFirst, steps - before.steps),
    secondDecay: integerPower(decayOfSecond, steps - before.steps),
  }));
  const carried = new Float32Array(to - from);
  for (let i = from; i < to; i++) {
    const start = before.moments[i] ?? Number.NaN;
    let moment = first.optimizerState.moments[i] ?? Number.NaN;
    if (i < secondMomentsStart) {
      for (const { moments, firstDecay } of contributions) {
        moment = firstDecay * moment + ((moments[i] ?? Number.NaN) - firstDecay * start);
      }
    } else {
      for (const { moments, secondDecay } of contributions) {
        // A second moment is never negative, but the float32 rounding of vᵢ can leave its contribution just below zero.
        moment = secondDecay * moment + Math.max(0, (moments[i] ?? Number.NaN) - secondDecay * start);
      }
    }
    carried[i - from] = moment;
  }
  return carried;
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
