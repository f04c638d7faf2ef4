// Drawings: the class of the support drawing that is nearest in modified Hausdorff distance (Dubuisson and Jain 1994),
// the baseline of Lake's one-shot classification of Omniglot.

import type { Baseline } from './baseline.ts';
import { placeOfLeast, rowsOf } from './rows.ts';

/** Paper is 1 and ink is 0, as in Omniglot's files; darker than this is ink. */
const lightestInk = 0.5;

/** Inked pixels around their mean, so that where a drawing lies does not matter: x, y, x, y, … */
type Points = Float64Array;

/** @param width of the drawings, in pixels; their inputs are [height, width] */
export function createHausdorff(width: number): Baseline {
  return {
    name: 'hausdorff',
    answer({ support, query }) {
      const known = rowsOf(support).map((drawing) => inkOf(drawing, width));
      return Float32Array.from(rowsOf(query), (drawing) => {
        const ink = inkOf(drawing, width);
        return support.targets[placeOfLeast(known.map((other) => modifiedHausdorff(other, ink)))] ?? Number.NaN;
      });
    },
  };
}

/**
 * Mean over the inked pixels of one drawing of the distance to the nearest of the other's, or the other way round:
 * whichever is larger. Infinite where one drawing is empty.
 */
function modifiedHausdorff(a: Points, b: Points): number {
  return Math.max(meanOfNearest(a, b), meanOfNearest(b, a));
}

function meanOfNearest(from: Points, to: Points): number {
  if (from.length === 0 || to.length === 0) return Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let point = 0; point < from.length; point += 2) {
    const [x = 0, y = 0] = [from[point], from[point + 1]];
    let nearest = Number.POSITIVE_INFINITY;
    for (let other = 0; other < to.length; other += 2) {
      const [dx, dy] = [(to[other] ?? 0) - x, (to[other + 1] ?? 0) - y];
      nearest = Math.min(nearest, dx * dx + dy * dy);
    }
    sum += Math.sqrt(nearest);
  }
  return sum / (from.length / 2);
}

function inkOf(drawing: Float32Array, width: number): Points {
  const inked = [...drawing.keys()].filter((pixel) => (drawing[pixel] ?? 1) < lightestInk);
  const [xs, ys] = [inked.map((pixel) => pixel % width), inked.map((pixel) => Math.floor(pixel / width))];
  const [meanX, meanY] = [xs, ys].map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  return Float64Array.from(xs.flatMap((x, index) => [x - (meanX ?? 0), (ys[index] ?? 0) - (meanY ?? 0)]));
}
