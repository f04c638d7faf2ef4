// How often names have figures at steps, held against a table of all of them; and which figures later ones withdraw.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Cutoffs } from '../../../../src/trainer/external/cutoffs.ts';
import { StepCounts } from '../../../../src/trainer/external/stepCounts.ts';

const tag = fc.constantFrom('a', 'b');
const step = fc.oneof(fc.nat(40), fc.nat(5));
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

describe('StepCounts that are withdrawn', () => {
  it('have a step in one place, also one that came late at first and in its order after that', () => {
    const counts = new StepCounts();
    for (const step of [1, 20, 10]) counts.add('a', step);
    counts.withdraw(15);
    counts.add('a', 10);
    assert.deepEqual(
      [20, 10, 10, 10, 1].map((step) => counts.take('a', step)),
      [false, true, true, false, true],
    );
  });

  it('keep the late ones that are larger than all that are left in order', () => {
    const counts = new StepCounts();
    const late = Array.from({ length: 1000 }, (_, index) => 6000 + index);
    for (const step of [1, 10_000, ...late]) counts.add('a', step);
    counts.withdraw(9000);
    const more = Array.from({ length: 100 }, (_, index) => 2 + index);
    for (const step of [5000, ...more]) counts.add('a', step);
    for (const step of [1, ...more, 5000, ...late])
      assert.deepEqual([counts.take('a', step), counts.take('a', step)], [true, false], `${step}`);
    assert.equal(counts.take('a', 10_000), false);
  });

  it('are as quick however many names there are, and however many of their steps came late', () => {
    const secondsOf = (names: number) => {
      const counts = new StepCounts();
      for (let name = 0; name < names; name++) for (let step = 500; step > 0; step--) counts.add(`${name}`, step);
      const before = process.cpuUsage();
      for (let count = 0; count < 20_000; count++) counts.withdraw(400 + (count % 50));
      const { user } = process.cpuUsage(before);
      for (let name = 0; name < names; name++)
        for (const step of [399, 400, 500]) assert.equal(counts.take(`${name}`, step), step === 399);
      return user / 1e6;
    };
    const one = secondsOf(1);
    assert.ok(secondsOf(400) < 1 + 10 * one);
  });

  it('are as quick where one name goes on between any two of them', () => {
    const counts = new StepCounts();
    for (let step = 4_000_000; step > 0; step -= 4) counts.add('a', step);
    const before = process.cpuUsage();
    for (let count = 0; count < 120_000; count++) {
      counts.add('a', 4 * count + 1);
      counts.withdraw(3_999_999);
    }
    const { user } = process.cpuUsage(before);
    assert.ok(user < 5e6, `${user} µs`);
    for (const [step, isThere] of [
      [1, true],
      [4, true],
      [4_000_000, false],
    ] as const)
      assert.equal(counts.take('a', step), isThere, `${step}`);
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
