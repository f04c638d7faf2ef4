// Published figures in words: how they were measured, and what measured figures differ in.

import type { PublishedFigure } from '../experiment/schema.ts';
import { fewestForInterval } from '../meta/interval.ts';
import { formatCount } from './formatFigures.ts';
import type { Translate } from './translate.ts';

/** Stands where a figure over fewer tasks has no interval. */
export function sayNoInterval(translate: Translate): string {
  return translate('no interval: that takes {0} tasks', fewestForInterval);
}

/** `after 100,000 meta-iterations`; empty where that was not told. */
export function describePublishedTraining({ iterations }: PublishedFigure, translate: Translate): string {
  return iterations === undefined ? '' : translate('after {0} meta-iterations', formatCount(iterations));
}

/** `after 1,000 of 100,000 meta-iterations`; empty where both trained as long, or where that was not told. */
export function describeOtherTraining(
  { iterations }: PublishedFigure,
  iteration: number,
  translate: Translate,
): string {
  if (iterations === undefined || iterations === iteration) return '';
  const [ours, theirs] = [formatCount(iteration), formatCount(iterations)];
  return iteration < iterations
    ? translate('after {0} of {1} meta-iterations', ours, theirs)
    : translate('after {0} meta-iterations instead of {1}', ours, theirs);
}

/** `not set beside it: that is for task.ways: 5, evaluation.innerSteps: 50` */
export function sayOtherSettings(differs: readonly string[], translate: Translate): string {
  const more = differs.length - mostSettings;
  const named = [...differs.slice(0, mostSettings), ...(more > 0 ? [translate('and {0} more', more)] : [])].join(', ');
  return translate('not set beside it: that is for {0}', named);
}

const mostSettings = 3;
