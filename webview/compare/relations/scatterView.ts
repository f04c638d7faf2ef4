// Two parameters or figures of all runs against each other: a point a run. Pure.

import { countOf, translate } from '../../translate.ts';
import { type Dimension, drawnExtentOf } from './dimensions.ts';
import type { PlottedRun } from './plottedRuns.ts';

export interface ScatterView {
  readonly points: readonly ScatterPoint[];
  readonly across: AxisView;
  readonly up: AxisView;
  /** The text alternative. */
  readonly summary: string;
  readonly caption: string;
}

export interface ScatterPoint extends PlottedRun {
  /** 0 … 1, from the left and from below. */
  readonly x: number;
  readonly y: number;
  readonly description: string;
}

export interface AxisView {
  readonly title: string;
  readonly ticks: readonly { readonly place: number; readonly text: string }[];
}

const mostTicks = { across: 6, up: 5 };

export function scatterView(across: Dimension, up: Dimension, runs: readonly PlottedRun[]): ScatterView {
  const [toX, toY] = [shareOf(across), shareOf(up)];
  const points = runs.flatMap((run): ScatterPoint[] => {
    const [x, y] = [across.places.get(run.key), up.places.get(run.key)];
    if (x === undefined || y === undefined) return [];
    const description = `${run.label}: ${across.title} ${across.format(x)}, ${up.title} ${up.format(y)}`;
    return [{ ...run, x: toX(x), y: toY(y), description }];
  });
  const missing = runs.length - points.length;
  return {
    points,
    across: { title: across.title, ticks: ticksOf(across, mostTicks.across, toX) },
    up: { title: up.title, ticks: ticksOf(up, mostTicks.up, toY) },
    summary: translate(
      '{0} against {1}. {2}',
      up.title,
      across.title,
      points.map(({ description }) => description).join('; '),
    ),
    caption: missing === 0 ? '' : translate('{0} without both are left out.', countOf('runs', missing)),
  };
}

/** From a place to a share of the axis; the middle where all runs lie in one place. */
export function shareOf(dimension: Dimension): (place: number) => number {
  const [least, most] = drawnExtentOf(dimension);
  return most > least ? (place) => (place - least) / (most - least) : () => 0.5;
}

export function ticksOf(dimension: Dimension, most: number, toShare: (place: number) => number): AxisView['ticks'] {
  return dimension.ticks(most).map((place) => ({ place: toShare(place), text: dimension.format(place) }));
}
