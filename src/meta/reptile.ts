// Reptile: the meta-update and the schedule of its step size.

import type { Algorithm } from '../experiment/schema.ts';
import { add, mean, scale, subtract } from './parameterVectors.ts';

/**
 * θ ← θ + ε · mean(θᵢ − θ), in float32, summed in task order. One task is the serial version, several the batched one
 * (arXiv 1803.02999, algorithms 1 and 2). All θᵢ start from the same θ, which stays as it is.
 */
export function reptileUpdate(theta: Float32Array, adapted: readonly Float32Array[], epsilon: number): Float32Array {
  return add(theta, scale(epsilon, mean(adapted.map((thetaI) => subtract(thetaI, theta)))));
}

/** ε of meta-iteration `iteration` (0-based): linear from `metaStepSize` to `metaStepSizeFinal`, as in the reference's `train.py`. */
export function metaStepSizeAt(algorithm: Algorithm, iteration: number): number {
  const fractionDone = iteration / algorithm.metaIterations;
  return fractionDone * algorithm.metaStepSizeFinal + (1 - fractionDone) * algorithm.metaStepSize;
}
