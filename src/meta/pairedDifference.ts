// PairedDifference: how two initializations differ on the same tasks.

import { type MeanWithInterval, meanWithInterval } from './interval.ts';
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
 * How likely a mean difference of this size or more would be, either way, if there were none: the paired t-test. 1 where
 * all differences are zero, not a number for a single task. Of several comparisons see `holmAdjusted`.
 */
export function pValueOf({ mean, standardDeviation, tasks }: PairedDifference): number {
  if (tasks < 2 || !Number.isFinite(mean)) return Number.NaN;
  if (standardDeviation === 0) return mean === 0 ? 1 : 0;
  return 1 - studentCoverage(Math.abs(mean) / (standardDeviation / Math.sqrt(tasks)), tasks - 1);
}
