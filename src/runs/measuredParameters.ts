// Which parameters an evaluation measured. At meta-iteration 0 stand random ones, or what the run begins with instead.

import type { StoredEvaluation } from './evaluations.ts';
import type { Manifest } from './manifest.ts';

/** `beginning`: what a run begins with in the place of random parameters, before it has trained. */
export const measuredParameters = ['trained', 'beginning', 'random'] as const;
export type MeasuredParameters = (typeof measuredParameters)[number];

export function measuredParametersOf(
  { iteration, isRandom, parametersSha256 }: StoredEvaluation['initialization'],
  { initializedFrom }: Pick<Manifest, 'initializedFrom'>,
): MeasuredParameters {
  if (iteration > 0) return 'trained';
  // An earlier version did not say. Of another layout, or with step sizes beside them, parameters have another sum.
  const random = isRandom ?? parametersSha256 !== initializedFrom?.parametersSha256;
  return random ? 'random' : 'beginning';
}
