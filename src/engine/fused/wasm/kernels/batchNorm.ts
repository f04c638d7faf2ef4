// Batch norm by the statistics of the batch at hand, optionally followed by ReLU, its gradient, and the derivatives of
// both along a vector.
// Rows are `width` floats, a multiple of 8; every column is normalised over all rows.
// Forward takes 8 FLOPs and 20 bytes for each value, the gradient 7 and 20, each one more with ReLU, and the gradient 8
// bytes more. The derivatives take, for each value, 12 FLOPs and 32 bytes forward, 19 FLOPs and 44 bytes backward;
// blocks of rows are summed column by column, so that a pass over tensors larger than the caches reads them once.

import { larger, multiplyAdd, zeros } from './vector';

/**
 * y = gamma · normalised + beta, then ReLU if `rectify`. Keeps what the gradient needs: the normalised values
 * (`normalised` may be `x`) and 1 / √(variance + epsilon) in `scale` (width floats).
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
 * Turns dy into dx in place: dx = gamma · scale · (dy - mean(dy) - normalised · mean(dy · normalised)), the means over
 * rows. With `rectify`, dy is first masked where the output was not positive.
 */
export function batchNormGradient(
  rows: i32, width: i32, normalised: usize, y: usize, dy: usize, gamma: usize, scale: usize,
  gammaGradient: usize, betaGradient: usize, rectify: bool,
): void {
  const bytes = <usize>width * 4;
  const length = <usize>rows * bytes;
  const share = f32x4.splat(1 / <f32>rows);
  for (let j: usize = 0; j < bytes; j += 32) {
    sumColumns(j, length, bytes, y, normalised, dy, gammaGradient, betaGradient, rectify);
    const factor0 = f32x4.mul(v128.load(gamma + j), v128.load(scale + j));
    const factor1 = f32x4.mul(v128.load(gamma + j, 16), v128.load(scale + j, 16));
    const sum0 = f32x4.mul(v128.load(betaGradient + j), share), sum1 = f32x4.mul(v128.load(betaGradient + j, 16), share);
    const product0 = f32x4.mul(v128.load(gammaGradient + j), share), product1 = f32x4.mul(v128.load(gammaGradient + j, 16), share);
    for (let at = j; at < length; at += bytes) {
      const d0 = f32x4.sub(f32x4.sub(v128.load(dy + at), sum0), f32x4.mul(v128.load(normalised + at), product0));
      const d1 = f32x4.sub(f32x4.sub(v128.load(dy + at, 16), sum1), f32x4.mul(v128.load(normalised + at, 16), product1));
      v128.store(dy + at, f32x4.mul(factor0, d0));
      v128.store(dy + at, f32x4.mul(factor1, d1), 16);
    }
  }
}

/**
 * Sums dy, and its products with the normalised values, over rows, for the eight columns from byte `j` on: the
 * gradients by beta and gamma. With `rectify`, dy is first masked where y was not positive.
 */
export function sumColumns(
  j: usize, length: usize, bytes: usize, y: usize, normalised: usize, dy: usize, gammaGradient: usize, betaGradient: usize,
  rectify: bool,
): void {
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
}

/**
 * The derivative of `batchNorm` along a vector that moves x by ẋ, gamma by γ̇ and beta by β̇. With n the normalised
 * values, s the scale and means over rows: ṅ = s · (ẋ - mean(ẋ) - n · mean(n · (ẋ - mean(ẋ)))), ẏ = γ̇ · n + gamma · ṅ
 * + β̇, masked like y. Keeps ṅ (`normalisedTangent` may be `xTangent`) and, in the first row of `sums` (3 rows of width
 * floats), ṡ / s = -s · mean(n · (ẋ - mean(ẋ))).
 */
export function batchNormTangent(
  rows: i32, width: i32, normalised: usize, xTangent: usize, normalisedTangent: usize, y: usize, yTangent: usize,
  gamma: usize, gammaTangent: usize, betaTangent: usize, scale: usize, sums: usize, rectify: bool,
): void {
  const bytes = <usize>width * 4;
  const length = <usize>rows * bytes, block = blockOf(bytes);
  const share = f32x4.splat(1 / <f32>rows);
  const means = sums + bytes;
  memory.fill(sums, 0, 2 * bytes);
  for (let first: usize = 0; first < length; first += block) {
    const end = min(first + block, length);
    for (let j: usize = 0; j < bytes; j += 16) {
      let sum = v128.load(means + j);
      for (let at = first + j; at < end; at += bytes) sum = f32x4.add(sum, v128.load(xTangent + at));
      v128.store(means + j, sum);
    }
  }
  for (let j: usize = 0; j < bytes; j += 16) v128.store(means + j, f32x4.mul(v128.load(means + j), share));
  for (let first: usize = 0; first < length; first += block) {
    const end = min(first + block, length);
    for (let j: usize = 0; j < bytes; j += 16) {
      const mean = v128.load(means + j);
      let slope = v128.load(sums + j);
      for (let at = first + j; at < end; at += bytes) {
        slope = multiplyAdd(f32x4.sub(v128.load(xTangent + at), mean), v128.load(normalised + at), slope);
      }
      v128.store(sums + j, slope);
    }
  }
  for (let j: usize = 0; j < bytes; j += 16) {
    v128.store(sums + j, f32x4.neg(f32x4.mul(v128.load(scale + j), f32x4.mul(v128.load(sums + j), share))));
  }
  for (let first: usize = 0; first < length; first += block) {
    const end = min(first + block, length);
    for (let j: usize = 0; j < bytes; j += 16) {
      const mean = v128.load(means + j), factor = v128.load(scale + j), scaleChange = v128.load(sums + j);
      const ownGamma = v128.load(gamma + j), gammaChange = v128.load(gammaTangent + j), betaChange = v128.load(betaTangent + j);
      for (let at = first + j; at < end; at += bytes) {
        const n = v128.load(normalised + at);
        const change = multiplyAdd(n, scaleChange, f32x4.mul(factor, f32x4.sub(v128.load(xTangent + at), mean)));
        v128.store(normalisedTangent + at, change);
        const output = multiplyAdd(ownGamma, change, multiplyAdd(gammaChange, n, betaChange));
        v128.store(yTangent + at, rectify ? v128.and(output, f32x4.gt(v128.load(y + at), zeros())) : output);
      }
    }
  }
}

/**
 * The derivative of `batchNormGradient` along the vector; runs before it and turns `dyTangent` into the tangent of dx
 * in place. With d = dy, g = d - mean(d) - n · mean(d · n), so that dx = gamma · s · g:
 *   ġ = ḋ - mean(ḋ) - ṅ · mean(d · n) - n · mean(ḋ · n + d · ṅ)
 *   dẋ = s · ((γ̇ + gamma · ṡ / s) · g + gamma · ġ)
 * and the tangents of the parameters' gradients are Σ (ḋ · n + d · ṅ) for gamma and Σ ḋ for beta. Works with the `sums`
 * that `batchNormTangent` left.
 */
export function batchNormGradientTangent(
  rows: i32, width: i32, normalised: usize, normalisedTangent: usize, y: usize, dy: usize, dyTangent: usize,
  gamma: usize, gammaTangent: usize, scale: usize, sums: usize,
  gammaGradientTangent: usize, betaGradientTangent: usize, rectify: bool,
): void {
  const bytes = <usize>width * 4;
  const length = <usize>rows * bytes, block = blockOf(bytes);
  const share = f32x4.splat(1 / <f32>rows);
  const gradientSums = sums + bytes, gradientProducts = gradientSums + bytes;
  memory.fill(gradientSums, 0, 2 * bytes);
  memory.fill(gammaGradientTangent, 0, bytes);
  memory.fill(betaGradientTangent, 0, bytes);
  for (let first: usize = 0; first < length; first += block) {
    const end = min(first + block, length);
    for (let j: usize = 0; j < bytes; j += 16) {
      let sum = v128.load(gradientSums + j), product = v128.load(gradientProducts + j);
      let sumTangent = v128.load(betaGradientTangent + j), productTangent = v128.load(gammaGradientTangent + j);
      for (let at = first + j; at < end; at += bytes) {
        const d = masked(rectify, y + at, dy + at), change = masked(rectify, y + at, dyTangent + at);
        const n = v128.load(normalised + at);
        sum = f32x4.add(sum, d);
        product = multiplyAdd(d, n, product);
        sumTangent = f32x4.add(sumTangent, change);
        productTangent = multiplyAdd(change, n, multiplyAdd(d, v128.load(normalisedTangent + at), productTangent));
      }
      v128.store(gradientSums + j, sum);
      v128.store(gradientProducts + j, product);
      v128.store(betaGradientTangent + j, sumTangent);
      v128.store(gammaGradientTangent + j, productTangent);
    }
  }
  for (let first: usize = 0; first < length; first += block) {
    const end = min(first + block, length);
    for (let j: usize = 0; j < bytes; j += 16) {
      const sum = f32x4.mul(v128.load(gradientSums + j), share), product = f32x4.mul(v128.load(gradientProducts + j), share);
      const sumTangent = f32x4.mul(v128.load(betaGradientTangent + j), share);
      const productTangent = f32x4.mul(v128.load(gammaGradientTangent + j), share);
      const factor = v128.load(scale + j), ownGamma = f32x4.mul(factor, v128.load(gamma + j));
      const gammaChange = multiplyAdd(ownGamma, v128.load(sums + j), f32x4.mul(factor, v128.load(gammaTangent + j)));
      for (let at = first + j; at < end; at += bytes) {
        const d = masked(rectify, y + at, dy + at), change = masked(rectify, y + at, dyTangent + at);
        const n = v128.load(normalised + at);
        const centred = f32x4.sub(f32x4.sub(d, sum), f32x4.mul(n, product));
        const bend = multiplyAdd(n, productTangent, f32x4.mul(v128.load(normalisedTangent + at), product));
        const centredTangent = f32x4.sub(f32x4.sub(change, sumTangent), bend);
        v128.store(dyTangent + at, multiplyAdd(gammaChange, centred, f32x4.mul(ownGamma, centredTangent)));
      }
    }
  }
}

/** Bytes of whole rows of five tensors that stay in the nearest cache while a column after the other is summed. */
// @ts-ignore: decorator
@inline
function blockOf(rowBytes: usize): usize {
  return max<usize>(1, 24576 / (5 * rowBytes)) * rowBytes;
}

// @ts-ignore: decorator
@inline
function masked(rectify: bool, y: usize, values: usize): v128 {
  return rectify ? v128.and(v128.load(values), f32x4.gt(v128.load(y), zeros())) : v128.load(values);
}

// @ts-ignore: decorator
@inline
function inverseDeviation(variance: v128, epsilon: f32): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(variance, f32x4.splat(epsilon))));
}
