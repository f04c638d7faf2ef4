// Mean, standard deviation and skewness of a figure over tasks.

/** Mean of at least one value. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Standard deviation of the population that `values` were sampled from (n − 1 in the denominator); 0 for a single
 * value.
 */
export function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (values.length - 1));
}

/** The adjusted Fisher-Pearson coefficient; 0 for fewer than three values, and where all are alike. */
export function skewnessOf(values: readonly number[]): number {
  const count = values.length;
  const mean = meanOf(values);
  const sumOf = (power: number) => values.reduce((sum, value) => sum + (value - mean) ** power, 0);
  const squares = sumOf(2);
  if (count < 3 || squares === 0) return 0;
  return ((sumOf(3) / count / (squares / count) ** 1.5) * Math.sqrt(count * (count - 1))) / (count - 2);
}
