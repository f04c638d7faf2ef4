// What a bench makes of the times of its rounds.

/** The middle of the rounds, and the middle half of them. */
export interface Spread {
  readonly median: number;
  /** 25 % of the rounds lie below `low`, 25 % above `high`. */
  readonly low: number;
  readonly high: number;
}

/** @throws RangeError without values */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) };
}

export function median(values: readonly number[]): number {
  return spreadOf(values).median;
}

/** Linear between neighbours, as NumPy's default. */
function quantile(sorted: readonly number[], share: number): number {
  const position = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
  if (below === undefined || above === undefined) throw new RangeError('There are no values to take a quantile of.');
  return below + (above - below) * (position - Math.floor(position));
}
