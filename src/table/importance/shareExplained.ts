// How much of what a figure varies by from run to run goes with one parameter alone.

import { randomStream } from '../../engine/random.ts';
import { meanOf } from '../../meta/statistics.ts';
import type { Fact } from '../../runs/experimentFacts.ts';

/** A run's value of the parameter, and what it came to. */
export interface ParameterAndFigure {
  readonly value: Fact;
  readonly figure: number;
}

export type Importance =
  | { readonly kind: 'share'; readonly share: MeasuredShare; readonly runs: number; readonly groups: number }
  /** The fewest runs of which something would be said. */
  | { readonly kind: 'tooFewRuns'; readonly runs: number; readonly fewest: number }
  /** All runs have one value, or as good as each its own of what has no order. */
  | { readonly kind: 'noGroups'; readonly runs: number }
  /** All runs came to the same. */
  | { readonly kind: 'noVariance'; readonly runs: number };

/** Shares of 1; `low` and `high` are the ends of a 95 % interval. */
interface MeasuredShare {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** With fewer the interval is as wide as everything that could be. */
export const fewestRuns = 12;
/** A number with more values than these is cut into as many groups, of about as many runs each. */
export const mostGroups = 4;
const resamples = 1000;
/** The same runs give the same interval. */
const seed = 0;

/**
 * The share of the figure's variance that lies between groups of runs with one value of the parameter, whatever their
 * other parameters: ε², the correlation ratio corrected for the number of groups, so that a parameter without any
 * effect comes to 0 on the average. Interval: percentiles of 1,000 bootstrap resamples of the runs, moved by how far
 * their mean lies from the share. Shares of several parameters need not add up to 1: parameters may matter together.
 * Runs whose figure is no number are passed over.
 */
export function shareExplained(runs: readonly ParameterAndFigure[]): Importance {
  const measured = runs.filter(({ figure }) => Number.isFinite(figure));
  const count = measured.length;
  if (count < fewestRuns) return { kind: 'tooFewRuns', runs: count, fewest: fewestRuns };
  const groupOf = groupValues(measured.map(({ value }) => value));
  const groups = new Set(groupOf).size;
  if (groups < 2 || groups * 2 > count) return { kind: 'noGroups', runs: count };
  const figures = measured.map(({ figure }) => figure);
  const share = epsilonSquared(figures, groupOf);
  if (share === undefined) return { kind: 'noVariance', runs: count };
  const shares = resample(figures, groupOf);
  const shift = meanOf(shares) - share;
  return {
    kind: 'share',
    runs: count,
    groups,
    share: {
      share: bounded(share),
      low: bounded(percentile(shares, 0.025) - shift),
      high: bounded(percentile(shares, 0.975) - shift),
    },
  };
}

/** For each value the number of its group. */
function groupValues(values: readonly Fact[]): readonly number[] {
  const different = [...new Set(values)];
  const areNumbers = different.every((value) => typeof value === 'number');
  if (!areNumbers || different.length <= mostGroups) return values.map((value) => different.indexOf(value));
  // Equal values are never parted: a value belongs where the middle of its ranks lies.
  const sorted = values.map(Number).sort((a, b) => a - b);
  return values.map((value) => {
    const first = sorted.indexOf(Number(value));
    const last = sorted.lastIndexOf(Number(value));
    return Math.floor((mostGroups * ((first + last) / 2)) / sorted.length);
  });
}

/**
 * Below 0 where groups lie closer together than runs do by chance; undefined where nothing varies.
 *
 * @param groupOf whole numbers from 0 on
 */
export function epsilonSquared(figures: readonly number[], groupOf: readonly number[]): number | undefined {
  const mean = meanOf(figures);
  const sums: number[] = [];
  const counts: number[] = [];
  let total = 0;
  // Sums of squares around the mean of all: close to it none of them is large beside what varies.
  for (let run = 0; run < figures.length; run++) {
    const [group, figure] = [groupOf[run] ?? 0, (figures[run] ?? Number.NaN) - mean];
    sums[group] = (sums[group] ?? 0) + figure;
    counts[group] = (counts[group] ?? 0) + 1;
    total += figure * figure;
  }
  let [between, groups] = [0, 0];
  sums.forEach((sum, group) => {
    between += (sum * sum) / (counts[group] ?? 1);
    groups++;
  });
  const free = figures.length - groups;
  if (!(total > 0) || free < 1) return undefined;
  return 1 - Math.max(0, total - between) / free / (total / (figures.length - 1));
}

/** Ascending. */
function resample(figures: readonly number[], groupOf: readonly number[]): readonly number[] {
  const random = randomStream(seed, 'bootstrap', figures.length);
  const shares: number[] = [];
  for (let round = 0; round < resamples; round++) {
    const drawn = figures.map(() => random.integer(figures.length));
    const share = epsilonSquared(
      drawn.map((run) => figures[run] ?? Number.NaN),
      drawn.map((run) => groupOf[run] ?? 0),
    );
    if (share !== undefined) shares.push(share);
  }
  return shares.sort((a, b) => a - b);
}

/** Between two values on the line between them. @param sorted ascending, not empty */
function percentile(sorted: readonly number[], part: number): number {
  const place = part * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (place - Math.floor(place)) * (above - below);
}

function bounded(share: number): number {
  return Math.min(1, Math.max(0, share));
}
