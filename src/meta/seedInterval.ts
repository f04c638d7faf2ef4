// How well a mean over seeds is known: runs that differ in nothing but the seed, and what they came to.

import { meanOf, standardDeviation } from './statistics.ts';
import { exactStudentQuantile } from './studentDistribution.ts';

/**
 * A figure over runs of several seeds. The mean over all seeds that could be tried lies within `mean ± ci95` with 95 %
 * confidence, as far as what seeds come to is spread as a normal distribution. Of tasks it says nothing: how well each
 * run's own figure is known is another interval, see `MeanWithInterval`.
 */
export interface MeanOverSeeds {
  readonly seeds: number;
  readonly mean: number;
  /** Student's t times the standard error, with n - 1 degrees of freedom; not a number for a single seed. */
  readonly ci95: number;
}

/** @param values one for each seed, at least one; a single one that is no number leaves no mean */
export function meanOverSeeds(values: readonly number[]): MeanOverSeeds {
  const seeds = values.length;
  if (seeds === 0) throw new RangeError('A mean over seeds needs one seed at least.');
  const mean = meanOf(values);
  if (seeds === 1 || !Number.isFinite(mean)) return { seeds, mean, ci95: Number.NaN };
  return { seeds, mean, ci95: (exactStudentQuantile(seeds - 1) * standardDeviation(values)) / Math.sqrt(seeds) };
}
