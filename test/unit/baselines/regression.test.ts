// Ridge regression, the Gaussian process and nearest points against scikit-learn's, and what can be known by hand.

import assert from 'node:assert/strict';
import type { Baseline } from '../../../src/baselines/baseline.ts';
import { gaussianProcess } from '../../../src/baselines/gaussianProcess.ts';
import { nearestPoints } from '../../../src/baselines/nearestPoints.ts';
import { linearRidge, polynomialRidge } from '../../../src/baselines/ridge.ts';
import { references } from './references.ts';
import { taskOf } from './taskOf.ts';

function assertNear(answered: Float32Array, expected: readonly (readonly number[])[], tolerance: number): void {
  assert.equal(answered.length, expected.flat().length);
  expected.flat().forEach((value, place) => {
    const error = Math.abs((answered[place] ?? Number.NaN) - value);
    assert.ok(error <= tolerance * Math.max(1, Math.abs(value)), `${place}: ${answered[place]} instead of ${value}`);
  });
}

function curveOf(xs: readonly number[], ys: readonly number[], queries: readonly number[]) {
  const rows = (values: readonly number[]) => values.map((value) => [value]);
  const query = rows(queries);
  return taskOf({ support: rows(xs), supportTargets: rows(ys), query, queryTargets: query }, 0);
}

const all: readonly Baseline[] = [linearRidge, polynomialRidge, gaussianProcess, nearestPoints];

describe('baselines of regression', () => {
  for (const regression of references.regressions) {
    const { support } = regression;
    it(`answer as scikit-learn's do on ${support.length} samples of ${support[0]?.length} numbers`, () => {
      const task = taskOf(regression, 0);
      const ridge = support[0]?.length === 1 ? polynomialRidge : linearRidge;
      assertNear(ridge.answer(task), regression.ridge, 1e-5);
      assertNear(gaussianProcess.answer(task), regression.gaussianProcess, 1e-5);
      assertNear(nearestPoints.answer(task), regression.nearestPoints, 1e-6);
    });
  }

  it('find a straight line', () => {
    const task = curveOf([-2, -1, 0, 1, 2, 3], [-3, -1, 1, 3, 5, 7], [-1.5, 0.5, 2.5]);
    assertNear(polynomialRidge.answer(task), [[-2], [2], [6]], 1e-3);
    assertNear(linearRidge.answer(task), [[-2], [2], [6]], 1e-3);
  });

  it('pass through the support points of a smooth curve, with a Gaussian process', () => {
    const xs = [-3, -2, -1, 0, 1, 2, 3];
    const task = curveOf(xs, xs.map(Math.sin), [...xs, 0.5]);
    assertNear(
      gaussianProcess.answer(task),
      [...xs, 0.5].map((x) => [Math.sin(x)]),
      5e-3,
    );
  });

  it('give the same curve wherever it lies, with whatever unit', () => {
    const [xs, ys, queries] = [
      [-4, -2.5, -1, 0.5, 2, 4],
      [1, 0, 2, 3, 1, 0.5],
      [-3, 0, 3],
    ];
    for (const baseline of all) {
      const expected = [...baseline.answer(curveOf(xs, ys, queries))].map((y) => [8 * y + 64]);
      const moved = curveOf(
        xs.map((x) => 4 * x + 32),
        ys.map((y) => 8 * y + 64),
        queries.map((x) => 4 * x + 32),
      );
      assertNear(baseline.answer(moved), expected, 1e-5);
    }
  });

  it('answer with the mean where there is nothing else to know', () => {
    for (const baseline of all) {
      assertNear(baseline.answer(curveOf([2], [5], [1, 3])), [[5], [5]], 0);
      assertNear(baseline.answer(curveOf([1, 2, 3], [5, 5, 5], [0, 9])), [[5], [5]], 1e-6);
    }
    for (const baseline of [linearRidge, polynomialRidge, gaussianProcess])
      assertNear(baseline.answer(curveOf([2, 2], [4, 6], [1, 3])), [[5], [5]], 1e-6);
  });
});
