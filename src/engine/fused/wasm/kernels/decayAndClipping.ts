// Weight decay and clipping of gradients, over all parameters at once. `count` is a multiple of 8; padding is 0 and stays
// 0. Per parameter: scaling 1 FLOP and 8 bytes of traffic, decay 2 and 12, clipping by value 2 and 8, by norm 3 and 12.

import { limit, multiplyAdd, zeros } from './vector';

/** values ← factor · values */
export function scale(count: i32, values: usize, factor: f32): void {
  const factors = f32x4.splat(factor);
  const end = values + <usize>count * 4;
  for (; values < end; values += 16) v128.store(values, f32x4.mul(factors, v128.load(values)));
}

/** gradient ← gradient + rate · parameters */
export function addDecay(count: i32, parameters: usize, gradient: usize, rate: f32): void {
  const factor = f32x4.splat(rate);
  const end = parameters + <usize>count * 4;
  for (; parameters < end; parameters += 16, gradient += 16) {
    v128.store(gradient, multiplyAdd(factor, v128.load(parameters), v128.load(gradient)));
  }
}

/** Each component at most `at` in absolute value; what is not a number stays so. */
export function clipByValue(count: i32, gradient: usize, at: f32): void {
  const end = gradient + <usize>count * 4;
  for (; gradient < end; gradient += 16) v128.store(gradient, limit(v128.load(gradient), at));
}

/**
 * gradient ← gradient · at / max(at, norm), as TensorFlow's clip_by_global_norm: one that is no longer than `at` keeps
 * its bits, and of one that is not finite nothing is left that is a number.
 */
export function clipByNorm(count: i32, gradient: usize, at: f64): void {
  const norm = Math.sqrt(sumOfSquares(count, gradient));
  if (norm <= at) return;
  scale(count, gradient, isFinite(norm) ? <f32>(at / norm) : f32.NaN);
}

// In float64, where no square of a float32 overflows or vanishes; in one order.
function sumOfSquares(count: i32, values: usize): f64 {
  let even: v128 = zeros(), odd: v128 = zeros();
  const end = values + <usize>count * 4;
  for (; values < end; values += 16) {
    const four = v128.load(values);
    const low = f64x2.promote_low_f32x4(four);
    const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(four, four, 2, 3, 2, 3));
    even = f64x2.add(even, f64x2.mul(low, low));
    odd = f64x2.add(odd, f64x2.mul(high, high));
  }
  const both = f64x2.add(even, odd);
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
}
