// The mean target of the nearest support samples, as many of them as predict support samples best that were left out.

import type { Baseline } from './baseline.ts';
import { meanRow, placeOfLeast, type Row, rowsOf, squaredDistance, targetRowsOf } from './rows.ts';

const mostNeighbours = 5;

export const nearestPoints: Baseline = {
  name: 'nearestPoints',
  answer({ support, query }) {
    const [inputs, targets] = [rowsOf(support), targetRowsOf(support)];
    const neighbours = chooseNeighbours(inputs, targets);
    return Float32Array.from(rowsOf(query).flatMap((row) => meanOfNearest(inputs, targets, row)[neighbours - 1] ?? []));
  },
};

/** Of equally good numbers the smallest; 1 where there is nobody to ask. */
function chooseNeighbours(inputs: readonly Row[], targets: readonly Row[]): number {
  const most = Math.min(mostNeighbours, inputs.length - 1);
  if (most < 1) return 1;
  const errors = new Array<number>(most).fill(0);
  inputs.forEach((row, sample) => {
    const answers = meanOfNearest(inputs.toSpliced(sample, 1), targets.toSpliced(sample, 1), row);
    for (let number = 0; number < most; number++)
      errors[number] = (errors[number] ?? 0) + squaredDistance(answers[number] ?? [], targets[sample] ?? []);
  });
  return placeOfLeast(errors) + 1;
}

/** For each number of neighbours, from 1 on, the mean of their targets. Of equally near ones the first come first. */
function meanOfNearest(inputs: readonly Row[], targets: readonly Row[], row: Row): number[][] {
  const distances = inputs.map((known) => squaredDistance(known, row));
  const nearest = [...distances.keys()]
    .sort((a, b) => (distances[a] ?? 0) - (distances[b] ?? 0))
    .slice(0, mostNeighbours)
    .map((sample) => targets[sample] ?? []);
  return nearest.map((_, last) => meanRow(nearest.slice(0, last + 1)));
}
