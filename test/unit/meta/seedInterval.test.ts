// Intervals over seeds against SciPy, and by drawing again and again.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { randomStream } from '../../../src/engine/random.ts';
import { meanOverSeeds } from '../../../src/meta/seedInterval.ts';
import { generatedFigures } from '../../support/generatedFigures.ts';

describe('the interval of a mean over seeds', () => {
  it('is SciPy’s t interval of generated figures', () => {
    // v = list(generated(seed, n)); low, high = scipy.stats.t.interval(.95, n - 1, loc=mean(v), scale=scipy.stats.sem(v));
    // mean(v), (high - low) / 2 with SciPy 1.17.1
    const expected: readonly (readonly [seed: number, count: number, mean: number, halfWidth: number])[] = [
      [1, 2, 0.3448056906927377, 2.1481667204882613],
      [2, 3, 0.3455172249426444, 0.8334742801448233],
      [3, 5, 0.39157353062182665, 0.22745316792445547],
      [4, 10, 0.3870152392890304, 0.21546289594790666],
      [5, 40, 0.5657505701761693, 0.09077335611136897],
    ];
    for (const [seed, count, mean, halfWidth] of expected) {
      const own = meanOverSeeds(generatedFigures(seed, count));
      assert.equal(own.seeds, count);
      assert.ok(Math.abs(own.mean - mean) < 1e-12, `${own.mean} is not ${mean}`);
      assert.ok(Math.abs(own.ci95 / halfWidth - 1) < 1e-9, `${own.ci95} is not ${halfWidth}`);
    }
  });

  it('holds the true mean 95 times in 100, be there as few as two seeds', () => {
    const random = randomStream(1, 'split');
    for (const seeds of [2, 3, 5]) {
      const repetitions = 4000;
      let hits = 0;
      for (let repetition = 0; repetition < repetitions; repetition++) {
        const { mean, ci95 } = meanOverSeeds(Array.from({ length: seeds }, () => 0.9 + 0.02 * random.normal()));
        if (Math.abs(mean - 0.9) <= ci95) hits++;
      }
      assert.ok(Math.abs(hits / repetitions - 0.95) < 0.015, `${seeds} seeds: ${hits / repetitions}`);
    }
  });

  it('is none for a single seed, nor where a run came to no number', () => {
    assert.deepEqual(meanOverSeeds([0.9]), { seeds: 1, mean: 0.9, ci95: Number.NaN });
    assert.deepEqual(meanOverSeeds([0.9, Number.NaN]), { seeds: 2, mean: Number.NaN, ci95: Number.NaN });
    assert.throws(() => meanOverSeeds([]), RangeError);
  });
});
