// Thinning of long series, for both ends of the panel: extremes stay visible, and smoothing still sees the means of
// what was left out.

import type { SeriesPoints } from './panelMessages.ts';
import { ThinnedSeries } from './thinnedSeries.ts';

/** What one point of a series says: its value, and the mean and number of the measured points it stands for. */
export interface SeriesPoint {
  readonly iteration: number;
  /** NaN where nothing finite was measured. */
  readonly value: number;
  readonly mean: number;
  readonly count: number;
}

/**
 * At most `limit` (≥ 4) points of `series`, chosen as `ThinnedSeries` does; one that is short enough is left as it is.
 */
export function thinSeries(series: SeriesPoints, limit: number): SeriesPoints {
  if (series.iterations.length <= limit) return series;
  const thinned = ThinnedSeries.from(series);
  thinned.thin(limit);
  return thinned.toPoints(series.tag);
}

/** The point at `index`, which must lie inside the series. */
export function pointAt(series: SeriesPoints, index: number): SeriesPoint {
  const value = series.values[index] ?? Number.NaN;
  return {
    iteration: series.iterations[index] ?? Number.NaN,
    value,
    mean: series.thinned === undefined ? value : (series.thinned.means[index] ?? Number.NaN),
    count: series.thinned?.counts[index] ?? 1,
  };
}
