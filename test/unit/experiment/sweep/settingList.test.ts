// The settings of a sweep: those that are written out one after another, and none before it is asked for.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Sweep } from '../../../../src/experiment/schema.ts';
import { drawAtRandom, drawFromHypercube } from '../../../../src/experiment/sweep/drawValues.ts';
import { settingsOfSweep } from '../../../../src/experiment/sweep/settingList.ts';

const rest = { seeds: 1, limit: 10_000 };
const listed = (sweep: Sweep) => {
  const list = settingsOfSweep(sweep);
  return Array.from({ length: list.count }, (_, position) => list.at(position).map(({ value }) => value));
};

describe('the settings of a sweep', () => {
  it('of a grid are all combinations, the last parameter changing first', () => {
    const parameters = { a: [1, 2], b: ['x'], c: [true, false, null] };
    assert.deepEqual(listed({ ...rest, method: 'grid', parameters }), [
      [1, 'x', true],
      [1, 'x', false],
      [1, 'x', null],
      [2, 'x', true],
      [2, 'x', false],
      [2, 'x', null],
    ]);
  });

  it('that are drawn are those of each row, of equal ones the first, in the order of the draws', () => {
    const sources = fc.array(fc.array(fc.integer(), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(sources, fc.nat(40), fc.boolean(), (lists, more, isRandom) => {
        const [count, seed] = [more + 1, 5];
        const values = lists.map((list) => [...new Set(list)]);
        const draw = isRandom ? drawAtRandom : drawFromHypercube;
        const columns = values.map((list, parameter) => draw(list, { count, seed, parameter }));
        const rows = Array.from({ length: count }, (_, row) => columns.map((valueAt) => valueAt(row)));
        const first = rows.filter((row, at) => rows.findIndex((other) => `${other}` === `${row}`) === at);
        const parameters = Object.fromEntries(values.map((list, parameter) => [`k${parameter}`, list]));
        const method = isRandom ? 'random' : 'latinHypercube';
        assert.deepEqual(listed({ ...rest, method, draws: count, drawSeed: seed, parameters }), first);
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  it('are not made before they are asked for, nor values looked at that tell no more apart', () => {
    let looks = 0;
    const values = new Proxy(
      Array.from({ length: 1000 }, (_, index) => index),
      {
        get(target, key, receiver) {
          if (typeof key === 'string' && /^\d+$/.test(key)) looks++;
          return Reflect.get(target, key, receiver);
        },
      },
    );
    const draws = 10_000;
    const parameters = Object.fromEntries(Array.from({ length: 50 }, (_, parameter) => [`k${parameter}`, values]));
    for (const method of ['random', 'latinHypercube'] as const) {
      looks = 0;
      const list = settingsOfSweep({ ...rest, method, draws, drawSeed: 0, parameters });
      assert.equal(list.count, draws);
      assert.equal(list.longest.length, 50);
      // Three of fifty, and the one setting that was asked for.
      assert.ok(looks <= 4 * draws + 50, `${looks}`);
    }
  });
});
