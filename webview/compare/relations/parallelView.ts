// All parameters that differ and a figure as parallel axes, a line a run, with what is marked on them. Pure.

import { countOf, translate } from '../../translate.ts';
import type { Brushes } from './brush.ts';
import { runsWithin } from './brushes.ts';
import { type Dimension, drawnExtentOf } from './dimensions.ts';
import type { PlottedRun } from './plottedRuns.ts';
import { type AxisView, shareOf, ticksOf } from './scatterView.ts';

export interface ParallelView {
  readonly axes: readonly ParallelAxis[];
  readonly lines: readonly ParallelLine[];
  readonly summary: string;
  readonly isMarked: boolean;
}

export interface ParallelAxis extends AxisView {
  readonly dimension: Dimension;
  /** What is marked, or from end to end: 0 … 1 from below. */
  readonly low: number;
  readonly high: number;
  readonly lowText: string;
  readonly highText: string;
  readonly isMarked: boolean;
  /** The place on the axis at a share of it. */
  readonly placeAt: (share: number) => number;
}

export interface ParallelLine extends PlottedRun {
  /** On each axis; undefined where the run has no value. */
  readonly places: readonly (number | undefined)[];
  readonly description: string;
}

const mostTicks = 6;

/** Undefined where there are no two axes. */
export function parallelView(
  dimensions: readonly Dimension[],
  runs: readonly PlottedRun[],
  brushes: Brushes,
): ParallelView | undefined {
  if (dimensions.length < 2) return undefined;
  const scales = dimensions.map(shareOf);
  const lines = runs.map((run): ParallelLine => {
    const own = dimensions.map(({ places }) => places.get(run.key));
    const said = dimensions.flatMap(({ title, format }, axis) => {
      const place = own[axis];
      return place === undefined ? [] : [`${title} ${format(place)}`];
    });
    return {
      ...run,
      places: own.map((place, axis) => (place === undefined ? undefined : scales[axis]?.(place))),
      description: `${run.label}: ${said.join(', ')}`,
    };
  });
  const within = runsWithin(dimensions, brushes);
  const titles = dimensions.map(({ title }) => title).join(', ');
  return {
    axes: dimensions.map((dimension) => axisOf(dimension, brushes)),
    // What is pointed at lies over the others, what is outside beneath them.
    lines: lines.toSorted((a, b) => layers[a.look] - layers[b.look]),
    summary: [
      translate('{0} on parallel axes: {1}.', countOf('runs', runs.length), titles),
      within === undefined ? '' : translate('{0} lie within what is marked.', within.size),
    ]
      .filter((text) => text !== '')
      .join(' '),
    isMarked: within !== undefined,
  };
}

const layers: Readonly<Record<PlottedRun['look'], number>> = { outside: 0, plain: 1, lit: 2 };

function axisOf(dimension: Dimension, brushes: Brushes): ParallelAxis {
  const toShare = shareOf(dimension);
  const [least, most] = drawnExtentOf(dimension);
  const brush = brushes.get(dimension.id);
  const { low, high } = brush ?? { low: least, high: most };
  const bounded = (share: number) => Math.min(1, Math.max(0, share));
  const isPoint = !(most > least);
  return {
    dimension,
    title: dimension.title,
    ticks: ticksOf(dimension, mostTicks, toShare),
    isMarked: brush !== undefined,
    low: isPoint ? 0 : bounded(toShare(low)),
    high: isPoint ? 1 : bounded(toShare(high)),
    lowText: textAt(dimension, low),
    highText: textAt(dimension, high),
    placeAt: (share) => least + bounded(share) * (most - least),
  };
}

/** Of what has names the one that lies nearest. */
function textAt({ format }: Dimension, place: number): string {
  return format(place) || format(Math.round(place));
}
