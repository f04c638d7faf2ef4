import assert from 'node:assert/strict';
import { curveStepsFor, drawnStepsFor } from '../../../src/meta/curveSteps.ts';
import { distributionOf, quantileOf } from '../../../src/meta/distribution.ts';
import { standardDeviation } from '../../../src/meta/statistics.ts';

describe('statistics over tasks', () => {
  it('know textbook values', () => {
    assert.equal(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9]), Math.sqrt(32 / 7));
  });
});

describe('a distribution over tasks', () => {
  it('has the values that NumPy 2 computes', () => {
    const distribution = distributionOf([0.93, 0.2, 1.7, 3.1, 0.05, 2.2, 0.4, 1.1, 0.77, 5.9, 0.33], 'return');
    const expected = {
      mean: 1.5163636363636364,
      standardDeviation: 1.7273174156898479,
      median: 0.93,
      quantile05: 0.125,
      quantile95: 4.5,
    };
    for (const [name, value] of Object.entries(expected)) {
      const actual = Object.entries(distribution).find(([key]) => key === name)?.[1] ?? Number.NaN;
      assert.ok(Math.abs(actual - value) < 1e-12, `${name}: ${actual}`);
    }
    const sorted = [0.4, 1, 1.3, 1.4, 1.9, 3];
    const quantiles = [0, 0.05, 0.5, 0.95, 1].map((share) => quantileOf(sorted, share));
    [0.4, 0.55, 1.35, 2.725, 3].forEach((value, index) => {
      assert.ok(Math.abs((quantiles[index] ?? Number.NaN) - value) < 1e-12);
    });
  });

  it('of one task is that task', () => {
    assert.deepEqual(distributionOf([7], 'loss'), {
      mean: 7,
      ci95: Number.NaN,
      standardDeviation: 0,
      median: 7,
      quantile05: 7,
      quantile95: 7,
    });
  });
});

describe('steps of an adaptation curve', () => {
  it('grow roughly in proportion, up to the last', () => {
    assert.deepEqual(curveStepsFor(50), [0, 1, 2, 3, 5, 10, 20, 30, 50]);
    assert.deepEqual(curveStepsFor(32), [0, 1, 2, 3, 5, 10, 20, 32]);
    assert.deepEqual(curveStepsFor(1), [0, 1]);
    assert.ok(curveStepsFor(100_000).length < 60);
  });

  it('ascend without repetition, whatever the number of steps', () => {
    for (let innerSteps = 1; innerSteps <= 500; innerSteps++) {
      for (const steps of [curveStepsFor(innerSteps), drawnStepsFor(innerSteps)]) {
        assert.equal(steps[0], 0);
        assert.equal(steps.at(-1), innerSteps);
        assert.ok(steps.every((step, index) => index === 0 || step > (steps[index - 1] ?? step)));
      }
    }
  });

  it('are drawn after 0, 1, 2, 4, 8, … steps', () => {
    assert.deepEqual(drawnStepsFor(32), [0, 1, 2, 4, 8, 16, 32]);
    assert.deepEqual(drawnStepsFor(50), [0, 1, 2, 4, 8, 16, 32, 50]);
  });
});
