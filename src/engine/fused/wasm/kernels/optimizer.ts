// Optimizer steps over all parameters at once. `count` is a multiple of 8; padding has gradient 0 and stays 0. Per
// parameter: SGD 2 FLOP and 12 bytes of traffic, momentum 4 and 20, Adam without first moments 9 and 20, with them 12
// and 28; a root and a division are among Adam's.

import { multiplyAdd } from './vector';

/** parameters ← parameters - learningRate · gradient */
export function descend(count: i32, parameters: usize, gradient: usize, learningRate: f32): void {
  const factor = f32x4.splat(-learningRate);
  const end = parameters + <usize>count * 4;
  for (; parameters < end; parameters += 32, gradient += 32) {
    v128.store(parameters, multiplyAdd(factor, v128.load(gradient), v128.load(parameters)));
    v128.store(parameters, multiplyAdd(factor, v128.load(gradient, 16), v128.load(parameters, 16)), 16);
  }
}

/**
 * accumulated ← momentum · accumulated + gradient, then parameters ← parameters - learningRate · accumulated:
 * TensorFlow's MomentumOptimizer without Nesterov's variant.
 */
export function descendWithMomentum(
  count: i32, parameters: usize, gradient: usize, accumulated: usize, learningRate: f32, momentum: f32,
): void {
  const factor = f32x4.splat(-learningRate), decay = f32x4.splat(momentum);
  const end = parameters + <usize>count * 4;
  for (; parameters < end; parameters += 16, gradient += 16, accumulated += 16) {
    const direction = multiplyAdd(decay, v128.load(accumulated), v128.load(gradient));
    v128.store(accumulated, direction);
    v128.store(parameters, multiplyAdd(factor, direction, v128.load(parameters)));
  }
}

/**
 * One step of Adam as in TensorFlow's AdamOptimizer, which the reference code of Reptile uses: the efficient form at
 * the end of section 2 of Kingma and Ba (arXiv 1412.6980), where epsilon is added before the bias is corrected. `rate`
 * is the learning rate with both bias corrections. Without first moments (beta1 = 0) `first` is 0.
 */
export function adam(
  count: i32, parameters: usize, gradient: usize, first: usize, second: usize, rate: f32, beta1: f32, beta2: f32, epsilon: f32,
): void {
  const vectorRate = f32x4.splat(rate), vectorEpsilon = f32x4.splat(epsilon);
  const decay2 = f32x4.splat(beta2), share2 = f32x4.splat(1 - beta2);
  const end = parameters + <usize>count * 4;
  if (first == 0) {
    for (; parameters < end; parameters += 16, gradient += 16, second += 16) {
      const direction = v128.load(gradient);
      const variance = multiplyAdd(decay2, v128.load(second), f32x4.mul(share2, f32x4.mul(direction, direction)));
      v128.store(second, variance);
      v128.store(parameters, f32x4.sub(v128.load(parameters), adamStep(direction, variance, vectorRate, vectorEpsilon)));
    }
    return;
  }
  const decay1 = f32x4.splat(beta1), share1 = f32x4.splat(1 - beta1);
  for (; parameters < end; parameters += 16, gradient += 16, first += 16, second += 16) {
    const slope = v128.load(gradient);
    const variance = multiplyAdd(decay2, v128.load(second), f32x4.mul(share2, f32x4.mul(slope, slope)));
    const direction = multiplyAdd(decay1, v128.load(first), f32x4.mul(share1, slope));
    v128.store(second, variance);
    v128.store(first, direction);
    v128.store(parameters, f32x4.sub(v128.load(parameters), adamStep(direction, variance, vectorRate, vectorEpsilon)));
  }
}

// @ts-ignore: decorator
@inline
function adamStep(direction: v128, variance: v128, rate: v128, epsilon: v128): v128 {
  return f32x4.div(f32x4.mul(rate, direction), f32x4.add(f32x4.sqrt(variance), epsilon));
}
