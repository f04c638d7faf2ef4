// Edit distance against a plain recursive definition, and what counts as near.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { editDistance, nearestWord } from '../../../src/base/spelling.ts';

/** Optimal string alignment distance by its recursive definition. */
function slowDistance(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const substitution = slowDistance(a.slice(0, -1), b.slice(0, -1)) + (a.at(-1) === b.at(-1) ? 0 : 1);
  const least = Math.min(substitution, slowDistance(a.slice(0, -1), b) + 1, slowDistance(a, b.slice(0, -1)) + 1);
  const isSwap = a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1);
  return isSwap ? Math.min(least, slowDistance(a.slice(0, -2), b.slice(0, -2)) + 1) : least;
}

describe('spelling', () => {
  it('measures edits as the definition does', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 6 }), (a, b, limit) => {
        const expected = slowDistance(a, b);
        assert.equal(editDistance(a, b, limit), expected > limit ? Number.POSITIVE_INFINITY : expected);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('finds what was meant, and nothing far away', () => {
    const known = ['metaIterations', 'metaBatch', 'metaStepSize', 'metaStepSizeFinal', 'innerSteps', 'innerBatch'];
    for (const [typed, meant] of [
      ['metaiterations', 'metaIterations'],
      ['meta_batch', 'metaBatch'],
      ['innerStep', 'innerSteps'],
      ['metaStepSzie', 'metaStepSize'],
      ['metaStepSizeF', 'metaStepSize'],
      ['iterations', undefined],
      ['x', undefined],
      ['', undefined],
    ] as const) {
      assert.equal(nearestWord(typed, known), meant, typed);
    }
    assert.equal(nearestWord('conv', ['mlp', 'convnet', 'layers']), 'convnet');
  });

  it('is quick on words of any length', () => {
    assert.equal(nearestWord('x'.repeat(500_000), ['metaIterations']), undefined);
    const long = 'zyxwvutsrq'.repeat(100);
    const known = Array.from({ length: 5_000 }, (_, index) => `${'abcdefghij'.repeat(99)}${index}`);
    assert.equal(nearestWord(long, known), undefined);
    assert.equal(editDistance(long, `${long}x`, 3), 1);
  });
});
