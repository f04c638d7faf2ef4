// Several differences from one reference: which of them may be claimed.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import '../../support/seededProperties.ts';
import { correctDifferences, verdictOf } from '../../../src/meta/correctedDifferences.ts';
import { holmAdjusted } from '../../../src/meta/holmCorrection.ts';
import { pairedDifference, pValueOf } from '../../../src/meta/pairedDifference.ts';
import { generatedFigures } from '../../support/generatedFigures.ts';

const zeros = (length: number) => Array.from({ length }, () => 0);

describe('differences from one reference', () => {
  it('carry the p-values of their own tests, corrected together', () => {
    const differences = [3, 5, 8].map((seed) => pairedDifference(generatedFigures(seed, 40), generatedFigures(90, 40)));
    const corrected = correctDifferences(differences);
    const alone = differences.map(pValueOf);
    assert.deepEqual(
      corrected.map(({ p }) => p),
      alone,
    );
    assert.deepEqual(
      corrected.map(({ pHolm }) => pHolm),
      holmAdjusted(alone),
    );
  });

  it('of which one is no number leave the others as they are among themselves', () => {
    const diverged = pairedDifference([Number.NaN, ...zeros(9)], zeros(10));
    const [first, second] = [4, 6].map((seed) => pairedDifference(generatedFigures(seed, 10), zeros(10)));
    assert.ok(first !== undefined && second !== undefined);
    const [a, b, c] = correctDifferences([first, diverged, second]);
    assert.deepEqual([a, c], correctDifferences([first, second]));
    assert.ok(Number.isNaN(b?.pHolm));
  });

  it('are better by a higher accuracy or return, and by a lower loss', () => {
    const clear = { mean: 0.1, tasks: 100, pHolm: 0.001 };
    assert.equal(verdictOf('accuracy', clear), 'better');
    assert.equal(verdictOf('return', clear), 'better');
    assert.equal(verdictOf('loss', clear), 'worse');
    assert.equal(verdictOf('loss', { ...clear, mean: -0.1 }), 'better');
    assert.equal(verdictOf('accuracy', { ...clear, pHolm: 0.051 }), 'notToldApart');
    assert.equal(verdictOf('accuracy', { ...clear, tasks: 4 }), 'tooFewTasks');
    assert.equal(verdictOf('accuracy', { ...clear, mean: Number.NaN, pHolm: Number.NaN }), 'noNumber');
  });

  it('are claimed falsely, any of them, in no more than about one of twenty families', () => {
    const families = 400;
    let wrong = 0;
    for (let family = 0; family < families; family++) {
      const reference = generatedFigures(7000 + family, 30);
      const differences = [1, 2, 3, 4].map((run) =>
        pairedDifference(generatedFigures(100_000 + 10 * family + run, 30), reference),
      );
      const claims = correctDifferences(differences).map((difference) => verdictOf('accuracy', difference));
      if (claims.some((claim) => claim === 'better' || claim === 'worse')) wrong++;
    }
    // Three standard deviations above 5 %.
    assert.ok(wrong / families <= 0.05 + 3 * Math.sqrt((0.05 * 0.95) / families), `${wrong} of ${families}`);
  });

  it('keep their order, whatever is corrected', () => {
    const values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 5, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 6 }), (all) => {
        const differences = all.map((own) => pairedDifference(own, zeros(own.length)));
        for (const [place, { p, pHolm, mean }] of correctDifferences(differences).entries()) {
          assert.ok(Object.is(mean, differences[place]?.mean));
          assert.ok(pHolm >= p - 1e-12 && pHolm <= 1);
        }
      }),
    );
  });
});
