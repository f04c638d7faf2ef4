// Mean, standard deviation and 95 % interval of a figure over tasks.

/** A figure over tasks: the true mean lies within `mean ± ci95` with 95 % confidence. */
export interface MeanWithInterval {
  readonly mean: number;
  readonly ci95: number;
}

/** Mean of at least one value. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation of the population that `values` were sampled from (n − 1 in the denominator); 0 for a single value. */
export function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (values.length - 1));
}

/** Mean with half the width of its 95 % interval, 1.96 · s / √n. A single value shows no spread: its interval is 0. */
export function meanWithInterval(values: readonly number[]): MeanWithInterval {
  return { mean: meanOf(values), ci95: (1.96 * standardDeviation(values)) / Math.sqrt(values.length) };
}
