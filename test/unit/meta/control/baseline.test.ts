// Baselines against least squares done in another way, and against means by hand.

import assert from 'node:assert/strict';
import { returnsToGo } from '../../../../src/meta/control/advantages.ts';
import { fitBaseline } from '../../../../src/meta/control/baseline.ts';
import { solveRegularised } from '../../../../src/meta/control/leastSquares.ts';
import { randomTrajectories, rowsOf } from './trajectoryFixture.ts';

describe('the linear feature baseline', () => {
  it('is the regularised least-squares fit of the returns, by orthogonalisation', () => {
    const trajectories = randomTrajectories([60, 35, 80, 1, 80], { observationSize: 3 });
    const returns = returnsToGo(trajectories, 0.97);
    const values = fitBaseline('linearFeature', trajectories, returns);
    const rows = rowsOf(trajectories);
    const features = rows.map(({ row, time }) => {
      const seen = [...trajectories.observations.subarray(3 * row, 3 * row + 3)].map((o) =>
        Math.min(10, Math.max(-10, o)),
      );
      const t = time / 100;
      return [...seen, ...seen.map((o) => o * o), t, t * t, t ** 3, 1];
    });
    const weights = leastSquaresByGramSchmidt(
      features,
      rows.map(({ row }) => returns[row] ?? Number.NaN),
      1e-5,
    );
    rows.forEach(({ row }, index) => {
      const expected = dot(features[index] ?? [], weights);
      assert.ok(Math.abs((values[row] ?? Number.NaN) - expected) < 1e-6 * Math.max(1, Math.abs(expected)));
    });
  });

  it('fits what it can fit exactly', () => {
    const trajectories = randomTrajectories([40, 40, 25]);
    const returns = new Float64Array(trajectories.steps * trajectories.count);
    for (const { row, time } of rowsOf(trajectories)) {
      const [x = 0, y = 0] = trajectories.observations.subarray(2 * row, 2 * row + 2);
      returns[row] = 3 - x + 2 * y * y + time / 50;
    }
    const values = fitBaseline('linearFeature', trajectories, returns);
    for (const { row } of rowsOf(trajectories)) {
      assert.ok(Math.abs((values[row] ?? Number.NaN) - (returns[row] ?? Number.NaN)) < 1e-3);
    }
  });

  it('is spared by features that say the same, as sine and cosine do', () => {
    const trajectories = randomTrajectories([50, 50], { observationSize: 2 });
    for (let row = 0; row < 100; row++) trajectories.observations.set([Math.sin(row), Math.cos(row)], 2 * row);
    const values = fitBaseline('linearFeature', trajectories, returnsToGo(trajectories, 0.99));
    assert.ok(values.every(Number.isFinite));
  });
});

describe('the time-dependent mean', () => {
  it('is the mean over the trajectories that last so long', () => {
    const trajectories = randomTrajectories([1, 3, 2]);
    const returns = Float64Array.of(6, 9, 3, Number.NaN, 4, 8, Number.NaN, -5, Number.NaN);
    assert.deepEqual([...fitBaseline('timeDependentMean', trajectories, returns)], [6, 6, 6, 0, 6, 6, 0, -5, 0]);
  });
});

describe('no baseline', () => {
  it('expects nothing', () => {
    assert.deepEqual([...fitBaseline('none', randomTrajectories([2]), Float64Array.of(1, 2))], [0, 0]);
  });
});

describe('regularised equations', () => {
  it('are solved', () => {
    // [[4, 2], [2, 3 - 0.5]] + 0.5 · 1
    const solution = solveRegularised(Float64Array.of(3.5, 99, 2, 2.5), Float64Array.of(8, 7), 0.5);
    assert.ok(Math.abs((solution[0] ?? 0) - 1.25) < 1e-12);
    assert.ok(Math.abs((solution[1] ?? 0) - 1.5) < 1e-12);
  });

  it('say when they cannot be', () => {
    assert.ok(solveRegularised(Float64Array.of(-1e9), Float64Array.of(1), 1e-5).every(Number.isNaN));
  });
});

/** min |F w - y|² + regularisation · |w|², by modified Gram-Schmidt on F stacked over √regularisation · 1. */
function leastSquaresByGramSchmidt(
  features: readonly number[][],
  y: readonly number[],
  regularisation: number,
): number[] {
  const size = features[0]?.length ?? 0;
  const columns = Array.from({ length: size }, (_, column) => [
    ...features.map((row) => row[column] ?? Number.NaN),
    ...Array.from({ length: size }, (_, row) => (row === column ? Math.sqrt(regularisation) : 0)),
  ]);
  let rest = [...y, ...Array.from({ length: size }, () => 0)];
  const upper = columns.map(() => new Array<number>(size).fill(0));
  const projections: number[] = [];
  for (let column = 0; column < size; column++) {
    const length = Math.sqrt(dot(columns[column] ?? [], columns[column] ?? []));
    const unit = (columns[column] ?? []).map((value) => value / length);
    upper[column]?.splice(column, 1, length);
    for (let later = column + 1; later < size; later++) {
      const share = dot(unit, columns[later] ?? []);
      upper[column]?.splice(later, 1, share);
      columns[later] = (columns[later] ?? []).map((value, index) => value - share * (unit[index] ?? 0));
    }
    const projection = dot(unit, rest);
    rest = rest.map((value, index) => value - projection * (unit[index] ?? 0));
    projections.push(projection);
  }
  const weights = new Array<number>(size).fill(0);
  for (let row = size - 1; row >= 0; row--) {
    const known = weights
      .slice(row + 1)
      .reduce((sum, weight, index) => sum + weight * (upper[row]?.[row + 1 + index] ?? 0), 0);
    weights[row] = ((projections[row] ?? Number.NaN) - known) / (upper[row]?.[row] ?? Number.NaN);
  }
  return weights;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? Number.NaN), 0);
}
