// The transforms of Winograd's convolution F(4x4, 3x3), four channels at a time.
//
// F(4, 3) computes 4 outputs of a 3-tap convolution from 6 inputs with 6 products instead of 12: y = Aᵀ((G g) ⊙ (Bᵀ
// d)); in two dimensions each matrix is applied to columns, then to rows: 36 products instead of 144. (Lavin and Gray,
// "Fast Algorithms for Convolutional Neural Networks", 2016.) Points 0, 1, -1, 1/2, -2 and infinity: in float32 their
// relative error is about 1e-6, less than with ±1, ±2 (Barabasz et al., "Error Analysis and Improving the Accuracy of
// Winograd Convolution", 2020). The transposed algorithm gives the gradients: by the weights Gᵀ((Bᵀ d) ⊙ (A dy)), by
// the input B((G g) ⊙ (A dy)).
//
// Cost of one tile and channel: Bᵀ 264 operations (6x6 → 6x6), Aᵀ 180 (6x6 → 4x4), G 117 (3x3 → 6x6); every value is
// read and written twice, once in 576 bytes of scratch.

import { multiplyAdd } from './vector';

/** Inputs of a tile along an axis, which are also its points; outputs of a tile along an axis. */
export const TILE_INPUTS: i32 = 6;
export const TILE_OUTPUTS: i32 = 4;

const ROW: usize = 96;
const VECTOR: usize = 16;
const scratch = memory.data(576, 16);

/** Bᵀ d B: an input tile, given its pixels' and rows' distances, to 36 points `pointBytes` apart. */
export function transformInput(
  tile: usize, rowBytes: usize, pixelBytes: usize, channelBytes: usize, to: usize, pointBytes: usize,
): void {
  for (let channel: usize = 0; channel < channelBytes; channel += VECTOR) {
    for (let j: usize = 0; j < 6; j++) inputLine(tile + channel + j * pixelBytes, rowBytes, scratch + j * VECTOR, ROW);
    for (let i: usize = 0; i < 6; i++) {
      inputLine(scratch + i * ROW, VECTOR, to + channel + i * 6 * pointBytes, pointBytes);
    }
  }
}

/** dx += B m Bᵀ: the transpose of `transformInput`; tiles overlap. */
export function addInputGradient(
  points: usize, pointBytes: usize, channelBytes: usize, tile: usize, rowBytes: usize, pixelBytes: usize,
): void {
  for (let channel: usize = 0; channel < channelBytes; channel += VECTOR) {
    for (let j: usize = 0; j < 6; j++) {
      inputLineTransposed(points + channel + j * pointBytes, 6 * pointBytes, scratch + j * VECTOR, ROW, false);
    }
    for (let i: usize = 0; i < 6; i++) {
      inputLineTransposed(scratch + i * ROW, VECTOR, tile + channel + i * rowBytes, pixelBytes, true);
    }
  }
}

/** Aᵀ m A: 36 points to an output tile. */
export function transformOutput(
  points: usize, pointBytes: usize, channelBytes: usize, tile: usize, rowBytes: usize, pixelBytes: usize,
): void {
  for (let channel: usize = 0; channel < channelBytes; channel += VECTOR) {
    for (let j: usize = 0; j < 6; j++) {
      outputLine(points + channel + j * pointBytes, 6 * pointBytes, scratch + j * VECTOR, ROW);
    }
    for (let i: usize = 0; i < 4; i++) outputLine(scratch + i * ROW, VECTOR, tile + channel + i * rowBytes, pixelBytes);
  }
}

/** A dy Aᵀ: the transpose of `transformOutput`. */
export function transformOutputGradient(
  tile: usize, rowBytes: usize, pixelBytes: usize, channelBytes: usize, to: usize, pointBytes: usize,
): void {
  for (let channel: usize = 0; channel < channelBytes; channel += VECTOR) {
    for (let j: usize = 0; j < 4; j++) {
      outputLineTransposed(tile + channel + j * pixelBytes, rowBytes, scratch + j * VECTOR, ROW);
    }
    for (let i: usize = 0; i < 6; i++) {
      outputLineTransposed(scratch + i * ROW, VECTOR, to + channel + i * 6 * pointBytes, pointBytes);
    }
  }
}

/** G g Gᵀ of every weight: panels [panels][9 · depth][8] to panels [panels][36 · depth][8]. */
export function transformKernels(depth: i32, panels: i32, kernels: usize, to: usize): void {
  const step = <usize>depth * 32;
  for (; panels > 0; panels--) {
    for (const end = kernels + step; kernels < end; kernels += VECTOR, to += VECTOR) {
      for (let j: usize = 0; j < 3; j++) kernelLine(kernels + j * step, 3 * step, scratch + j * VECTOR, ROW);
      for (let i: usize = 0; i < 6; i++) kernelLine(scratch + i * ROW, VECTOR, to + i * 6 * step, step);
    }
    kernels += 8 * step;
    to += 35 * step;
  }
}

/** Gᵀ u G: the transpose of `transformKernels`, from points to the gradient of the weights. */
export function transformKernelGradients(depth: i32, panels: i32, points: usize, gradients: usize): void {
  const step = <usize>depth * 32;
  for (; panels > 0; panels--) {
    for (const end = points + step; points < end; points += VECTOR, gradients += VECTOR) {
      for (let j: usize = 0; j < 6; j++) kernelLineTransposed(points + j * step, 6 * step, scratch + j * VECTOR, ROW);
      for (let i: usize = 0; i < 3; i++) kernelLineTransposed(scratch + i * ROW, VECTOR, gradients + i * 3 * step, step);
    }
    points += 35 * step;
    gradients += 8 * step;
  }
}

// Bᵀ = [1 -3/2 -2 3/2 1 0] [0 -1 1/2 5/2 1 0] [0 1 -5/2 1/2 1 0] [0 -2 -1 2 1 0] [0 1/2 -1 -1/2 1 0] [0 1 -3/2 -2 3/2
// 1]
// @ts-ignore: decorator
@inline
function inputLine(from: usize, step: usize, to: usize, toStep: usize): void {
  const d0 = v128.load(from), d1 = v128.load(from + step), d2 = v128.load(from + 2 * step);
  const d3 = v128.load(from + 3 * step), d4 = v128.load(from + 4 * step), d5 = v128.load(from + 5 * step);
  const u = f32x4.sub(d3, d1), v = f32x4.sub(d4, d2), threeHalves = f32x4.splat(1.5);
  v128.store(to, multiplyAdd(u, threeHalves, f32x4.add(f32x4.sub(d0, d2), v)));
  v128.store(to + toStep, multiplyAdd(f32x4.add(d2, d3), threeHalves, f32x4.add(v, u)));
  v128.store(to + 2 * toStep, multiplyAdd(f32x4.sub(d3, d2), threeHalves, f32x4.sub(v, u)));
  v128.store(to + 3 * toStep, multiplyAdd(u, f32x4.splat(2), v));
  v128.store(to + 4 * toStep, multiplyAdd(u, f32x4.splat(-0.5), v));
  v128.store(to + 5 * toStep, multiplyAdd(v, threeHalves, f32x4.sub(f32x4.sub(d5, d3), u)));
}

// @ts-ignore: decorator
@inline
function inputLineTransposed(from: usize, step: usize, to: usize, toStep: usize, accumulate: bool): void {
  const t0 = v128.load(from), t1 = v128.load(from + step), t2 = v128.load(from + 2 * step);
  const t3 = v128.load(from + 3 * step), t4 = v128.load(from + 4 * step), t5 = v128.load(from + 5 * step);
  const sum = f32x4.add(t1, t2), difference = f32x4.sub(t1, t2), threeHalves = f32x4.splat(1.5);
  const u = f32x4.sub(
    multiplyAdd(t4, f32x4.splat(-0.5), multiplyAdd(t3, f32x4.splat(2), multiplyAdd(t0, threeHalves, difference))),
    t5,
  );
  const v = multiplyAdd(t5, threeHalves, f32x4.add(f32x4.add(sum, t0), f32x4.add(t3, t4)));
  put(to, t0, accumulate);
  put(to + toStep, f32x4.neg(u), accumulate);
  put(to + 2 * toStep, f32x4.sub(multiplyAdd(difference, threeHalves, f32x4.neg(t0)), v), accumulate);
  put(to + 3 * toStep, f32x4.add(f32x4.sub(u, t5), f32x4.mul(sum, threeHalves)), accumulate);
  put(to + 4 * toStep, v, accumulate);
  put(to + 5 * toStep, t5, accumulate);
}

// @ts-ignore: decorator
@inline
function put(to: usize, value: v128, accumulate: bool): void {
  v128.store(to, accumulate ? f32x4.add(v128.load(to), value) : value);
}

// Aᵀ = [1 1 1 1 1 0] [0 1 -1 1/2 -2 0] [0 1 1 1/4 4 0] [0 1 -1 1/8 -8 1]
// @ts-ignore: decorator
@inline
function outputLine(from: usize, step: usize, to: usize, toStep: usize): void {
  const m1 = v128.load(from + step), m2 = v128.load(from + 2 * step);
  const m3 = v128.load(from + 3 * step), m4 = v128.load(from + 4 * step);
  const sum = f32x4.add(m1, m2), difference = f32x4.sub(m1, m2);
  v128.store(to, f32x4.add(f32x4.add(v128.load(from), sum), f32x4.add(m3, m4)));
  v128.store(to + toStep, multiplyAdd(m4, f32x4.splat(-2), multiplyAdd(m3, f32x4.splat(0.5), difference)));
  v128.store(to + 2 * toStep, multiplyAdd(m4, f32x4.splat(4), multiplyAdd(m3, f32x4.splat(0.25), sum)));
  const last = multiplyAdd(m4, f32x4.splat(-8), multiplyAdd(m3, f32x4.splat(0.125), difference));
  v128.store(to + 3 * toStep, f32x4.add(last, v128.load(from + 5 * step)));
}

// @ts-ignore: decorator
@inline
function outputLineTransposed(from: usize, step: usize, to: usize, toStep: usize): void {
  const y0 = v128.load(from), y1 = v128.load(from + step), y2 = v128.load(from + 2 * step), y3 = v128.load(from + 3 * step);
  const even = f32x4.add(y0, y2), odd = f32x4.add(y1, y3);
  v128.store(to, y0);
  v128.store(to + toStep, f32x4.add(even, odd));
  v128.store(to + 2 * toStep, f32x4.sub(even, odd));
  const atHalf = multiplyAdd(y1, f32x4.splat(0.5), multiplyAdd(y2, f32x4.splat(0.25), y0));
  v128.store(to + 3 * toStep, multiplyAdd(y3, f32x4.splat(0.125), atHalf));
  const atMinusTwo = multiplyAdd(y1, f32x4.splat(-2), multiplyAdd(y2, f32x4.splat(4), y0));
  v128.store(to + 4 * toStep, multiplyAdd(y3, f32x4.splat(-8), atMinusTwo));
  v128.store(to + 5 * toStep, y3);
}

// G = [1 0 0] [1 1 1]/3 [-1 1 -1]/3 [-16 -8 -4]/15 [1 -2 4]/15 [0 0 1]
// @ts-ignore: decorator
@inline
function kernelLine(from: usize, step: usize, to: usize, toStep: usize): void {
  const g0 = v128.load(from), g1 = v128.load(from + step), g2 = v128.load(from + 2 * step);
  const third = f32x4.splat(1.0 / 3.0);
  const even = f32x4.mul(f32x4.add(g0, g2), third), odd = f32x4.mul(g1, third);
  v128.store(to, g0);
  v128.store(to + toStep, f32x4.add(odd, even));
  v128.store(to + 2 * toStep, f32x4.sub(odd, even));
  const atHalf = multiplyAdd(g1, f32x4.splat(-8.0 / 15.0), f32x4.mul(g2, f32x4.splat(-4.0 / 15.0)));
  v128.store(to + 3 * toStep, multiplyAdd(g0, f32x4.splat(-16.0 / 15.0), atHalf));
  const atMinusTwo = multiplyAdd(g1, f32x4.splat(-2.0 / 15.0), f32x4.mul(g2, f32x4.splat(4.0 / 15.0)));
  v128.store(to + 4 * toStep, multiplyAdd(g0, f32x4.splat(1.0 / 15.0), atMinusTwo));
  v128.store(to + 5 * toStep, g2);
}

// @ts-ignore: decorator
@inline
function kernelLineTransposed(from: usize, step: usize, to: usize, toStep: usize): void {
  const u1 = v128.load(from + step), u2 = v128.load(from + 2 * step);
  const u3 = v128.load(from + 3 * step), u4 = v128.load(from + 4 * step);
  const third = f32x4.splat(1.0 / 3.0);
  const even = f32x4.mul(f32x4.sub(u1, u2), third);
  const first = multiplyAdd(u4, f32x4.splat(1.0 / 15.0), multiplyAdd(u3, f32x4.splat(-16.0 / 15.0), even));
  v128.store(to, f32x4.add(first, v128.load(from)));
  const odd = f32x4.mul(f32x4.add(u1, u2), third);
  v128.store(to + toStep, multiplyAdd(u4, f32x4.splat(-2.0 / 15.0), multiplyAdd(u3, f32x4.splat(-8.0 / 15.0), odd)));
  const last = multiplyAdd(u4, f32x4.splat(4.0 / 15.0), multiplyAdd(u3, f32x4.splat(-4.0 / 15.0), even));
  v128.store(to + 2 * toStep, f32x4.add(last, v128.load(from + 5 * step)));
}
