// How training goes on, with a smaller rate, from a checkpoint of a run that diverged: in a new run, which begins with
// the parameters of the checkpoint.

import type { Experiment } from '../experiment/schema.ts';
import { assignmentOf, type SmallerRate, smallerRateOf } from '../experiment/smallerRate.ts';
import { metaStepSizeAt } from '../meta/metaStepSize.ts';
import type { Manifest } from './manifest.ts';

/**
 * Meta-iteration of the last checkpoint before the divergence; undefined where only the untrained initialization, or
 * nothing, was kept.
 */
export function lastBeforeDivergence({
  checkpointIteration,
}: Pick<Manifest, 'checkpointIteration'>): number | undefined {
  return checkpointIteration === null || checkpointIteration === 0 ? undefined : checkpointIteration;
}

/**
 * What is set of the experiment so that a run that begins with the checkpoint does what was left: as many
 * meta-iterations, with the meta step size where its schedule stood. A linear schedule goes on as it was; half a cosine
 * begins anew, lower.
 * @param iteration of the checkpoint @param to the smaller rate, in the place of `rate.from`
 */
export function settingsToGoOn(
  { algorithm }: Pick<Experiment, 'algorithm'>,
  iteration: number,
  rate: SmallerRate,
  to: number,
): readonly string[] {
  const remaining = `algorithm.metaIterations=${Math.max(1, algorithm.metaIterations - iteration)}`;
  const isConstant = algorithm.kind === 'scratch' || algorithm.metaStepSchedule === 'constant';
  if (isConstant) return [assignmentOf(rate, to), remaining];
  const stepSize = metaStepSizeAt(algorithm, iteration);
  if (rate.key !== 'algorithm.metaStepSize')
    return [assignmentOf(rate, to), `algorithm.metaStepSize=${rounded(stepSize)}`, remaining];
  return [assignmentOf(rate, rounded((stepSize * to) / rate.from)), remaining];
}

/** As a person writes it, not with the last bits of a product. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

/** As `settingsToGoOn`, with the rate that is proposed. */
export function proposedSettings(experiment: Pick<Experiment, 'algorithm'>, iteration: number): readonly string[] {
  const rate = smallerRateOf(experiment);
  return settingsToGoOn(experiment, iteration, rate, rate.to);
}
