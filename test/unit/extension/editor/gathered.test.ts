// What comes in quick succession is told at once.

import assert from 'node:assert/strict';
import { Gathered } from '../../../../src/extension/editor/gathered.ts';
import { waitFor } from '../../../support/waitFor.ts';

describe('what is gathered', () => {
  it('is told together, however much it is, and what comes later apart', async () => {
    const told: (readonly number[])[] = [];
    const gathered = new Gathered<number>(50, (things) => told.push(things));
    gathered.add([1]);
    gathered.add(Array.from({ length: 300_000 }, () => 2));
    assert.equal(told.length, 0);
    await waitFor('the first', () => told.length === 1);
    assert.equal(told[0]?.length, 300_001);
    gathered.add([3]);
    gathered.add([]);
    await waitFor('the rest', () => told.length === 2);
    assert.deepEqual(told[1], [3]);
  });

  it('is not told when nobody listens any more', async () => {
    const told: unknown[] = [];
    const [gathered, other] = [1, 2].map(() => new Gathered<number>(10, (things) => told.push(things)));
    gathered?.add([1]);
    gathered?.dispose();
    other?.add([2]);
    await waitFor('the other', () => told.length > 0);
    assert.deepEqual(told, [[2]]);
  });
});
