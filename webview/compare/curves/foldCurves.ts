// Curves of runs that differ in the seed alone, as one: their mean, and how well it is known over seeds.

import { meanOverSeeds } from '../../../src/meta/seedInterval.ts';
import type { ChartPoint } from '../../series.ts';
import { interpolate } from './progress.ts';

export interface FoldedCurve {
  readonly points: readonly ChartPoint[];
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
export function foldCurves(curves: readonly (readonly ChartPoint[])[]): FoldedCurve {
  const places = placesOf(curves);
  const readings = curves.map((curve) => readAt(curve, places));
  const means = places.map((_, place) => meanOverSeeds(readings.map((values) => values[place] ?? Number.NaN)));
  return {
    points: places.map((x, place) => ({ x, y: means[place]?.mean ?? Number.NaN })),
    halfWidths: means.map(({ ci95 }) => ci95),
    seeds: curves.length,
  };
}

function placesOf(curves: readonly (readonly ChartPoint[])[]): readonly number[] {
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

function readAt(curve: readonly ChartPoint[], places: readonly number[]): readonly number[] {
  const [xs, ys] = [curve.map(({ x }) => x), curve.map(({ y }) => y)];
  return places.map((place) => interpolate(xs, ys, place));
}
