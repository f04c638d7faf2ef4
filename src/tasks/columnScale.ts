// Where the numbers of a column lie.

export interface Scale {
  readonly mean: number;
  readonly deviation: number;
}

/** `29.80 ± 11.20` */
export function describeScale({ mean, deviation }: Scale): string {
  return `${mean.toPrecision(4)} ± ${deviation.toPrecision(4)}`;
}

/** Whether it is another unit or another quantity. Another draw of training tasks moves both a little. */
export function liesElsewhere(earlier: Scale, now: Scale): boolean {
  if (earlier.deviation === 0 && now.deviation === 0) return earlier.mean !== now.mean;
  const ratio = now.deviation / earlier.deviation;
  return Math.abs(now.mean - earlier.mean) > earlier.deviation / 2 || ratio > 1.5 || ratio < 1 / 1.5;
}
