// Intervals of a mean over tasks: against SciPy, and by drawing again and again from what is known.

import assert from 'node:assert/strict';
import { type RandomStream, randomStream } from '../../../src/engine/random.ts';
import { meanWithInterval, studentQuantile, type ValueKind } from '../../../src/meta/interval.ts';

describe('the interval of a mean over tasks', () => {
  it('takes the quantile that SciPy gives for so many degrees of freedom', () => {
    const quantiles: readonly (readonly [degrees: number, quantile: number])[] = [
      [4, 2.7764451051977934],
      [5, 2.5705818356363146],
      [9, 2.262157162798205],
      [19, 2.0930240544083087],
      [99, 1.9842169515864174],
      [1e6, 1.959966356814107],
    ];
    for (const [degrees, quantile] of quantiles) {
      assert.ok(Math.abs(studentQuantile(degrees) - quantile) < 1e-3, `${degrees}: ${studentQuantile(degrees)}`);
    }
  });

  it('is what NumPy and SciPy compute by the same formulas', () => {
    const skewed = [0.93, 0.2, 1.7, 3.1, 0.05, 2.2, 0.4, 1.1, 0.77, 5.9, 0.33];
    const expected: readonly (readonly [ValueKind, readonly number[], number])[] = [
      ['any', [2, 4, 4, 4, 5, 5, 7, 9], 2.115523381081755],
      ['any', skewed, 1.8157816132301134],
      ['loss', skewed, 6.351760945932702],
      ['share', [0.8, 1, 0.6, 1, 0.8, 0.9], 0.20672857049467358],
    ];
    for (const [kind, values, halfWidth] of expected) {
      const { ci95 } = meanWithInterval(values, kind);
      assert.ok(Math.abs(ci95 / halfWidth - 1) < 2e-3, `${kind}: ${ci95} is not ${halfWidth}`);
    }
  });

  it('is none for fewer than five tasks, nor where a value is not a number', () => {
    for (const values of [[3], [1, 2], [0.2, 0.4, 0.6, 0.8], [1, 2, 3, 4, 5, Number.NaN], [1, 2, 3, 4, 5, Infinity]]) {
      assert.ok(Number.isNaN(meanWithInterval(values, 'loss').ci95), String(values));
    }
    assert.equal(meanWithInterval([1, 2], 'loss').mean, 1.5);
  });

  it('of shares that are all alike allows for what was never seen', () => {
    // 1 - 0.05^(1/10), the exact bound of Clopper and Pearson for 0 of 10.
    assert.ok(Math.abs(meanWithInterval(Array(10).fill(1), 'share').ci95 - 0.2588655508) < 1e-9);
    assert.equal(meanWithInterval(Array(10).fill(0.3), 'loss').ci95, 0);
  });

  const known: Readonly<Record<string, { kind: ValueKind; mean: number; draw: (random: RandomStream) => number }>> = {
    'normal values': { kind: 'any', mean: 3, draw: (random) => 3 + 2 * random.normal() },
    'values of an exponential distribution': {
      kind: 'loss',
      mean: 1,
      draw: (random) => -Math.log(1 - random.uniform()),
    },
    'log-normal values': { kind: 'loss', mean: Math.exp(0.5), draw: (random) => Math.exp(random.normal()) },
    'shares of 5 answers, 90 % of them right': { kind: 'share', mean: 0.9, draw: (random) => shareOf(5, 0.9, random) },
  };
  for (const [name, { kind, mean, draw }] of Object.entries(known)) {
    for (const tasks of [20, 100]) {
      it(`holds the true mean of ${name} about 95 times in 100, over ${tasks} tasks`, () => {
        const random = randomStream(tasks, 'split');
        const repetitions = 4000;
        let hits = 0;
        for (let repetition = 0; repetition < repetitions; repetition++) {
          const measured = meanWithInterval(
            Array.from({ length: tasks }, () => draw(random)),
            kind,
          );
          if (Math.abs(measured.mean - mean) <= measured.ci95) hits++;
        }
        const share = hits / repetitions;
        assert.ok(share > 0.93 && share < 0.975, String(share));
      });
    }
  }
});

function shareOf(answers: number, probability: number, random: RandomStream): number {
  let right = 0;
  for (let answer = 0; answer < answers; answer++) if (random.uniform() < probability) right++;
  return right / answers;
}
