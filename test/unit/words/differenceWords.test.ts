// Differences between runs in words.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  explainCorrection,
  formatPValue,
  formatSignedDifference,
  sayDifference,
} from '../../../src/words/differenceWords.ts';
import { untranslated } from '../../../src/words/translate.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const names = ['B', 'A'] as const;
const clear = { mean: 0.012, ci95: 0.004, tasks: 1000, pHolm: 0.001 };

describe('a difference in words', () => {
  it('says who is better, by how much and on how many tasks', () => {
    assert.equal(
      plain(sayDifference(names, 'accuracy', clear, untranslated)),
      'B is better than A by 1.2 ± 0.4 points on the same 1,000 tasks.',
    );
    assert.equal(
      plain(sayDifference(names, 'loss', clear, untranslated)),
      'B is worse than A by 0.0120 ± 0.0040 on the same 1,000 tasks.',
    );
    assert.equal(
      plain(sayDifference(names, 'accuracy', { ...clear, mean: -0.0012, ci95: 0.0004 }, untranslated)),
      'B is worse than A by 0.12 ± 0.04 points on the same 1,000 tasks.',
    );
  });

  it('says what may not be said', () => {
    assert.match(
      plain(sayDifference(names, 'accuracy', { ...clear, pHolm: 0.2 }, untranslated)),
      /^B and A are not told apart on/,
    );
    assert.match(
      plain(sayDifference(names, 'accuracy', { ...clear, tasks: 3 }, untranslated)),
      /^3 tasks tell nothing about B and A/,
    );
    assert.match(
      sayDifference(names, 'loss', { ...clear, mean: Number.NaN, pHolm: Number.NaN }, untranslated),
      /diverged\.$/,
    );
  });

  it('has a sign of its own where it stands in a table', () => {
    assert.equal(plain(formatSignedDifference('accuracy', 0.012, 0.004, untranslated)), '+1.2 ± 0.4 points');
    assert.equal(plain(formatSignedDifference('return', -12.3, Number.NaN, untranslated)), '−12.3');
  });

  it('tells p with three decimals, and nothing where there is none', () => {
    assert.deepEqual(
      [0.04321, 0.0004, Number.NaN, 1].map((p) => formatPValue(p)),
      ['p = 0.043', 'p < 0.001', '', 'p = 1.000'],
    );
  });

  it('explains what was corrected for where there are several', () => {
    assert.doesNotMatch(explainCorrection(1, untranslated), /Holm/);
    assert.match(explainCorrection(4, untranslated), /corrected by Holm for 4 comparisons/);
  });
});
