// Differences on the same tasks, against SciPy and by simulation.

import assert from 'node:assert/strict';
import { randomStream } from '../../../src/engine/random.ts';
import { meanWithInterval } from '../../../src/meta/interval.ts';
import { pairedDifference, pValueOf } from '../../../src/meta/pairedDifference.ts';
import { generatedFigures } from '../../support/generatedFigures.ts';

describe('a paired difference', () => {
  it('has the mean and the deviation that NumPy computes, and the interval of SciPy’s ttest_rel but for the skewness', () => {
    const values = [0.91, 0.72, 1, 0.64, 0.88, 0.95, 0.71, 0.83];
    const reference = [0.87, 0.7, 1, 0.55, 0.9, 0.91, 0.66, 0.8];
    const { mean, ci95, standardDeviation, ...counts } = pairedDifference(values, reference);
    assertClose(mean, 0.031249999999999972);
    assertClose(standardDeviation, 0.03313931631332012);
    // SciPy's own, 0.027705, knows nothing of skewness.
    assert.ok(Math.abs(ci95 / 0.028110501060241332 - 1) < 1e-3, String(ci95));
    assert.deepEqual(counts, { tasks: 8, above: 6, equal: 1, below: 1 });
  });

  it('holds the true difference 95 times in 100, by an interval narrower than tasks of their own would give', () => {
    const random = randomStream(1, 'split');
    const repetitions = 3000;
    let hits = 0;
    let narrower = 0;
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const difficulty = Array.from({ length: 80 }, () => random.normal());
      const reference = difficulty.map((value) => value + 0.3 * random.normal());
      const values = difficulty.map((value) => value + 0.1 + 0.3 * random.normal());
      const { mean, ci95 } = pairedDifference(values, reference);
      if (Math.abs(mean - 0.1) <= ci95) hits++;
      if (ci95 < Math.hypot(meanWithInterval(values, 'any').ci95, meanWithInterval(reference, 'any').ci95)) narrower++;
    }
    assert.ok(Math.abs(hits / repetitions - 0.95) < 0.015, `${hits / repetitions}`);
    assert.equal(narrower, repetitions);
  });

  it('has the p-value of SciPy’s ttest_rel where the interval is not widened, and none for a single task', () => {
    // scipy.stats.ttest_rel(values, reference).pvalue, SciPy 1.17.1
    const values = [0.91, 0.72, 1, 0.64, 0.88, 0.95, 0.71, 0.83];
    const reference = [0.87, 0.7, 1, 0.55, 0.9, 0.91, 0.66, 0.8];
    const plain = { ci95: 0 };
    assertClose(pValueOf({ ...pairedDifference(values, reference), ...plain }), 0.03213103764586913);
    const generated = pairedDifference(generatedFigures(11, 8), generatedFigures(12, 8));
    assertClose(pValueOf({ ...generated, ...plain }), 0.6328041215545329);
    // Differences that are not skewed.
    const even = pairedDifference([-2, -1, 0, 1, 2, 3, 4, 5], [0, 0, 0, 0, 0, 0, 0, 0]);
    assertClose(pValueOf(even), 0.12687036692367099);
    assert.equal(pValueOf(pairedDifference([1, 2], [1, 2])), 1);
    assert.equal(pValueOf(pairedDifference([2, 3], [1, 2])), 0);
    assert.ok(Number.isNaN(pValueOf(pairedDifference([1], [2]))));
  });

  it('is significant where its interval leaves out 0, and nowhere else, however skewed', () => {
    const random = randomStream(2, 'split');
    const claims = { both: 0, neither: 0 };
    for (let repetition = 0; repetition < 4000; repetition++) {
      const tasks = 5 + random.integer(60);
      const spread = random.uniform() * 1.5;
      const values = Array.from({ length: tasks }, () => Math.exp(spread * random.normal()) - 1);
      const difference = pairedDifference(values, new Array<number>(tasks).fill(random.uniform()));
      const { mean, ci95 } = difference;
      const isClaimed = Math.abs(mean) > ci95;
      // The interval's quantile is known to a thousandth.
      if (Math.abs(Math.abs(mean) / ci95 - 1) < 1e-3) continue;
      assert.equal(pValueOf(difference) < 0.05, isClaimed, JSON.stringify(difference));
      claims[isClaimed ? 'both' : 'neither']++;
    }
    assert.ok(claims.both > 400 && claims.neither > 400, JSON.stringify(claims));
  });

  it('is that of the same tasks only', () => {
    assert.throws(() => pairedDifference([1, 2], [1]), /2 and 1 were given/);
    assert.throws(() => pairedDifference([], []), RangeError);
  });
});

function assertClose(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);
}
