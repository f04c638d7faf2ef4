// The values of one parameter: those of a range for a grid, and those that are drawn from a range or a list.

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface ValueRange {
  readonly from: number;
  readonly to: number;
  readonly scale: 'linear' | 'log';
  readonly integer: boolean;
}

/** What values are drawn from. */
type ValueSource = readonly unknown[] | ValueRange;

/** `points` values from one end of the range to the other, evenly apart on its scale; of whole numbers each once. */
export function pointsOfRange(range: ValueRange & { readonly points: number }): readonly number[] {
  const values = Array.from({ length: range.points }, (_, index) => valueAt(range, index / (range.points - 1)));
  return [...new Set(values)];
}

/** @param row 0 … count − 1: the setting's */
export type DrawnValue = (row: number) => unknown;

/** Draws for `count` settings; the same arguments give the same values. */
type Draw = (source: ValueSource, request: DrawRequest) => DrawnValue;

interface DrawRequest {
  readonly count: number;
  /** 0 … 2³² − 1 */
  readonly seed: number;
  /** The position among the sweep's parameters: each has random numbers of its own, so that one more changes no other. */
  readonly parameter: number;
}

/** Independent draws, uniform on the range's scale, or among the list's values. */
export const drawAtRandom: Draw = (source, request) => {
  const random = streamOf(request);
  const positions = Float64Array.from({ length: request.count }, () => uniformFloat64(random));
  return (row) => valueFrom(source, positions[row] ?? 0);
};

/** One draw from each of `count` equal parts of the range, or of the list, in random order. */
export const drawFromHypercube: Draw = (source, request) => {
  const { count } = request;
  const random = streamOf(request);
  const parts = Array.from({ length: count }, (_, part) => part);
  for (let last = count - 1; last > 0; last--) {
    const chosen = uniformInt(random, 0, last);
    [parts[last], parts[chosen]] = [parts[chosen] ?? 0, parts[last] ?? 0];
  }
  const positions = Float64Array.from(parts, (part) => (part + uniformFloat64(random)) / count);
  return (row) => valueFrom(source, positions[row] ?? 0);
};

function streamOf({ seed, parameter }: DrawRequest) {
  const stream = xoroshiro128plus(seed);
  for (let jumps = 0; jumps <= parameter; jumps++) stream.jump();
  return stream;
}

/** @param position 0 … 1, below 1 */
function valueFrom(source: ValueSource, position: number): unknown {
  if (!('from' in source)) return source[Math.floor(position * source.length)];
  // Each whole number has a part of the same length on a linear scale.
  if (source.integer && source.scale === 'linear') {
    return Math.floor(source.from + position * (source.to - source.from + 1));
  }
  return valueAt(source, position);
}

/** Digits of a drawn value: more would only be in the way where it is read. */
const digits = 4;

/** @param position 0 … 1 on the range's scale */
function valueAt({ from, to, scale, integer }: ValueRange, position: number): number {
  const exact = scale === 'log' ? from * (to / from) ** position : from + position * (to - from);
  const value = integer ? Math.round(exact) : Number(exact.toPrecision(digits));
  return Math.min(to, Math.max(from, value));
}
