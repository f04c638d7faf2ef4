// The class of the support sample that is nearest in Euclidean distance: for images on their pixels.

import type { Baseline } from './baseline.ts';
import { placeOfLeast, rowsOf, squaredDistance } from './rows.ts';

export const nearestNeighbour: Baseline = {
  name: 'nearestNeighbour',
  answer({ support, query }) {
    const known = rowsOf(support);
    return Float32Array.from(rowsOf(query), (sample) => {
      const nearest = placeOfLeast(known.map((row) => squaredDistance(row, sample)));
      return support.targets[nearest] ?? Number.NaN;
    });
  },
};
