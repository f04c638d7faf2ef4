// How often names have figures at steps, held against a table of all of them; and which figures later ones withdraw.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Cutoffs } from '../../../../src/trainer/external/cutoffs.ts';
import { StepCounts } from '../../../../src/trainer/external/stepCounts.ts';

const tag = fc.constantFrom('a', 'b');
const step = fc.nat(40);
const action = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('add'), tag, step }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('take'), tag, step }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('withdraw'), tag, step }) },
);

describe('StepCounts', () => {
  it('know how many there are, in whatever order they come and go', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
        const counts = new StepCounts();
        const all = new Map<string, number>();
        for (const { kind, tag, step } of actions) {
          const key = `${tag} ${step}`;
          const count = all.get(key) ?? 0;
          if (kind === 'add') {
            counts.add(tag, step);
            all.set(key, count + 1);
          } else if (kind === 'take') {
            assert.equal(counts.take(tag, step), count > 0);
            all.set(key, Math.max(0, count - 1));
          } else {
            counts.withdraw(step);
            for (const each of all.keys()) if (Number(each.split(' ')[1]) >= step) all.delete(each);
          }
        }
        for (const [key, count] of all) {
          const [tag = '', step] = key.split(' ');
          for (let left = count; left >= 0; left--) assert.equal(counts.take(tag, Number(step)), left > 0, key);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('take ten thousands that come the other way round', () => {
    const counts = new StepCounts();
    for (let step = 50_000; step >= 0; step--) counts.add('a', 2 * step);
    for (let step = 0; step <= 100_001; step++) assert.equal(counts.take('a', step), step % 2 === 0, `${step}`);
    for (let step = 0; step <= 100_001; step++) assert.equal(counts.take('a', step), false, `${step}`);
  });
});

describe('Cutoffs', () => {
  it('are the lowest iteration that anything told later goes back to', () => {
    const told = fc.array(fc.oneof(fc.nat(30), fc.constant('figure' as const)), { maxLength: 60 });
    fc.assert(
      fc.property(told, (all) => {
        const cutoffs = new Cutoffs();
        let figures = 0;
        for (const each of all)
          if (each === 'figure') figures++;
          else cutoffs.note(figures, each);
        let place = 0;
        for (const [index, each] of all.entries()) {
          if (each !== 'figure') continue;
          const later = all.slice(index).filter((other) => other !== 'figure');
          assert.equal(cutoffs.at(place++), Math.min(Number.POSITIVE_INFINITY, ...later));
        }
      }),
      { numRuns: 500 },
    );
  });
});
