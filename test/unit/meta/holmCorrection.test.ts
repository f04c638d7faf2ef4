// Holm's correction against statsmodels, and by what it promises.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import '../../support/seededProperties.ts';
import { holmAdjusted } from '../../../src/meta/holmCorrection.ts';
import { generatedFigures } from '../../support/generatedFigures.ts';

describe('Holm’s correction', () => {
  it('is that of statsmodels on generated p-values', () => {
    // multipletests([x**3 for x in generated(seed, n)], method='holm')[1], statsmodels 0.15.0
    const expected: readonly (readonly [seed: number, adjusted: readonly number[]])[] = [
      [1, [0.13569379551832825]],
      [2, [4.26664668999381e-5, 0.3376312377325597]],
      [3, [0.3177334401603083, 0.051032123707233534, 0.09495667960887569, 0.06530112975335792, 0.3177334401603083]],
      [
        4,
        [
          0.0020473537380956467, 1, 0.19690876976928662, 0.013073717053886743, 0.4158389673783146, 0.020670926096566188,
          0.19690876976928662, 0.009500398705441861, 1, 1, 0.06769149062424212, 0.0060281879184755265,
        ],
      ],
    ];
    for (const [seed, adjusted] of expected)
      assertClose(holmAdjusted(generatedFigures(seed, adjusted.length).map((value) => value ** 3)), adjusted);
    assertClose(holmAdjusted([0.01, 0.01, 0.04, 0.04, 0.03, 1, 0]), [0.06, 0.06, 0.12, 0.12, 0.12, 1, 0]);
  });

  it('keeps the order of p-values, never makes one smaller, nor more than as many times larger as there are', () => {
    const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(pValues, (values) => {
        const adjusted = holmAdjusted(values);
        for (const [place, value] of values.entries()) {
          const own = adjusted[place] ?? Number.NaN;
          assert.ok(own >= value && own <= Math.min(1, values.length * value));
          for (const [other, another] of values.entries())
            if (value <= another) assert.ok(own <= (adjusted[other] ?? Number.NaN));
        }
      }),
    );
  });

  it('of some of many comparisons is never below that of all of them together', () => {
    const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(pValues, fc.nat(), (all, count) => {
        const shown = all.slice(0, 1 + (count % all.length));
        const together = holmAdjusted(all);
        for (const [place, own] of holmAdjusted(shown, all.length).entries())
          assert.ok(own >= (together[place] ?? Number.NaN) - 1e-12 && own <= 1);
      }),
    );
    assertClose(holmAdjusted([0.02, 0.001], 45), [0.88, 0.045]);
  });

  it('refuses what is no p-value', () => {
    assert.deepEqual(holmAdjusted([]), []);
    for (const wrong of [-0.1, 1.1, Number.NaN]) assert.throws(() => holmAdjusted([0.5, wrong]), RangeError);
  });
});

function assertClose(values: readonly number[], expected: readonly number[]): void {
  assert.equal(values.length, expected.length);
  for (const [place, value] of values.entries())
    assert.ok(Math.abs(value - (expected[place] ?? Number.NaN)) < 1e-12, `${values} is not ${expected}`);
}
