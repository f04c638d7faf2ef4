// Curves of runs that differ in the seed alone, as one: their mean, and how well it is known over seeds.

import { meanOverSeeds } from '../meta/seedInterval.ts';

interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

export interface FoldedCurve {
  readonly points: readonly CurvePoint[];
  /** Half the 95 % interval of the mean over seeds at each point; not a number for one seed. */
  readonly halfWidths: readonly number[];
  readonly seeds: number;
}

/** More places than this no chart shows; where curves share theirs, all are kept. */
const mostPlaces = 500;

/**
 * As far as all curves go: a mean over fewer seeds further on would jump. Where they have points at other places, each
 * is read between its own.
 * @param curves one of each seed, x ascending
 */
export function foldCurves(curves: readonly (readonly CurvePoint[])[]): FoldedCurve {
  const places = placesOf(curves);
  const readings = curves.map((curve) => readAt(curve, places));
  const means = places.map((_, place) => meanOverSeeds(readings.map((values) => values[place] ?? Number.NaN)));
  return {
    points: places.map((x, place) => ({ x, y: means[place]?.mean ?? Number.NaN })),
    halfWidths: means.map(({ ci95 }) => ci95),
    seeds: curves.length,
  };
}

function placesOf(curves: readonly (readonly CurvePoint[])[]): readonly number[] {
  const [first = [], ...others] = curves;
  const isShared = others.every(
    (curve) => curve.length === first.length && curve.every(({ x }, place) => x === first[place]?.x),
  );
  if (isShared) return first.map(({ x }) => x);
  const from = Math.max(...curves.map((curve) => curve[0]?.x ?? Number.NaN));
  const to = Math.min(...curves.map((curve) => curve.at(-1)?.x ?? Number.NaN));
  const all = new Set(curves.flatMap((curve) => curve.map(({ x }) => x)).filter((x) => x >= from && x <= to));
  const places = [...all].sort((a, b) => a - b);
  const every = Math.ceil(places.length / mostPlaces);
  return places.filter((_, place) => place % every === 0 || place === places.length - 1);
}

function readAt(curve: readonly CurvePoint[], places: readonly number[]): readonly number[] {
  const [xs, ys] = [curve.map(({ x }) => x), curve.map(({ y }) => y)];
  return places.map((place) => interpolateBetween(xs, ys, place));
}

/** Between two points on the line between them; not a number beyond the first and the last. `xs` ascend. */
export function interpolateBetween(xs: readonly number[], ys: readonly (number | null)[], x: number): number {
  let [low, high] = [0, xs.length - 1];
  if (high < 0 || !(x >= (xs[0] ?? Number.NaN)) || !(x <= (xs[high] ?? Number.NaN))) return Number.NaN;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((xs[middle] ?? Number.NaN) < x) low = middle + 1;
    else high = middle;
  }
  const [after, yAfter] = [xs[low] ?? Number.NaN, ys[low] ?? Number.NaN];
  if (after === x || low === 0) return yAfter;
  const [before, yBefore] = [xs[low - 1] ?? Number.NaN, ys[low - 1] ?? Number.NaN];
  return yBefore + ((x - before) / (after - before)) * (yAfter - yBefore);
}
