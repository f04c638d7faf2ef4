// Biases, ReLU and tanh, and their gradients. Rows are `width` floats, a multiple of 8.

import { larger, tanh, zeros } from './vector';
import { IDENTITY, RELU, TANH } from '../operations';

/** y ← activation(y + bias), in place. */
export function addBias(activation: i32, rows: i32, width: i32, y: usize, bias: usize): void {
  switch (activation) {
    case IDENTITY: addBiasThen(IDENTITY, rows, width, y, bias); break;
    case RELU: addBiasThen(RELU, rows, width, y, bias); break;
    case TANH: addBiasThen(TANH, rows, width, y, bias); break;
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
  if (activation == TANH) activateBy(TANH, count, x, y);
  else activateBy(RELU, count, x, y);
}

// @ts-ignore: decorator
@inline
function activateBy(activation: i32, count: i32, x: usize, y: usize): void {
  for (const end = x + <usize>count * 4; x < end; x += 16, y += 16) v128.store(y, apply(activation, v128.load(x)));
}

/** dy ← dy · activation'(x), in place, from the activation's output y. */
export function activateGradient(activation: i32, count: i32, y: usize, dy: usize): void {
  if (activation == TANH) activateGradientBy(TANH, count, y, dy);
  else activateGradientBy(RELU, count, y, dy);
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
  return activation == TANH ? tanh(x) : activation == RELU ? larger(x, zeros()) : x;
}

// @ts-ignore: decorator
@inline
function applyGradient(activation: i32, y: v128, dy: v128): v128 {
  return activation == TANH ? f32x4.mul(dy, f32x4.sub(f32x4.splat(1), f32x4.mul(y, y))) : v128.and(dy, f32x4.gt(y, zeros()));
}
