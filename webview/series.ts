// Series in the page: appended to as deltas arrive, and thinned again before they outgrow their bound.

import type { SeriesPoints } from '../src/panel/panelMessages.ts';
import { thinSeries } from '../src/panel/seriesThinning.ts';

/** A series is thinned when it exceeds `maxPoints`, to `thinnedPoints`: two for each pixel of a wide chart. */
export const maxPoints = 4000;
export const thinnedPoints = 2000;

export interface ChartPoint {
  readonly x: number;
  /** NaN is a gap. */
  readonly y: number;
}

/** `series` followed by those of `added` that lie beyond its end, so that a point sent twice is shown once. */
export function appendPoints(series: SeriesPoints | undefined, added: SeriesPoints): SeriesPoints {
  if (series === undefined) return capSeries(added);
  const end = series.iterations[series.iterations.length - 1] ?? Number.NEGATIVE_INFINITY;
  const first = added.iterations.findIndex((iteration) => iteration > end);
  if (first < 0) return series;
  const joined = {
    tag: series.tag,
    iterations: [...series.iterations, ...added.iterations.slice(first)],
    values: [...series.values, ...added.values.slice(first)],
  };
  if (series.thinned === undefined && added.thinned === undefined) return capSeries(joined);
  return capSeries({
    ...joined,
    thinned: {
      means: [...(series.thinned?.means ?? series.values), ...(added.thinned?.means ?? added.values).slice(first)],
      counts: [...countsOf(series), ...countsOf(added).slice(first)],
    },
  });
}

/** At most `maxPoints` of a series. */
export function capSeries(series: SeriesPoints): SeriesPoints {
  return series.iterations.length > maxPoints ? thinSeries(series, thinnedPoints) : series;
}

/** The measured points, for a chart. */
export function chartPoints(series: SeriesPoints): ChartPoint[] {
  return series.iterations.map((x, index) => ({ x, y: series.values[index] ?? Number.NaN }));
}

/** The last measured value, or undefined when there is none. */
export function lastValue(series: SeriesPoints | undefined): number | undefined {
  return series?.values[series.values.length - 1] ?? undefined;
}

/**
 * The half-width of the interval at each point of `series`. Where the two were thinned to different points, it is
 * interpolated between the nearest; NaN where nothing is known.
 */
export function alignIntervals(series: SeriesPoints, intervals: SeriesPoints | undefined): number[] {
  if (intervals === undefined) return series.iterations.map(() => Number.NaN);
  let next = 0;
  return series.iterations.map((iteration) => {
    while ((intervals.iterations[next] ?? Number.POSITIVE_INFINITY) < iteration) next++;
    const after = intervalAt(intervals, next);
    if (after.iteration === iteration) return after.value;
    const before = intervalAt(intervals, next - 1);
    if (Number.isNaN(before.iteration)) return after.value;
    if (Number.isNaN(after.iteration)) return before.value;
    const share = (iteration - before.iteration) / (after.iteration - before.iteration);
    return before.value + share * (after.value - before.value);
  });
}

function intervalAt(intervals: SeriesPoints, index: number): { iteration: number; value: number } {
  return { iteration: intervals.iterations[index] ?? Number.NaN, value: intervals.values[index] ?? Number.NaN };
}

function countsOf(series: SeriesPoints): readonly number[] {
  return series.thinned?.counts ?? series.iterations.map(() => 1);
}
