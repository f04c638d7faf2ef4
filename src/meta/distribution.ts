// How a figure is spread over tasks.

import { isHigherBetter, type Quantity } from '../experiment/quantities.ts';
import { type MeanWithInterval, meanWithInterval, valueKindOf } from './interval.ts';
import { standardDeviation } from './statistics.ts';

/** How a figure is spread over tasks. */
export interface Distribution extends MeanWithInterval {
  readonly standardDeviation: number;
  readonly median: number;
  /** The value that 5 % of the tasks lie below, and the one that 95 % lie below. */
  readonly quantile05: number;
  readonly quantile95: number;
}

/** What is no number counts as worse than any. */
export function distributionOf(values: readonly number[], quantity: Quantity): Distribution {
  const sorted = sortByValue(values, quantity);
  return {
    ...meanWithInterval(values, valueKindOf(quantity)),
    standardDeviation: standardDeviation(values),
    median: quantileOf(sorted, 0.5),
    quantile05: quantileOf(sorted, 0.05),
    quantile95: quantileOf(sorted, 0.95),
  };
}

/** Ascending; no numbers, which typed arrays sort last, on the side of the worst. */
function sortByValue(values: readonly number[], quantity: Quantity): Float64Array {
  const sorted = Float64Array.from(values).sort();
  if (!isHigherBetter(quantity)) return sorted;
  const numbers = sorted.filter((value) => !Number.isNaN(value));
  const first = sorted.length - numbers.length;
  return sorted.map((_, place) => (place < first ? Number.NaN : (numbers[place - first] ?? Number.NaN)));
}

/**
 * The value that `share` (0 … 1) of the values lie below, between neighbours in proportion (NumPy's default; type 7 of
 * Hyndman and Fan 1996).
 * @param sorted at least one value, ascending
 */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  const fraction = place - Math.floor(place);
  return fraction === 0 ? below : below + (above - below) * fraction;
}
