// Biases, ReLU, tanh and sigmoid, and their gradients. Rows are `width` floats, a multiple of 8.
// Per value, and 8 bytes of traffic (12 for a gradient): bias 1 FLOP, ReLU 1, tanh 23, sigmoid 25, their gradients 1, 3 and 3; tanh and
// sigmoid divide once.

import { larger, sigmoid, tanh, zeros } from './vector';
import { IDENTITY, RELU, SIGMOID, TANH } from '../operations';

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

/** dy ← dy · activation'(x), in place, from the activation's output y. */
export function activateGradient(activation: i32, count: i32, y: usize, dy: usize): void {
  switch (activation) {
    case RELU: activateGradientBy(RELU, count, y, dy); break;
    case TANH: activateGradientBy(TANH, count, y, dy); break;
    case SIGMOID: activateGradientBy(SIGMOID, count, y, dy); break;
    default: unreachable();
  }
}

// @ts-ignore: decorator
@inline
function activateGradientBy(activation: i32, count: i32, y: usize, dy: usize): void {
  for (const end = y + <usize>count * 4; y < end; y += 32, dy += 32) {
    v128.store(dy, applyGradient(activation, v128.load(y), v128.load(dy)));
    v128.store(dy, applyGradient(activation, v128.load(y, 16), v128.load(dy, 16)), 16);
  }
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
