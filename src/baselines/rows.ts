// Samples as rows of numbers, and what the baselines compute with such rows.

import type { Samples } from '../engine/learner.ts';

export type Row = ArrayLike<number>;

/** Each sample's inputs. */
export function rowsOf({ inputs, count }: Pick<Samples, 'inputs' | 'count'>): Float32Array[] {
  const size = inputs.length / count;
  return Array.from({ length: count }, (_, sample) => inputs.subarray(sample * size, (sample + 1) * size));
}

/** Each sample's target values, for regression. */
export function targetRowsOf({ targets, count }: Pick<Samples, 'targets' | 'count'>): Float32Array[] {
  return rowsOf({ inputs: targets, count });
}

/** Of two rows of the same length. */
export function squaredDistance(a: Row, b: Row): number {
  let sum = 0;
  for (let place = 0; place < a.length; place++) {
    const difference = (a[place] ?? Number.NaN) - (b[place] ?? Number.NaN);
    sum += difference * difference;
  }
  return sum;
}

export function dot(a: Row, b: Row): number {
  let sum = 0;
  for (let place = 0; place < a.length; place++) sum += (a[place] ?? Number.NaN) * (b[place] ?? Number.NaN);
  return sum;
}

/** At least one row, all of one length. */
export function meanRow(rows: readonly Row[]): number[] {
  return Array.from(rows[0] ?? [], (_, place) => {
    let sum = 0;
    for (const row of rows) sum += row[place] ?? Number.NaN;
    return sum / rows.length;
  });
}

export function minus(a: Row, b: Row): Float64Array {
  return Float64Array.from(a, (value, place) => value - (b[place] ?? Number.NaN));
}

export function columnsOf(rows: readonly Row[]): Float64Array[] {
  return Array.from(rows[0] ?? [], (_, place) => Float64Array.from(rows, (row) => row[place] ?? Number.NaN));
}

/** Place of the smallest; of equal ones the first. What is no number is passed over. */
export function placeOfLeast(values: readonly number[]): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  values.forEach((value, place) => {
    if (value < least) [best, least] = [place, value];
  });
  return best;
}
