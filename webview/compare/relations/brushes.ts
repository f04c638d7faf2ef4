// What a person marked on the axes of parameters and figures: which runs lie within all of it. Pure.

import type { RunKey } from '../../../src/panel/panelMessages.ts';
import type { Brush, Brushes } from './brush.ts';
import { type Dimension, drawnExtentOf } from './dimensions.ts';

/** Undefined where nothing is marked on an axis that there is: then no run is outside. */
export function runsWithin(dimensions: readonly Dimension[], brushes: Brushes): ReadonlySet<RunKey> | undefined {
  const marked = dimensions.flatMap((dimension) => {
    const brush = brushes.get(dimension.id);
    return brush === undefined ? [] : [{ dimension, brush }];
  });
  const [first, ...others] = marked;
  if (first === undefined) return undefined;
  const isWithin = (key: RunKey, { dimension: { places }, brush: { low, high } }: typeof first) => {
    const place = places.get(key);
    return place !== undefined && place >= low && place <= high;
  };
  return new Set(
    [...first.dimension.places.keys()].filter((key) => [first, ...others].every((one) => isWithin(key, one))),
  );
}

/** The brush with one end moved to the next run's value, or to the end; undefined where it reaches from end to end. */
export function moveEnd(
  dimension: Dimension,
  brush: Brush | undefined,
  end: 'low' | 'high',
  to: 'up' | 'down' | 'least' | 'most',
): Brush | undefined {
  const [least, most] = drawnExtentOf(dimension);
  const { low, high } = brush ?? { low: least, high: most };
  const stops = [...new Set(dimension.places.values())].sort((a, b) => a - b);
  const at = end === 'low' ? low : high;
  const next = {
    up: stops.find((stop) => stop > at) ?? at,
    down: stops.findLast((stop) => stop < at) ?? at,
    least,
    most,
  }[to];
  const moved = end === 'low' ? { low: Math.min(next, high), high } : { low, high: Math.max(next, low) };
  return orNothing(dimension, moved);
}

/** Undefined for what marks everything. */
export function orNothing(dimension: Dimension, brush: Brush): Brush | undefined {
  const [least, most] = drawnExtentOf(dimension);
  return brush.low <= least && brush.high >= most ? undefined : brush;
}
