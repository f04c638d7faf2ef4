// A paired difference in words, as the page and the editor's reports say it.

import type { Quantity } from '../experiment/quantities.ts';
import { type CorrectedDifference, significanceLevel, verdictOf } from '../meta/correctedDifferences.ts';
import { formatCount, formatLossInterval, formatQuantity, formatReturnInterval } from './formatFigures.ts';

type SaidDifference = Pick<CorrectedDifference, 'mean' | 'ci95' | 'tasks' | 'pHolm'>;

/**
 * “B is better than A by 1.2 ± 0.4 points on the same 1,000 tasks.”
 * @param name of the run @param reference of the run that it is set beside
 */
export function sayDifference(
  [name, reference]: readonly [name: string, reference: string],
  quantity: Quantity,
  difference: SaidDifference,
): string {
  const { tasks, mean, ci95 } = difference;
  const where = `on the same ${formatQuantity(tasks, 'task')}`;
  const size = formatDifferenceSize(quantity, Math.abs(mean), ci95);
  switch (verdictOf(quantity, difference)) {
    case 'better':
      return `${name} is better than ${reference} by ${size} ${where}.`;
    case 'worse':
      return `${name} is worse than ${reference} by ${size} ${where}.`;
    case 'notToldApart':
      return `${name} and ${reference} are not told apart ${where}: they differ by ${size}.`;
    case 'tooFewTasks':
      return `${formatQuantity(tasks, 'task')} tell nothing about ${name} and ${reference}: measure more.`;
    case 'noNumber':
      return `${name} and ${reference} cannot be compared: a figure is not a number, as after an adaptation that diverged.`;
  }
}

/** `+1.2 ± 0.4 points` of shares; of other quantities `−0.012 ± 0.004`. */
export function formatSignedDifference(quantity: Quantity, mean: number, ci95: number): string {
  return `${mean < 0 ? '−' : '+'}${formatDifferenceSize(quantity, Math.abs(mean), ci95)}`;
}

/** `p = 0.003`, `p < 0.001`; empty where there is none. */
export function formatPValue(p: number): string {
  if (!Number.isFinite(p)) return '';
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
}

/** How many comparisons were corrected for, and what that says. */
export function explainCorrection(comparisons: number): string {
  if (comparisons < 2) return `p: of the paired t-test. Up to ${significanceLevel} a difference is claimed.`;
  return (
    `p: of paired t-tests, corrected by Holm for ${formatCount(comparisons)} comparisons. Differences are claimed up to ${significanceLevel}: ` +
    `then none of the claims is made by chance alone, in 95 % of cases at least. Each ± stands for itself.`
  );
}

function formatDifferenceSize(quantity: Quantity, size: number, ci95: number): string {
  switch (quantity) {
    case 'accuracy':
      return formatPoints(size, ci95);
    case 'loss':
      return formatLossInterval(size, ci95);
    case 'return':
      return formatReturnInterval(size, ci95);
  }
}

/** Percentage points, with a second decimal where one would tell nothing. */
function formatPoints(size: number, ci95: number): string {
  const known = Number.isFinite(ci95);
  const decimals = known && ci95 < 0.002 ? 2 : 1;
  const points = (100 * size).toFixed(decimals);
  return known ? `${points} ± ${(100 * ci95).toFixed(decimals)} points` : `${points} points`;
}
