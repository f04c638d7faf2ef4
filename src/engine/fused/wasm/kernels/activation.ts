// Biases, ReLU, tanh and sigmoid, their gradients, and the derivatives of these along a vector. Rows are `width`
// floats, a multiple of 8.
// Per value, and 8 bytes of traffic (12 for a gradient, 20 for its derivative): bias 1 FLOP, ReLU 1, tanh 23, sigmoid
// 25, their gradients 1, 3 and 3, the derivatives of these 1, 7 and 8; tanh and sigmoid divide once.

import { larger, multiplyAdd, sigmoid, tanh, zeros } from './vector';
import { IDENTITY, RELU, SIGMOID, TANH } from '../../program/activations';

/** y ← activation(y + bias), in place. */
export function addBias(activation: i32, rows: i32, width: i32, y: usize, bias: usize): void {
  switch (activation) {
    case IDENTITY: addBiasThen(IDENTITY, rows, width, y, bias); break;
    case RELU: addBiasThen(RELU, rows, width, y, bias); break;
    case TANH: addBiasThen(TANH, rows, width, y, bias); break;
    case SIGMOID: addBiasThen(SIGMOID, rows, width, y, bias); break;
    default: unreachable();
  }
}

// Inlined with a constant activation, so that each has a loop of its own.
// @ts-ignore: decorator
@inline
function addBiasThen(activation: i32, rows: i32, width: i32, y: usize, bias: usize): void {
  const bytes = <usize>width * 4;
  for (const end = y + <usize>rows * bytes; y < end; y += bytes) {
    for (let j: usize = 0; j < bytes; j += 32) {
      const low = f32x4.add(v128.load(y + j), v128.load(bias + j));
      const high = f32x4.add(v128.load(y + j, 16), v128.load(bias + j, 16));
      v128.store(y + j, apply(activation, low));
      v128.store(y + j, apply(activation, high), 16);
    }
  }
}

/** y ← y + x */
export function add(count: i32, x: usize, y: usize): void {
  for (const end = x + <usize>count * 4; x < end; x += 16, y += 16) v128.store(y, f32x4.add(v128.load(y), v128.load(x)));
}

/** Bias gradient: the sum of dy over rows. */
export function sumRows(rows: i32, width: i32, dy: usize, gradient: usize): void {
  const bytes = <usize>width * 4;
  const length = <usize>rows * bytes;
  for (let j: usize = 0; j < bytes; j += 32) {
    let low = zeros(), high = zeros();
    let at = dy + j;
    for (const end = at + length; at < end; at += bytes) {
      low = f32x4.add(low, v128.load(at));
      high = f32x4.add(high, v128.load(at, 16));
    }
    v128.store(gradient + j, low);
    v128.store(gradient + j, high, 16);
  }
}

/** y ← activation(x); `x` and `y` may be the same. */
export function activate(activation: i32, count: i32, x: usize, y: usize): void {
  switch (activation) {
    case RELU: activateBy(RELU, count, x, y); break;
    case TANH: activateBy(TANH, count, x, y); break;
    case SIGMOID: activateBy(SIGMOID, count, x, y); break;
    default: unreachable();
  }
}

// @ts-ignore: decorator
@inline
function activateBy(activation: i32, count: i32, x: usize, y: usize): void {
  for (const end = x + <usize>count * 4; x < end; x += 16, y += 16) v128.store(y, apply(activation, v128.load(x)));
}

/**
 * dx = dy · activation'(x) from the activation's output y; `dy` and `dx` may be the same. Likewise the tangent of y
 * from that of x.
 */
export function activateGradient(activation: i32, count: i32, y: usize, dy: usize, dx: usize): void {
  switch (activation) {
    case RELU: activateGradientBy(RELU, count, y, dy, dx); break;
    case TANH: activateGradientBy(TANH, count, y, dy, dx); break;
    case SIGMOID: activateGradientBy(SIGMOID, count, y, dy, dx); break;
    default: unreachable();
  }
}

// @ts-ignore: decorator
@inline
function activateGradientBy(activation: i32, count: i32, y: usize, dy: usize, dx: usize): void {
  for (const end = y + <usize>count * 4; y < end; y += 32, dy += 32, dx += 32) {
    v128.store(dx, applyGradient(activation, v128.load(y), v128.load(dy)));
    v128.store(dx, applyGradient(activation, v128.load(y, 16), v128.load(dy, 16)), 16);
  }
}

/**
 * The derivative of `activateGradient` along a vector, in place: dyTangent ← dyTangent · activation'(x) + dy ·
 * (activation'(x))˙, from the output y, its tangent, and dy as it was before `activateGradient`.
 */
export function activateGradientTangent(
  activation: i32, count: i32, y: usize, yTangent: usize, dy: usize, dyTangent: usize,
): void {
  switch (activation) {
    case RELU: activateGradientTangentBy(RELU, count, y, yTangent, dy, dyTangent); break;
    case TANH: activateGradientTangentBy(TANH, count, y, yTangent, dy, dyTangent); break;
    case SIGMOID: activateGradientTangentBy(SIGMOID, count, y, yTangent, dy, dyTangent); break;
    default: unreachable();
  }
}

// @ts-ignore: decorator
@inline
function activateGradientTangentBy(
  activation: i32, count: i32, y: usize, yTangent: usize, dy: usize, dyTangent: usize,
): void {
  for (const end = y + <usize>count * 4; y < end; y += 16, yTangent += 16, dy += 16, dyTangent += 16) {
    const output = v128.load(y);
    const own = applyGradient(activation, output, v128.load(dyTangent));
    const change = v128.load(yTangent);
    v128.store(dyTangent, applyGradientTangent(activation, output, change, v128.load(dy), own));
  }
}

// `own` + dy · (activation'(x))˙: -2 y ẏ for tanh' = 1 - y², (1 - 2 y) ẏ for sigmoid' = y (1 - y), 0 for ReLU.
// @ts-ignore: decorator
@inline
function applyGradientTangent(activation: i32, y: v128, yTangent: v128, dy: v128, own: v128): v128 {
  if (activation == RELU) return own;
  const bend = f32x4.mul(f32x4.splat(-2), y);
  return multiplyAdd(f32x4.mul(activation == TANH ? bend : f32x4.add(f32x4.splat(1), bend), yTangent), dy, own);
}

// @ts-ignore: decorator
@inline
function apply(activation: i32, x: v128): v128 {
  return activation == TANH ? tanh(x) : activation == SIGMOID ? sigmoid(x) : activation == RELU ? larger(x, zeros()) : x;
}

// @ts-ignore: decorator
@inline
function applyGradient(activation: i32, y: v128, dy: v128): v128 {
  if (activation == TANH) return f32x4.mul(dy, f32x4.sub(f32x4.splat(1), f32x4.mul(y, y)));
  if (activation == SIGMOID) return f32x4.mul(dy, f32x4.mul(y, f32x4.sub(f32x4.splat(1), y)));
  return v128.and(dy, f32x4.gt(y, zeros()));
}

/** Sets what stands behind the `channels` floats of each run, up to `stride`, to 0: the sigmoid of 0 is not 0. */
export function clearPadding(runs: i32, channels: i32, stride: i32, y: usize): void {
  const end = <usize>stride * 4;
  for (; runs > 0; runs--, y += end) {
    for (let j = <usize>channels * 4; j < end; j += 4) store<f32>(y + j, 0);
  }
}
