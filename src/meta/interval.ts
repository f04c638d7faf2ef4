// How well a mean over tasks is known: its 95 % interval, by what is known of the quantity.

import type { Quantity } from '../experiment/quantities.ts';
import { findCrossing } from './findCrossing.ts';
import { meanOf, skewnessOf, standardDeviation } from './statistics.ts';

/**
 * A figure over tasks: the mean over all tasks that could be drawn lies within `mean ± ci95` with 95 % confidence. That
 * is how well the mean is known, not how far tasks lie apart: it shrinks with their number. `ci95` is not a number for
 * fewer than `fewestForInterval` tasks.
 */
export interface MeanWithInterval {
  readonly mean: number;
  readonly ci95: number;
}

/** Fewer tasks say too little about how far tasks lie apart. */
export const fewestForInterval = 5;

/**
 * What is known of values beforehand: shares lie between 0 and 1, losses may lie apart by orders of magnitude,
 * differences and returns may be anything.
 */
export type ValueKind = 'share' | 'loss' | 'any';

export function valueKindOf(quantity: Quantity): ValueKind {
  switch (quantity) {
    case 'accuracy':
      return 'share';
    case 'loss':
      return 'loss';
    case 'return':
      return 'any';
  }
}

/**
 * Mean with half the width of its 95 % interval: Student's t, wider where the values are skewed, because then a sample
 * shows too little of its long tail and the plain interval misses the mean far more often than 1 time in 20. What this
 * holds was measured by simulation (`npm run bench -- --only intervals`).
 * @param values at least one
 */
export function meanWithInterval(values: readonly number[], kind: ValueKind): MeanWithInterval {
  const mean = meanOf(values);
  if (values.length < fewestForInterval || !Number.isFinite(mean)) return { mean, ci95: Number.NaN };
  if (values.every((value) => value === values[0])) {
    return { mean, ci95: kind === 'share' ? unseenShare(values.length) : 0 };
  }
  const skewness = skewnessOf(values);
  const standardError = standardDeviation(values) / Math.sqrt(values.length);
  const quantile = quantileForSkewness(values.length, skewness);
  const logarithms = kind === 'loss' && values.every((value) => value > 0) ? values.map(Math.log) : undefined;
  const isNearerInLogarithms = logarithms !== undefined && Math.abs(skewnessOf(logarithms)) < skewness;
  return {
    mean,
    ci95: isNearerInLogarithms
      ? logarithmicHalfWidth(mean, standardError, quantile, values.length)
      : quantile * standardError,
  };
}

/** The upper end lies at most e³, 20 times the mean, away: what is known no better is not known. */
const mostInLogarithm = 3;

/**
 * Half the width to the upper, farther end of an interval that is symmetric for the mean's logarithm. A small sample of
 * such values rarely holds one of the largest, so its deviation is too small; n / (n - 3) makes up for that.
 */
function logarithmicHalfWidth(mean: number, standardError: number, quantile: number, count: number): number {
  const inLogarithm = (quantile * (count / (count - 3)) * standardError) / mean;
  return mean * Math.expm1(Math.min(inLogarithm, mostInLogarithm));
}

/**
 * Student's quantile, widened by the term in squared skewness of the two-sided Edgeworth expansion of t (Hall 1992,
 * "The Bootstrap and Edgeworth Expansion", section 2.6); never narrower.
 */
function quantileForSkewness(count: number, skewness: number): number {
  const t = studentQuantile(count - 1);
  return t + (t * skewness * skewness * (t ** 4 + 2 * t * t - 3)) / (18 * count);
}

/** By what factor `skewnessTerm` = skewness² / 18n puts any quantile t farther out. */
function widening(t: number, skewnessTerm: number): number {
  return 1 + skewnessTerm * Math.max(0, t ** 4 + 2 * t * t - 3);
}

/**
 * The skewness term that an interval was widened by. @param quantile its half width in standard errors; not a number
 * where there is none
 */
export function skewnessTermOf(quantile: number, count: number): number {
  if (!(quantile > 0) || count < fewestForInterval) return 0;
  const t = studentQuantile(count - 1);
  return Math.max(0, (quantile / t - 1) / (t ** 4 + 2 * t * t - 3));
}

/** Student's t whose place among quantiles that are widened so is `statistic`, which is at least 0. */
export function unskewedStatistic(statistic: number, skewnessTerm: number): number {
  if (skewnessTerm === 0) return statistic;
  return findCrossing((t) => t * widening(t, skewnessTerm) < statistic, 0, statistic);
}

const normalQuantile = 1.959963984540054;

/**
 * The value that 97.5 % of Student's distribution lie below, by the expansion in 1/ν of Abramowitz and Stegun 26.7.5:
 * within 0.001 from 4 degrees of freedom on.
 */
export function studentQuantile(degreesOfFreedom: number): number {
  const z = normalQuantile;
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92_160,
  ];
  return terms.reduce((sum, term, index) => sum + term / degreesOfFreedom ** (index + 1), z);
}

/** How common what was never seen in so many tasks may still be, with 95 % confidence ("rule of three"). */
function unseenShare(count: number): number {
  return 1 - 0.05 ** (1 / count);
}
