// What is known to be withdrawn of a run's event files, held against all that was noted.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Withdrawal, Withdrawals } from '../../../src/runs/withdrawals.ts';

const place = fc.record({ file: fc.constantFrom('a', 'b', 'c'), position: fc.nat(20) });
const withdrawal = fc.tuple(place, fc.nat(30)).map(([at, fromIteration]): Withdrawal => ({ ...at, fromIteration }));

const standsBefore = (a: { file: string; position: number }, b: { file: string; position: number }) =>
  a.file < b.file || (a.file === b.file && a.position < b.position);

describe('Withdrawals', () => {
  it('know the lowest iteration that anything later goes back to, in whatever order they are noted', () => {
    fc.assert(
      fc.property(fc.array(withdrawal, { maxLength: 30 }), place, (noted, at) => {
        const withdrawals = new Withdrawals();
        for (const one of noted) withdrawals.note(one);
        const later = noted.filter((one) => !standsBefore(one, at)).map(({ fromIteration }) => fromIteration);
        assert.equal(withdrawals.cutoffAt(at.file, at.position), Math.min(Number.POSITIVE_INFINITY, ...later));
      }),
      { numRuns: 1000 },
    );
  });

  it('do not grow without end', () => {
    const withdrawals = new Withdrawals();
    for (let position = 0; position < 100_000; position++)
      withdrawals.note({ file: 'a', position, fromIteration: position });
    assert.equal(withdrawals.cutoffAt('a', 500), 500);
    assert.equal(withdrawals.cutoffAt('a', 50_000), Number.POSITIVE_INFINITY);
    withdrawals.note({ file: 'b', position: 0, fromIteration: 3 });
    assert.equal(withdrawals.cutoffAt('a', 4), 3);
  });
});
