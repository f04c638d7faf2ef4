// A paired difference in words, as the page and the editor's reports say it.

import type { Quantity } from '../experiment/quantities.ts';
import { type CorrectedDifference, significanceLevel, verdictOf } from '../meta/correctedDifferences.ts';
import { sayCount } from './counts.ts';
import { formatCount, formatLossInterval, formatReturnInterval } from './formatFigures.ts';
import type { Translate } from './translate.ts';

type SaidDifference = Pick<CorrectedDifference, 'mean' | 'ci95' | 'tasks' | 'pHolm'>;

/**
 * “B is better than A by 1.2 ± 0.4 points on the same 1,000 tasks.”
 * @param name of the run @param reference of the run that it is set beside
 */
export function sayDifference(
  [name, reference]: readonly [name: string, reference: string],
  quantity: Quantity,
  difference: SaidDifference,
  translate: Translate,
): string {
  const { mean, ci95 } = difference;
  const tasks = sayCount('tasks', difference.tasks, translate);
  const size = formatDifferenceSize(quantity, Math.abs(mean), ci95, translate);
  switch (verdictOf(quantity, difference)) {
    case 'better':
      return translate('{0} is better than {1} by {2} on the same {3}.', name, reference, size, tasks);
    case 'worse':
      return translate('{0} is worse than {1} by {2} on the same {3}.', name, reference, size, tasks);
    case 'notToldApart':
      return translate(
        '{0} and {1} are not told apart on the same {2}: they differ by {3}.',
        name,
        reference,
        tasks,
        size,
      );
    case 'tooFewTasks':
      return translate('{0} tell nothing about {1} and {2}: measure more.', tasks, name, reference);
    case 'noNumber':
      return translate(
        '{0} and {1} cannot be compared: a figure is not a number, as after an adaptation that diverged.',
        name,
        reference,
      );
  }
}

/** `+1.2 ± 0.4 points` of shares; of other quantities `−0.012 ± 0.004`. */
export function formatSignedDifference(quantity: Quantity, mean: number, ci95: number, translate: Translate): string {
  return `${mean < 0 ? '−' : '+'}${formatDifferenceSize(quantity, Math.abs(mean), ci95, translate)}`;
}

/** `p = 0.003`, `p < 0.001`; empty where there is none. */
export function formatPValue(p: number): string {
  if (!Number.isFinite(p)) return '';
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
}

/** How many comparisons were corrected for, and what that says. */
export function explainCorrection(comparisons: number, translate: Translate): string {
  return comparisons < 2
    ? translate('p: of the paired t-test. Up to {0} a difference is claimed.', significanceLevel)
    : translate(
        'p: of paired t-tests, corrected by Holm for {0} comparisons. Differences are claimed up to {1}: ' +
          'then none of the claims is made by chance alone, in 95 % of cases at least, or in fewer where the differences of few tasks lie very unevenly. ' +
          'Each ± stands for itself.',
        formatCount(comparisons),
        significanceLevel,
      );
}

function formatDifferenceSize(quantity: Quantity, size: number, ci95: number, translate: Translate): string {
  switch (quantity) {
    case 'accuracy':
      return formatPoints(size, ci95, translate);
    case 'loss':
      return formatLossInterval(size, ci95);
    case 'return':
      return formatReturnInterval(size, ci95);
  }
}

/** Percentage points, with a second decimal where one would tell nothing. */
function formatPoints(size: number, ci95: number, translate: Translate): string {
  const known = Number.isFinite(ci95);
  const decimals = known && ci95 < 0.002 ? 2 : 1;
  const points = (100 * size).toFixed(decimals);
  return translate('{0} points', known ? `${points} ± ${(100 * ci95).toFixed(decimals)}` : points);
}
