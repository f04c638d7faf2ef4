// Nearest neighbours and centroids against scikit-learn's, and the modified Hausdorff distance against Lake's.

import assert from 'node:assert/strict';
import { createHausdorff } from '../../../src/baselines/hausdorff.ts';
import { createSpectrumCentroid, nearestCentroid } from '../../../src/baselines/nearestCentroid.ts';
import { nearestNeighbour } from '../../../src/baselines/nearestNeighbour.ts';
import { references } from './references.ts';
import { taskOf } from './taskOf.ts';

/** Paper is `.`, ink is `#`. */
function drawing(...lines: readonly string[]): number[] {
  return [...lines.join('')].map((pixel) => (pixel === '#' ? 0 : 1));
}

describe('baselines of classification', () => {
  it("answer as scikit-learn's nearest neighbour and nearest centroid do", () => {
    const { classification } = references;
    const task = taskOf(classification, 4);
    assert.deepEqual([...nearestNeighbour.answer(task)], classification.nearestNeighbour);
    assert.deepEqual([...nearestCentroid.answer(task)], classification.nearestCentroid);
    assert.deepEqual([...createSpectrumCentroid(3).answer(task)], classification.spectrumCentroid);
    assert.notDeepEqual(classification.spectrumCentroid, classification.nearestCentroid);
  });

  it("answer on drawings as Lake's modified Hausdorff distance does", () => {
    const { drawings } = references;
    const answered = createHausdorff(7).answer(taskOf(drawings, 5));
    assert.deepEqual([...answered], drawings.hausdorff);
    assert.notDeepEqual([...nearestNeighbour.answer(taskOf(drawings, 5))], drawings.hausdorff);
  });

  it('know a query that stands in the support set', () => {
    const { classification } = references;
    const { support, supportTargets } = classification;
    const task = taskOf({ support, supportTargets, query: support, queryTargets: supportTargets }, 4);
    assert.deepEqual([...nearestNeighbour.answer(task)], supportTargets.flat());
  });

  it('take the first of equally near samples and classes', () => {
    const given = { support: [[1], [-1]], supportTargets: [[1], [0]], query: [[0]], queryTargets: [[0]] };
    assert.deepEqual([...nearestNeighbour.answer(taskOf(given, 2))], [1]);
    assert.deepEqual([...nearestCentroid.answer(taskOf(given, 2))], [0]);
  });

  it('find a drawing wherever it lies on the paper', () => {
    const bar = drawing('#....', '#....', '#....', '.....');
    const line = drawing('.....', '.....', '.....', '###..');
    const query = [drawing('.....', '....#', '....#', '....#'), drawing('..###', '.....', '.....', '.....')];
    const given = { support: [line, bar], supportTargets: [[0], [1]], query, queryTargets: [[1], [0]] };
    assert.deepEqual([...createHausdorff(5).answer(taskOf(given, 2))], [1, 0]);
  });

  // From the square to the dot, which lies in its middle, √½ for each of four pixels; from the dot √½.
  // From the line of three, around its middle: 1, 0, 1 to the dot, and 0 back: 2/3, which is less.
  it('measure the mean distance to the nearest ink, the larger of both directions', () => {
    const square = drawing('##.', '##.', '...');
    const line = drawing('###', '...', '...');
    const dot = drawing('...', '.#.', '...');
    const given = { support: [square, line], supportTargets: [[0], [1]], query: [dot], queryTargets: [[0]] };
    assert.deepEqual([...createHausdorff(3).answer(taskOf(given, 2))], [1]);
  });

  it('take any other drawing for nearer than an empty one', () => {
    const empty = drawing('...', '...', '...');
    const cross = drawing('#.#', '.#.', '#.#');
    const given = {
      support: [empty, cross],
      supportTargets: [[0], [1]],
      query: [cross, empty],
      queryTargets: [[0], [0]],
    };
    assert.deepEqual([...createHausdorff(3).answer(taskOf(given, 2))], [1, 0]);
  });
});
