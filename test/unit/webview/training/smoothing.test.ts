// Smoothing against values worked out by hand and against its own definition as a weighted mean.

import assert from 'node:assert/strict';
import { thinSeries } from '../../../../src/panel/seriesThinning.ts';
import { nearestStrength, smoothingStrengths, smoothSeries } from '../../../../webview/training/smoothing.ts';
import { points } from '../messages.ts';

const tag = 'train/inner_loss_last';
const series = (values: readonly (number | null)[]) =>
  points(
    tag,
    values.map((_, index) => index + 1),
    values,
  );

/**
 * The debiased moving average written as what it is: a mean with weights that fall by `smoothing` for each point of
 * age.
 */
function weightedMeanUpTo(values: readonly number[], index: number, smoothing: number): number {
  const weights = values.slice(0, index + 1).map((_, position) => smoothing ** (index - position));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.reduce((sum, weight, position) => sum + weight * (values[position] ?? 0), 0) / total;
}

const close = (actual: number | undefined, expected: number, tolerance = 1e-9): void => {
  assert.ok(actual !== undefined && Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
};

describe('smoothSeries', () => {
  it('starts at the first value and is not pulled towards zero', () => {
    const smoothed = smoothSeries(series([2, 4]), 0.5);
    close(smoothed[0], 2);
    close(smoothed[1], (0.5 * 2 + 4) / 1.5);
  });

  it('is the mean with exponentially falling weights', () => {
    const values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5];
    for (const smoothing of [0.3, 0.9, 0.99]) {
      const smoothed = smoothSeries(series(values), smoothing);
      values.forEach((_, index) => {
        close(smoothed[index], weightedMeanUpTo(values, index, smoothing));
      });
    }
  });

  it('leaves values as they are at 0 and a constant as it is at any strength', () => {
    assert.deepEqual(smoothSeries(series([3, 1, 2]), 0), [3, 1, 2]);
    for (const value of smoothSeries(series([7, 7, 7, 7]), 0.999)) close(value, 7, 1e-7);
  });

  it('passes over what is no number and goes on as if it had not been there', () => {
    const smoothed = smoothSeries(series([2, null, 4]), 0.5);
    assert.ok(Number.isNaN(smoothed[1]));
    close(smoothed[2], (0.5 * 2 + 4) / 1.5);
  });

  it('says of a thinned series what it says of the whole one, although only extremes are left of it', () => {
    const values = Array.from({ length: 20_000 }, (_, index) => (index % 10 === 0 ? 10 : 0));
    const whole = smoothSeries(series(values), 0.999);
    const thin = smoothSeries(thinSeries(series(values), 2000), 0.999);
    close(thin.at(-1), whole.at(-1) ?? Number.NaN, 0.02);
    close(thin.at(-1), 1, 0.02);
  });
});

describe('nearestStrength', () => {
  it('finds every strength a person can choose, and the nearest one to any other', () => {
    smoothingStrengths.forEach((strength, index) => {
      assert.equal(nearestStrength(strength), index);
    });
    assert.equal(smoothingStrengths[nearestStrength(0.92)], 0.9);
  });
});
