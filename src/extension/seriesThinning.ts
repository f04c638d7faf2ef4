// Thinning of long series, for both ends of the panel: extremes stay visible, and smoothing still sees the means of what was left out.

import type { SeriesPoints } from './panelMessages.ts';

/** What one point of a series says: its value, and the mean and number of the measured points it stands for. */
export interface SeriesPoint {
  readonly iteration: number;
  /** NaN where nothing finite was measured. */
  readonly value: number;
  readonly mean: number;
  readonly count: number;
}

/**
 * At most `limit` (≥ 4) points of `series`: the first, the last, and the lowest and highest of each of equally wide columns of iterations.
 * A kept point carries its column's mean; the column's count is shared among the points kept of it. Thinning may be repeated.
 */
export function thinSeries(series: SeriesPoints, limit: number): SeriesPoints {
  const length = series.iterations.length;
  if (length <= limit) return series;
  const points = Array.from({ length }, (_, index) => pointAt(series, index));
  const first = points.slice(0, 1);
  const last = points.slice(-1);
  const middle = points.slice(1, -1);
  const columns = splitIntoColumns(middle, Math.max(1, Math.floor((limit - 2) / 2)));
  return toSeries(series.tag, [...first, ...columns.flatMap(keepExtremes), ...last]);
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

function splitIntoColumns(points: readonly SeriesPoint[], columnCount: number): SeriesPoint[][] {
  const start = points[0]?.iteration ?? 0;
  const end = points[points.length - 1]?.iteration ?? 0;
  const width = (end - start + 1) / columnCount;
  const columns: SeriesPoint[][] = Array.from({ length: columnCount }, () => []);
  for (const point of points) {
    columns[Math.min(columnCount - 1, Math.floor((point.iteration - start) / width))]?.push(point);
  }
  return columns.filter((column) => column.length > 0);
}

function keepExtremes(column: readonly SeriesPoint[]): SeriesPoint[] {
  const finite = column.filter((point) => Number.isFinite(point.value));
  const [head] = finite.length > 0 ? finite : column;
  if (head === undefined) return [];
  let lowest = head;
  let highest = head;
  for (const point of finite) {
    if (point.value < lowest.value) lowest = point;
    if (point.value > highest.value) highest = point;
  }
  const kept = lowest === highest ? [lowest] : lowest.iteration < highest.iteration ? [lowest, highest] : [highest, lowest];
  const count = column.reduce((sum, point) => sum + point.count, 0) / kept.length;
  const mean = weightedMean(column);
  return kept.map((point) => ({ ...point, mean, count }));
}

function weightedMean(points: readonly SeriesPoint[]): number {
  let sum = 0;
  let weight = 0;
  for (const point of points) {
    if (!Number.isFinite(point.mean)) continue;
    sum += point.mean * point.count;
    weight += point.count;
  }
  return weight === 0 ? Number.NaN : sum / weight;
}

function toSeries(tag: string, points: readonly SeriesPoint[]): SeriesPoints {
  return {
    tag,
    iterations: points.map((point) => point.iteration),
    values: points.map((point) => finiteOrNull(point.value)),
    thinned: { means: points.map((point) => finiteOrNull(point.mean)), counts: points.map((point) => point.count) },
  };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
