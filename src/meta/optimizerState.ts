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

import { updateKernels } from '../engine/fused/wasm/updateModule.ts';
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

/** Moments after the meta-iteration, of which a stretch, as long as `carried`, is computed into it. */
export function carryMoments(
  algorithm: Algorithm,
  before: OptimizerState,
  adapted: readonly AdaptedTask[],
  { from, to }: Stretch,
  carried: Float32Array = new Float32Array(to - from),
): Float32Array {
  const optimizer = carriedOptimizerOf(algorithm);
  const [first, ...others] = adapted;
  if (optimizer === undefined || first === undefined) {
    carried.set(before.moments.subarray(from, to));
    return carried;
  }
  const [decayOfFirst, decayOfSecond] = decaysOf(optimizer);
  const carryPart = (decay: number, least: number, begin: number, end: number) => {
    const contributions = others.map(({ optimizerState: { steps, moments } }) => ({
      moments,
      decay: integerPower(decay, steps - before.steps),
    }));
    const part = carried.subarray(begin - from, end - from);
    updateKernels().carryMoments(before.moments, first.optimizerState.moments, contributions, least, begin, part);
  };
  const middle = Math.min(Math.max(from, secondMomentsAt(optimizer, before.moments.length)), to);
  if (from < middle) carryPart(decayOfFirst, Number.NEGATIVE_INFINITY, from, middle);
  // A second moment is never negative, but the float32 rounding of vᵢ can leave its contribution just below zero.
  if (middle < to) carryPart(decayOfSecond, 0, middle, to);
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
