// Biases, ReLU and tanh, and their gradients. Rows are `width` floats, a multiple of 8.

import { multiplyAdd, tanh, zeros } from './vector';
import { IDENTITY, RELU, TANH } from '../operations';

/** y ← activation(y + bias), in place. */
export function addBias(activation: i32, rows: i32, width: i32, y: usize, bias: usize): void {
  const bytes = <usize>width * 4;
  for (; rows > 0; rows--) {
    for (let j: usize = 0; j < bytes; j += 16) {
      const sum = f32x4.add(v128.load(y + j), v128.load(bias + j));
      v128.store(y + j, activation == TANH ? tanh(sum) : activation == RELU ? f32x4.max(sum, zeros()) : sum);
    }
    y += bytes;
  }
}

/** Bias gradient: the sum of dy over rows. */
export function sumRows(rows: i32, width: i32, dy: usize, gradient: usize): void {
  const bytes = <usize>width * 4;
  for (let j: usize = 0; j < bytes; j += 32) {
    let low = zeros(), high = zeros();
    let at = dy + j;
    for (let row: i32 = 0; row < rows; row++) {
      low = f32x4.add(low, v128.load(at));
      high = f32x4.add(high, v128.load(at, 16));
      at += bytes;
    }
    v128.store(gradient + j, low);
    v128.store(gradient + j, high, 16);
  }
}

/** y ← activation(x); `x` and `y` may be the same. */
export function activate(activation: i32, count: i32, x: usize, y: usize): void {
  const end = x + <usize>count * 4;
  for (; x < end; x += 16, y += 16) {
    v128.store(y, activation == TANH ? tanh(v128.load(x)) : f32x4.max(v128.load(x), zeros()));
  }
}

/** dy ← dy · activation'(x), in place, from the activation's output y. */
export function activateGradient(activation: i32, count: i32, y: usize, dy: usize): void {
  const end = y + <usize>count * 4;
  for (; y < end; y += 16, dy += 16) {
    const output = v128.load(y), d = v128.load(dy);
    v128.store(dy, activation == TANH ? f32x4.mul(d, f32x4.sub(f32x4.splat(1), f32x4.mul(output, output))) : v128.and(d, f32x4.gt(output, zeros())));
  }
}
