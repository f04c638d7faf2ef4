// Toom-Cook's algorithm along an axis: exact for every size, with the products that it promises.

import assert from 'node:assert/strict';
import { type SparseMatrix, stridedAxis, transpose } from '../../../src/engine/fused/program/toomCook.ts';
import { randomStream } from '../../../src/engine/random.ts';
import { countCellsInside, windowExtent } from '../../../src/experiment/window.ts';

describe('strided convolutions along an axis', () => {
  for (const padding of ['same', 'valid'] as const) {
    it(`have the outputs of the sum over taps, with ${padding} padding`, () => {
      const random = randomStream(1, 'split');
      for (let size = padding === 'valid' ? 3 : 1; size <= 40; size++) {
        const axis = stridedAxis(size, padding);
        const { output, padBefore } = windowExtent(size, 3, 2, padding);
        const inputs = Array.from({ length: size }, () => random.normal());
        const taps = Array.from({ length: 3 }, () => random.normal());
        const weights = apply(axis.taps, taps);
        const products = apply(axis.inputs, inputs).map(
          (value, i) => value * (weights[axis.points[i]?.weight ?? -1] ?? 0),
        );
        const actual = apply(transpose(axis.outputs, output), products);
        const expected = actual.map((_, o) =>
          taps.reduce((sum, tap, t) => sum + tap * (inputs[2 * o - padBefore + t] ?? 0), 0),
        );
        assert.equal(actual.length, output);
        actual.forEach((value, i) => {
          assert.ok(Math.abs(value - (expected[i] ?? Number.NaN)) < 1e-12, `size ${size}, output ${i}`);
        });
      }
    });
  }

  it('take fewer products than there are taps inside the image', () => {
    const counts = [28, 14, 7, 4].map((size) => {
      return [stridedAxis(size, 'same').points.length, countCellsInside(size, 3, 2, 'same')];
    });
    assert.deepEqual(counts, [
      [32, 41],
      [16, 20],
      [8, 10],
      [5, 5],
    ]);
  });

  it('count the products of every transformed weight', () => {
    for (const size of [1, 5, 7, 14, 23]) {
      const { points, instances } = stridedAxis(size, 'same');
      instances.forEach((count, weight) => {
        const own = points.filter((point) => point.weight === weight).map(({ instance }) => instance);
        assert.deepEqual(
          own,
          Array.from({ length: count }, (_, instance) => instance),
        );
        assert.ok(count > 0);
      });
    }
  });
});

function apply(matrix: SparseMatrix, values: readonly number[]): readonly number[] {
  return matrix.map((terms) =>
    terms.reduce((sum, { index, coefficient }) => sum + coefficient * (values[index] ?? Number.NaN), 0),
  );
}
