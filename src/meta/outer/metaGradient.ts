// The meta-gradient that outer optimizers follow: the mean over the tasks of a meta-batch.

import type { Stretch } from '../stretch.ts';

/** mean(gᵢ), summed in task order. @returns the values of `stretch` */
export function meanGradient(gradients: readonly Float32Array[], { from, to }: Stretch): Float32Array {
  const mean = new Float32Array(to - from);
  for (let i = from; i < to; i++) {
    let sum = 0;
    for (const gradient of gradients) sum += gradient[i] ?? Number.NaN;
    mean[i - from] = sum / gradients.length;
  }
  return mean;
}

/**
 * mean(θ − θᵢ), summed in task order: what Reptile takes as a gradient (arXiv 1803.02999, section 2).
 * @returns the values of `stretch`
 */
export function meanDeparture(theta: Float32Array, adapted: readonly Float32Array[], { from, to }: Stretch): Float32Array {
  const mean = new Float32Array(to - from);
  for (let i = from; i < to; i++) {
    const start = theta[i] ?? Number.NaN;
    let sum = 0;
    for (const thetaI of adapted) sum += start - (thetaI[i] ?? Number.NaN);
    mean[i - from] = sum / adapted.length;
  }
  return mean;
}
