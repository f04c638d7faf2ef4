// Second derivatives of a model's float64 loss by differences, and vectors to take them along.

import type { DropoutMoment } from '../../../src/engine/dropoutMask.ts';
import type { Samples } from '../../../src/engine/learner.ts';
import type { Model } from '../../../src/engine/model.ts';
import { randomStream } from '../../../src/engine/random.ts';
import { meanLossInFloat64 } from './float64Model.ts';

export interface SecondDifference {
  /** uᵀ H v, H the Hessian. */
  readonly value: number;
  /**
   * How much the differences change with their step: large beside a kink of ReLU or max pooling, where there is no
   * Hessian.
   */
  readonly uncertainty: number;
}

/**
 * Mixed central differences of two steps, extrapolated to none (Richardson). `u` and `v` are to have a norm of about 1.
 */
export function secondDifference(
  model: Model,
  parameters: Float32Array,
  samples: Samples,
  dropout: DropoutMoment,
  u: ArrayLike<number>,
  v: ArrayLike<number>,
  step = 4e-4,
): SecondDifference {
  const lossAt = (alongU: number, alongV: number) => {
    const moved = Array.from(parameters, (value, i) => value + alongU * (u[i] ?? 0) + alongV * (v[i] ?? 0));
    return meanLossInFloat64(model, moved, samples, dropout);
  };
  const difference = (by: number) =>
    (lossAt(by, by) - lossAt(by, -by) - lossAt(-by, by) + lossAt(-by, -by)) / (4 * by * by);
  const [coarse, fine] = [difference(step), difference(step / 2)];
  return { value: (4 * fine - coarse) / 3, uncertainty: Math.abs(fine - coarse) };
}

/** A random vector of norm 1 over `size` places from `offset` on, 0 elsewhere. */
export function unitVector(length: number, seed: number, offset = 0, size = length): Float32Array {
  const random = randomStream(seed, 'split');
  const values = Array.from({ length: size }, () => random.normal());
  const norm = Math.sqrt(dot(values, values));
  const vector = new Float32Array(length);
  vector.set(
    values.map((value) => value / norm),
    offset,
  );
  return vector;
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, i) => sum + value * (b[i] ?? Number.NaN), 0);
}
