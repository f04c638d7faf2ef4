// Sweeps that are being made while a window closes: the next window knows which.

import assert from 'node:assert/strict';
import type { Memento } from 'vscode';
import * as z from 'zod';
import { currentProcess } from '../../../../src/base/processIdentity.ts';
import { SweepMakings } from '../../../../src/extension/commands/sweepMakings.ts';

describe('the making of sweeps', () => {
  const sweep = (id: string) => ({ id, runs: 3, runsFolder: '/somewhere/runs' });
  let kept = new Map<string, unknown>();
  /** As JSON, as an editor keeps it. */
  const memory: Memento = {
    keys: () => [...kept.keys()],
    get: (key: string) => JSON.parse(JSON.stringify(kept.get(key) ?? null)),
    update: async (key: string, value: unknown) => {
      kept.set(key, value);
    },
  };
  const open = () => new SweepMakings(memory, (error) => assert.fail(String(error)), { between: 5, inAll: 50 });
  const noted = () => z.array(z.looseObject({ id: z.string() })).parse(memory.get('sweeps.beingMade') ?? []);
  const notedIds = () => noted().map(({ id }) => id);
  const leftIds = async () => (await open().findLeft()).map(({ id }) => id);
  /** The window that noted them is another process, of which there is none any more. */
  const endTheirProcess = () => {
    const process = { ...currentProcess(), startedAt: 'long ago' };
    kept.set(
      'sweeps.beingMade',
      noted().map((sweep) => ({ ...sweep, process })),
    );
  };

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
    assert.deepEqual(notedIds(), ['a']);
    end('made');
    assert.equal(await made, 'made');
    assert.deepEqual(notedIds(), []);
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
    endTheirProcess();
    const next = open();
    await next.watch(async ({ begun }) => begun(sweep('c')));
    assert.deepEqual(await leftIds(), ['a'], 'another one takes nothing of it away');
    await next.forget(await next.findLeft());
    assert.deepEqual([notedIds(), await leftIds()], [[], []]);
  });

  it('is not left where the window that has begun it is at work on it, and once that has ended it is', async () => {
    const first = open();
    let end = () => {};
    const lasting = new Promise<void>((resolve) => {
      end = resolve;
    });
    const made = first.watch(({ begun }) => {
      begun(sweep('a'));
      return lasting;
    });
    const second = open();
    assert.ok(second.mayBeLeft);
    assert.deepEqual(await second.findLeft(), []);
    await second.watch(async ({ begun }) => begun(sweep('b')));
    assert.deepEqual(notedIds(), ['a']);
    endTheirProcess();
    assert.deepEqual(await leftIds(), ['a']);
    end();
    await made;
    assert.deepEqual(notedIds(), []);
  });

  it('takes nothing from a memory that holds something else', () => {
    const process = currentProcess();
    const odd = { ...sweep('a'), runs: '3', process };
    for (const wrong of [5, { id: 'a' }, [null, 'a', sweep('a'), odd, { ...sweep('a'), process: { pid: 1 } }]]) {
      kept.set('sweeps.beingMade', wrong);
      assert.ok(!open().mayBeLeft);
    }
  });
});
