// The schedule of the meta step size ε.

import type { Algorithm } from '../experiment/schema.ts';

/**
 * ε of meta-iteration `iteration` (0-based), from `metaStepSize` to `metaStepSizeFinal`: linearly, as in the reference
 * code's `train.py`, or along half a cosine. 0 for training from scratch, which moves nothing.
 */
export function metaStepSizeAt(algorithm: Algorithm, iteration: number): number {
  if (algorithm.kind === 'scratch') return 0;
  const { metaStepSchedule, metaIterations, metaStepSize, metaStepSizeFinal } = algorithm;
  const fractionDone = iteration / metaIterations;
  switch (metaStepSchedule) {
    case 'constant':
      return metaStepSize;
    case 'linear':
      return fractionDone * metaStepSizeFinal + (1 - fractionDone) * metaStepSize;
    case 'cosine': {
      const share = (1 - halfCosine(fractionDone)) / 2;
      return share * metaStepSizeFinal + (1 - share) * metaStepSize;
    }
  }
}

/** Whether ε of a meta-iteration is another one in a training of another number of meta-iterations. */
export function dependsOnLength(algorithm: Algorithm): boolean {
  if (algorithm.kind === 'scratch' || algorithm.metaStepSchedule === 'constant') return false;
  return algorithm.metaStepSize !== algorithm.metaStepSizeFinal;
}

/**
 * cos(π x) for x from 0 to 1, by its Taylor series: `Math.cos` differs between versions of V8 in the last bits, and
 * with it all that follows. Exact to 1e-15.
 */
function halfCosine(x: number): number {
  // Within a quarter turn of 0 the series is short; beyond, cos(π - a) = -cos(a).
  if (x > 0.5) return -halfCosine(1 - x);
  const square = Math.PI * x * (Math.PI * x);
  let term = 1;
  let sum = 1;
  for (let n = 2; n <= 22; n += 2) {
    term *= -square / (n * (n - 1));
    sum += term;
  }
  return sum;
}
