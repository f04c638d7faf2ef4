// Batch norm by the statistics of the batch at hand, optionally followed by ReLU, and its gradient.
// Rows are `width` floats, a multiple of 8; every column is normalised over all rows.

import { larger, multiplyAdd, zeros } from './vector';

/**
 * y = gamma · normalised + beta, then ReLU if `rectify`. Keeps what the gradient needs: the normalised values (`normalised` may
 * be `x`) and 1 / √(variance + epsilon) in `scale` (width floats).
 */
export function batchNorm(
  rows: i32, width: i32, x: usize, normalised: usize, y: usize, gamma: usize, beta: usize, scale: usize, epsilon: f32, rectify:
  bool,
): void {
  const bytes = <usize>width * 4;
  const end = x + <usize>rows * bytes;
  const share = f32x4.splat(1 / <f32>rows);
  const floor = rectify ? zeros() : f32x4.splat(-Infinity);
  for (let j: usize = 0; j < bytes; j += 32) {
    let mean0 = zeros(), mean1 = zeros();
    for (let at = x + j; at < end; at += bytes) {
      mean0 = f32x4.add(mean0, v128.load(at));
      mean1 = f32x4.add(mean1, v128.load(at, 16));
    }
    mean0 = f32x4.mul(mean0, share);
    mean1 = f32x4.mul(mean1, share);
    let variance0 = zeros(), variance1 = zeros();
    for (let at = x + j; at < end; at += bytes) {
      const d0 = f32x4.sub(v128.load(at), mean0), d1 = f32x4.sub(v128.load(at, 16), mean1);
      variance0 = multiplyAdd(d0, d0, variance0);
      variance1 = multiplyAdd(d1, d1, variance1);
    }
    const scale0 = inverseDeviation(f32x4.mul(variance0, share), epsilon);
    const scale1 = inverseDeviation(f32x4.mul(variance1, share), epsilon);
    v128.store(scale + j, scale0);
    v128.store(scale + j, scale1, 16);
    const gamma0 = v128.load(gamma + j), gamma1 = v128.load(gamma + j, 16);
    const beta0 = v128.load(beta + j), beta1 = v128.load(beta + j, 16);
    let to = y + j, kept = normalised + j;
    for (let at = x + j; at < end; at += bytes) {
      const n0 = f32x4.mul(f32x4.sub(v128.load(at), mean0), scale0);
      const n1 = f32x4.mul(f32x4.sub(v128.load(at, 16), mean1), scale1);
      v128.store(kept, n0);
      v128.store(kept, n1, 16);
      v128.store(to, larger(multiplyAdd(n0, gamma0, beta0), floor));
      v128.store(to, larger(multiplyAdd(n1, gamma1, beta1), floor), 16);
      to += bytes;
      kept += bytes;
    }
  }
}

/**
 * Turns dy into dx in place: dx = gamma · scale · (dy - mean(dy) - normalised · mean(dy · normalised)), the means over rows.
 * With `rectify`, dy is first masked where the output was not positive.
 */
export function batchNormGradient(
  rows: i32, width: i32, normalised: usize, y: usize, dy: usize, gamma: usize, scale: usize,
  gammaGradient: usize, betaGradient: usize, rectify: bool,
): void {
  const bytes = <usize>width * 4;
  const length = <usize>rows * bytes;
  const share = f32x4.splat(1 / <f32>rows);
  for (let j: usize = 0; j < bytes; j += 32) {
    let sum0 = zeros(), sum1 = zeros(), product0 = zeros(), product1 = zeros();
    for (let at = j; at < length; at += bytes) {
      let d0 = v128.load(dy + at), d1 = v128.load(dy + at, 16);
      if (rectify) {
        d0 = v128.and(d0, f32x4.gt(v128.load(y + at), zeros()));
        d1 = v128.and(d1, f32x4.gt(v128.load(y + at, 16), zeros()));
        v128.store(dy + at, d0);
        v128.store(dy + at, d1, 16);
      }
      sum0 = f32x4.add(sum0, d0);
      sum1 = f32x4.add(sum1, d1);
      product0 = multiplyAdd(d0, v128.load(normalised + at), product0);
      product1 = multiplyAdd(d1, v128.load(normalised + at, 16), product1);
    }
    v128.store(betaGradient + j, sum0);
    v128.store(betaGradient + j, sum1, 16);
    v128.store(gammaGradient + j, product0);
    v128.store(gammaGradient + j, product1, 16);
    const factor0 = f32x4.mul(v128.load(gamma + j), v128.load(scale + j));
    const factor1 = f32x4.mul(v128.load(gamma + j, 16), v128.load(scale + j, 16));
    sum0 = f32x4.mul(sum0, share);
    sum1 = f32x4.mul(sum1, share);
    product0 = f32x4.mul(product0, share);
    product1 = f32x4.mul(product1, share);
    for (let at = j; at < length; at += bytes) {
      const d0 = f32x4.sub(f32x4.sub(v128.load(dy + at), sum0), f32x4.mul(v128.load(normalised + at), product0));
      const d1 = f32x4.sub(f32x4.sub(v128.load(dy + at, 16), sum1), f32x4.mul(v128.load(normalised + at, 16), product1));
      v128.store(dy + at, f32x4.mul(factor0, d0));
      v128.store(dy + at, f32x4.mul(factor1, d1), 16);
    }
  }
}

// @ts-ignore: decorator
@inline
function inverseDeviation(variance: v128, epsilon: f32): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(variance, f32x4.splat(epsilon))));
}
