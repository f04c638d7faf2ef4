// Sweeps that are being made while a window closes: the next window knows which.

import assert from 'node:assert/strict';
import type { Memento } from 'vscode';
import { type NotedSweep, SweepMakings } from '../../../../src/extension/commands/sweepMakings.ts';

describe('the making of sweeps', () => {
  const sweep = (id: string): NotedSweep => ({ id, runs: 3, runsFolder: '/somewhere/runs' });
  let kept = new Map<string, unknown>();
  /** As JSON, as an editor keeps it. */
  const memory: Memento = {
    keys: () => [...kept.keys()],
    get: (key: string) => JSON.parse(JSON.stringify(kept.get(key) ?? null)),
    update: async (key: string, value: unknown) => {
      kept.set(key, value);
    },
  };
  const open = () => new SweepMakings(memory, (error) => assert.fail(String(error)));
  const leftIds = () => open().left.map(({ id }) => id);

  beforeEach(() => {
    kept = new Map();
  });

  it('is known to the next window while it lasts, and not once it ended, well or not', async () => {
    const window = open();
    let end: (made: string) => void = () => {};
    const lasting = new Promise<string>((resolve) => {
      end = resolve;
    });
    const made = window.watch(async ({ begun }) => {
      begun(sweep('a'));
      return lasting;
    });
    const failed = window.watch(async ({ begun }) => {
      begun(sweep('b'));
      throw new Error('no room');
    });
    await assert.rejects(failed, /no room/);
    assert.deepEqual(leftIds(), ['a']);
    end('made');
    assert.equal(await made, 'made');
    assert.deepEqual(leftIds(), []);
  });

  it('ends where the window closes, which waits for it, and is left to the next one, until that has told', async () => {
    const window = open();
    const made = window.watch(async ({ begun, closing, leave }) => {
      begun(sweep('a'));
      await new Promise<void>((resolve) => closing.addEventListener('abort', () => resolve()));
      leave();
    });
    let isMade = false;
    void made.then(() => {
      isMade = true;
    });
    await window.close();
    await made;
    assert.ok(isMade);
    const next = open();
    assert.deepEqual(next.left, [sweep('a')]);
    await next.watch(async ({ begun }) => begun(sweep('c')));
    assert.deepEqual(leftIds(), ['a'], 'another one takes nothing of it away');
    await next.forgetLeft();
    assert.deepEqual(leftIds(), []);
  });

  it('takes nothing from a memory that holds something else', () => {
    for (const odd of [5, { id: 'a' }, [null, 'a', { id: 'a', runs: '3', runsFolder: 'b' }]]) {
      kept.set('sweeps.beingMade', odd);
      assert.deepEqual(open().left, []);
    }
  });
});
