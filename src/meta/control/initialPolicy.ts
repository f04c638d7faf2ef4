// The spread of an untrained policy's actions.

import type { Model } from '../../engine/model.ts';

/** Sets the standard deviation that a policy's actions begin with; `parameters` starts with those of `model`. */
export function setInitialStandardDeviation(
  parameters: Float32Array,
  { layers }: Model,
  standardDeviation: number,
): void {
  for (const { spec, parameters: views } of layers) {
    if (spec.kind !== 'gaussian') continue;
    for (const { offset, size } of views) parameters.fill(Math.log(standardDeviation), offset, offset + size);
  }
}
