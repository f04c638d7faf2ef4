// PairedDifference: how two initializations differ on the same tasks.

import { type MeanWithInterval, meanWithInterval, skewnessTermOf, unskewedStatistic } from './interval.ts';
import { standardDeviation } from './statistics.ts';
import { studentCoverage } from './studentDistribution.ts';

/**
 * Mean over tasks of `value − reference` on each task, with its 95 % interval. Tasks that are hard for one are hard for
 * the other, so the interval is narrower than that of two evaluations on tasks of their own.
 */
export interface PairedDifference extends MeanWithInterval {
  readonly tasks: number;
  /** Of the differences, over tasks. */
  readonly standardDeviation: number;
  /** Tasks on which the value is above the reference, equal to it, and below it. */
  readonly above: number;
  readonly equal: number;
  readonly below: number;
}

/** @param values @param reference of the same tasks in the same order, at least one */
export function pairedDifference(values: readonly number[], reference: readonly number[]): PairedDifference {
  if (values.length !== reference.length || values.length === 0) {
    throw new RangeError(
      `A paired difference needs the same tasks: ${values.length} and ${reference.length} were given.`,
    );
  }
  const differences = values.map((value, task) => value - (reference[task] ?? Number.NaN));
  return {
    ...meanWithInterval(differences, 'any'),
    tasks: differences.length,
    standardDeviation: standardDeviation(differences),
    above: differences.filter((difference) => difference > 0).length,
    equal: differences.filter((difference) => difference === 0).length,
    below: differences.filter((difference) => difference < 0).length,
  };
}

/**
 * How likely a mean difference of this size or more would be, either way, if there were none: the paired t-test, with a
 * statistic that skewness narrows as it widens the interval, so that p is 0.05 where the interval just reaches 0. 1 where
 * all differences are zero, not a number for a single task. Of several comparisons see `holmAdjusted`.
 */
export function pValueOf({ mean, ci95, standardDeviation, tasks }: PairedDifference): number {
  if (tasks < 2 || !Number.isFinite(mean)) return Number.NaN;
  if (standardDeviation === 0) return mean === 0 ? 1 : 0;
  const standardError = standardDeviation / Math.sqrt(tasks);
  const skewnessTerm = skewnessTermOf(ci95 / standardError, tasks);
  return 1 - studentCoverage(unskewedStatistic(Math.abs(mean) / standardError, skewnessTerm), tasks - 1);
}
