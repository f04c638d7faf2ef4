// Published figures in words: how they were measured, and what measured figures differ in.

import type { PublishedFigure } from '../experiment/schema.ts';
import { fewestForInterval } from '../meta/interval.ts';
import { formatCount } from './formatFigures.ts';

/** Stands where a figure over fewer tasks has no interval. */
export const noInterval = `no interval: that takes ${fewestForInterval} tasks`;

/** `after 100,000 meta-iterations`; empty where that was not told. */
export function describePublishedTraining({ iterations }: PublishedFigure): string {
  return iterations === undefined ? '' : `after ${formatCount(iterations)} meta-iterations`;
}

/** `after 1,000 of 100,000 meta-iterations`; empty where both trained as long, or where that was not told. */
export function describeOtherTraining({ iterations }: PublishedFigure, iteration: number): string {
  if (iterations === undefined || iterations === iteration) return '';
  const [ours, theirs] = [formatCount(iteration), formatCount(iterations)];
  return iteration < iterations
    ? `after ${ours} of ${theirs} meta-iterations`
    : `after ${ours} meta-iterations instead of ${theirs}`;
}
