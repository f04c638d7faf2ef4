// Batch norm by the statistics of the batch, then ReLU if wanted, then max pooling of 2x2 windows with stride 2, as one
// operation: the normalised image is never written.
//
// x is [batch, height, width] pixels of a number of channels that is a multiple of 8; the pooled image has ⌊height / 2⌋
// x ⌊width / 2⌋ pixels. Kept for the gradient, for each pooled value: which cell was the largest, and its normalised
// value.
//
// Cost, for N = batch · height · width · channels values:
//   forward     2 · N FLOPs for the mean, 3 · N for the variance, 4 · N to normalise; x is read twice (once from the cache),
//               three quarters of N floats are written
//   backward    7 · N FLOPs; three quarters of N floats are read and a quarter written for the sums, then half of N and x are read
//               and dx is written

import { sumColumns } from './batchNorm';
import { larger, multiplyAdd, zeros } from './vector';

/**
 * Mean and 1 / √(variance + epsilon) of every channel over all pixels, to `mean` and `scale`. Sample by sample, so that
 * the second look at the pixels finds them in the cache: means of samples, and squares around them; then
 * variance · batch = Σ (squares / pixels + (mean of the sample - mean)²). `sums` holds two rows of channels for each
 * sample.
 */
export function batchStatistics(
  batch: i32, pixels: i32, channels: i32, x: usize, mean: usize, scale: usize, epsilon: f32, sums: usize,
): void {
  const bytes = <usize>channels * 4, sampleBytes = <usize>pixels * bytes;
  const share = f32x4.splat(1 / <f32>pixels), batchShare = f32x4.splat(1 / <f32>batch);
  let to = sums;
  for (let sample: i32 = 0; sample < batch; sample++, to += 2 * bytes, x += sampleBytes) {
    let channel: usize = 0;
    for (; channel + 64 <= bytes; channel += 64) sampleStatistics(4, x + channel, sampleBytes, bytes, share, to + channel);
    for (; channel < bytes; channel += 32) sampleStatistics(2, x + channel, sampleBytes, bytes, share, to + channel);
  }
  for (let channel: usize = 0; channel < bytes; channel += 16) {
    let total = zeros();
    for (let own = sums + channel; own < to; own += 2 * bytes) total = f32x4.add(total, v128.load(own));
    total = f32x4.mul(total, batchShare);
    v128.store(mean + channel, total);
    let variance = zeros();
    for (let own = sums + channel; own < to; own += 2 * bytes) {
      const distance = f32x4.sub(v128.load(own), total);
      variance = f32x4.add(variance, multiplyAdd(distance, distance, v128.load(own + bytes)));
    }
    variance = f32x4.mul(variance, batchShare);
    v128.store(scale + channel, f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(variance, f32x4.splat(epsilon)))));
  }
}

// Mean, and mean square around it, of `vectors` · 4 channels of one sample: to `to`, and a row behind.
// @ts-ignore: decorator
@inline
function sampleStatistics(vectors: i32, x: usize, length: usize, bytes: usize, share: v128, to: usize): void {
  let sum0 = zeros(), sum1 = zeros(), sum2 = zeros(), sum3 = zeros();
  for (let at = x, end = x + length; at < end; at += bytes) {
    sum0 = f32x4.add(sum0, v128.load(at));
    sum1 = f32x4.add(sum1, v128.load(at, 16));
    if (vectors == 4) {
      sum2 = f32x4.add(sum2, v128.load(at, 32));
      sum3 = f32x4.add(sum3, v128.load(at, 48));
    }
  }
  const mean0 = f32x4.mul(sum0, share), mean1 = f32x4.mul(sum1, share);
  const mean2 = f32x4.mul(sum2, share), mean3 = f32x4.mul(sum3, share);
  v128.store(to, mean0);
  v128.store(to, mean1, 16);
  if (vectors == 4) {
    v128.store(to, mean2, 32);
    v128.store(to, mean3, 48);
  }
  sum0 = zeros();
  sum1 = zeros();
  sum2 = zeros();
  sum3 = zeros();
  for (let at = x, end = x + length; at < end; at += bytes) {
    const d0 = f32x4.sub(v128.load(at), mean0), d1 = f32x4.sub(v128.load(at, 16), mean1);
    sum0 = multiplyAdd(d0, d0, sum0);
    sum1 = multiplyAdd(d1, d1, sum1);
    if (vectors == 4) {
      const d2 = f32x4.sub(v128.load(at, 32), mean2), d3 = f32x4.sub(v128.load(at, 48), mean3);
      sum2 = multiplyAdd(d2, d2, sum2);
      sum3 = multiplyAdd(d3, d3, sum3);
    }
  }
  v128.store(to + bytes, f32x4.mul(sum0, share));
  v128.store(to + bytes, f32x4.mul(sum1, share), 16);
  if (vectors == 4) {
    v128.store(to + bytes, f32x4.mul(sum2, share), 32);
    v128.store(to + bytes, f32x4.mul(sum3, share), 48);
  }
}

/**
 * y ← the largest of gamma · normalised + beta in every window, and 0 if `rectify`. Notes which cell of the window it
 * is (0 to 3, the first of equal ones) in `winners` and its normalised value in `kept`, both in the shape of y.
 */
export function normalisePool(
  batch: i32, height: i32, width: i32, channels: i32, x: usize, y: usize, winners: usize, kept: usize,
  gamma: usize, beta: usize, mean: usize, scale: usize, rectify: bool,
): void {
  const pixel = <usize>channels * 4, row = <usize>width * pixel;
  const floor = rectify ? zeros() : f32x4.splat(-Infinity);
  const pooledRow = <usize>(width >> 1) * pixel;
  for (let sample: i32 = 0; sample < batch; sample++, x += <usize>height * row) {
    for (let down: i32 = 0; down + 2 <= height; down += 2) {
      let at = x + <usize>down * row;
      for (const end = y + pooledRow; y < end; at += pixel) {
        for (let channel: usize = 0; channel < pixel; channel += 16, at += 16, y += 16, winners += 16, kept += 16) {
          const m = v128.load(mean + channel), s = v128.load(scale + channel);
          const g = v128.load(gamma + channel), b = v128.load(beta + channel);
          const n0 = f32x4.mul(f32x4.sub(v128.load(at), m), s), n1 = f32x4.mul(f32x4.sub(v128.load(at + pixel), m), s);
          const n2 = f32x4.mul(f32x4.sub(v128.load(at + row), m), s);
          const n3 = f32x4.mul(f32x4.sub(v128.load(at + row + pixel), m), s);
          // Not-less-or-equal rather than greater: not-a-number has to pass through.
          const y0 = multiplyAdd(n0, g, b), y1 = multiplyAdd(n1, g, b);
          const rightAbove = f32x4.le(y1, y0);
          const above = v128.bitselect(y0, y1, rightAbove), nAbove = v128.bitselect(n0, n1, rightAbove);
          const y2 = multiplyAdd(n2, g, b), y3 = multiplyAdd(n3, g, b);
          const rightBelow = f32x4.le(y3, y2);
          const below = v128.bitselect(y2, y3, rightBelow), nBelow = v128.bitselect(n2, n3, rightBelow);
          const isAbove = f32x4.le(below, above);
          v128.store(y, larger(v128.bitselect(above, below, isAbove), floor));
          v128.store(kept, v128.bitselect(nAbove, nBelow, isAbove));
          // Comparisons are all ones, which is -1, where they hold.
          const cellAbove = i32x4.add(rightAbove, i32x4.splat(1)), cellBelow = i32x4.add(rightBelow, i32x4.splat(3));
          v128.store(winners, v128.bitselect(cellAbove, cellBelow, isAbove));
        }
      }
    }
  }
}

/**
 * dx from dy of the pooled image: dx = gamma · scale · (d - mean(d) - normalised · mean(d · normalised)), the means
 * over all pixels, where d is dy in the cell that won, if ReLU let it pass, and 0 elsewhere. Leaves the masked dy in
 * `dy`.
 */
export function normalisePoolGradient(
  batch: i32, height: i32, width: i32, channels: i32, x: usize, y: usize, winners: usize, kept: usize, dy: usize, dx: usize,
  gamma: usize, mean: usize, scale: usize, gammaGradient: usize, betaGradient: usize, rectify: bool,
): void {
  const pixel = <usize>channels * 4, row = <usize>width * pixel;
  const pooledRow = <usize>(width >> 1) * pixel;
  const pooledBytes = <usize>(batch * (height >> 1)) * pooledRow;
  for (let j: usize = 0; j < pixel; j += 32) sumColumns(j, pooledBytes, pixel, y, kept, dy, gammaGradient, betaGradient, rectify);
  const share = f32x4.splat(1 / <f32>(batch * height * width));
  for (let sample: i32 = 0; sample < batch; sample++) {
    for (let down: i32 = 0; down + 2 <= height; down += 2) {
      for (const end = dy + pooledRow; dy < end; x += pixel, dx += pixel) {
        for (let channel: usize = 0; channel < pixel; channel += 16) {
          const m = v128.load(mean + channel), s = v128.load(scale + channel);
          const factor = f32x4.mul(v128.load(gamma + channel), s);
          const level = f32x4.mul(v128.load(betaGradient + channel), share);
          const slope = f32x4.mul(v128.load(gammaGradient + channel), share);
          const d = v128.load(dy), winner = v128.load(winners);
          putCell(dx, v128.load(x), v128.and(d, i32x4.eq(winner, i32x4.splat(0))), m, s, factor, level, slope);
          putCell(dx + pixel, v128.load(x + pixel), v128.and(d, i32x4.eq(winner, i32x4.splat(1))), m, s, factor, level, slope);
          putCell(dx + row, v128.load(x + row), v128.and(d, i32x4.eq(winner, i32x4.splat(2))), m, s, factor, level, slope);
          const last = v128.and(d, i32x4.eq(winner, i32x4.splat(3)));
          putCell(dx + row + pixel, v128.load(x + row + pixel), last, m, s, factor, level, slope);
          x += 16;
          dx += 16;
          dy += 16;
          winners += 16;
        }
      }
      // Pixels of an odd last column, and of an odd last row, are in no window.
      if (width & 1) {
        putUnpooled(1, pixel, x, dx, gamma, mean, scale, gammaGradient, betaGradient, share);
        putUnpooled(1, pixel, x + row, dx + row, gamma, mean, scale, gammaGradient, betaGradient, share);
        x += pixel;
        dx += pixel;
      }
      x += row;
      dx += row;
    }
    if (height & 1) {
      putUnpooled(width, pixel, x, dx, gamma, mean, scale, gammaGradient, betaGradient, share);
      x += row;
      dx += row;
    }
  }
}

function putUnpooled(
  pixels: i32, pixel: usize, x: usize, dx: usize, gamma: usize, mean: usize, scale: usize, gammaGradient: usize,
  betaGradient: usize, share: v128,
): void {
  for (; pixels > 0; pixels--) {
    for (let channel: usize = 0; channel < pixel; channel += 16, x += 16, dx += 16) {
      const s = v128.load(scale + channel), factor = f32x4.mul(v128.load(gamma + channel), s);
      const level = f32x4.mul(v128.load(betaGradient + channel), share);
      const slope = f32x4.mul(v128.load(gammaGradient + channel), share);
      putCell(dx, v128.load(x), zeros(), v128.load(mean + channel), s, factor, level, slope);
    }
  }
}

// @ts-ignore: decorator
@inline
function putCell(dx: usize, x: v128, d: v128, mean: v128, scale: v128, factor: v128, level: v128, slope: v128): void {
  const normalised = f32x4.mul(f32x4.sub(x, mean), scale);
  v128.store(dx, f32x4.mul(factor, f32x4.sub(f32x4.sub(d, level), f32x4.mul(normalised, slope))));
}
