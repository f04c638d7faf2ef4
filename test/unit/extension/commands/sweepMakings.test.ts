// Sweeps that are being made while a window closes: the next window knows which.

import assert from 'node:assert/strict';
import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Memento } from 'vscode';
import { currentProcess } from '../../../../src/base/processIdentity.ts';
import { SweepMakings } from '../../../../src/extension/commands/sweepMakings.ts';
import { SweepNotes } from '../../../../src/extension/commands/sweepNotes.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { waitFor } from '../../../support/waitFor.ts';

describe('the making of sweeps', () => {
  const user = useTemporaryFolder();
  const sweep = (id: string) => ({ id, runs: 3, runsFolder: '/somewhere/runs' });
  let kept: Readonly<Record<string, unknown>> = {};
  /** As the editor's for a workspace: a window reads all of it when it opens, and writes all of it. */
  const memoryOfWindow = (): Memento => {
    const read: Record<string, unknown> = JSON.parse(JSON.stringify(kept));
    return {
      keys: () => Object.keys(read),
      get: (key: string) => JSON.parse(JSON.stringify(read[key] ?? null)),
      update: async (key: string, value: unknown) => {
        read[key] = value;
        kept = JSON.parse(JSON.stringify(read));
      },
    };
  };
  const open = (workspace = 'w', earlier = memoryOfWindow()) =>
    new SweepMakings({
      user: user(),
      workspace,
      earlier,
      onError: (error) => assert.fail(String(error)),
      patience: { between: 5, inAll: 50 },
    });
  const notes = () => new SweepNotes(user()).list();
  const notedIds = async () => (await notes()).map((note) => note.sweep.id);
  const leftIds = async () => (await open().findLeft([])).map(({ id }) => id);
  /** The window that noted them is another process, of which there is none any more. */
  const endTheirProcess = async (host = currentProcess().host) => {
    for (const { file } of await notes()) {
      const note = JSON.parse(await readFile(file, 'utf8'));
      note.sweep.process = { ...currentProcess(), host, startedAt: 'long ago' };
      await writeFile(file, JSON.stringify(note));
    }
  };
  /** The note of a making that goes on may be on its way. */
  const assertNoted = async (ids: readonly string[]) => {
    await waitFor('the notes', async () => (await notedIds()).length === ids.length);
    assert.deepEqual(await notedIds(), ids);
  };
  const leave = (window: SweepMakings, id: string, runsFolder = sweep(id).runsFolder) =>
    window.watch(async ({ begun, leave }) => {
      begun({ ...sweep(id), runsFolder });
      leave();
    });

  beforeEach(() => {
    kept = {};
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
    await assertNoted(['a']);
    end('made');
    assert.equal(await made, 'made');
    await assertNoted([]);
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
    await endTheirProcess();
    const next = open();
    await next.watch(async ({ begun }) => begun(sweep('c')));
    assert.deepEqual(await leftIds(), ['a'], 'another one takes nothing of it away');
    await next.forget(await next.findLeft([]));
    assert.deepEqual([await notedIds(), await leftIds()], [[], []]);
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
    await assertNoted(['a']);
    const second = open();
    assert.deepEqual(await second.findLeft([]), []);
    await second.watch(async ({ begun }) => begun(sweep('b')));
    await assertNoted(['a']);
    await endTheirProcess();
    assert.deepEqual(await leftIds(), ['a']);
    end();
    await made;
    await assertNoted([]);
  });

  it('is known whatever other windows of the workspace keep meanwhile', async () => {
    const [first, other] = [open(), memoryOfWindow()];
    await leave(first, 'a');
    await other.update('runBrowser.grouping', 'state');
    await endTheirProcess();
    assert.deepEqual(await leftIds(), ['a']);
    assert.deepEqual(kept, { 'runBrowser.grouping': 'state' }, 'and takes nothing of theirs away');
  });

  it('is told in windows of its workspace and in those on its runs, on its machine', async () => {
    await leave(open('w'), 'a', '/of/w');
    await endTheirProcess();
    const idsIn = async (workspace: string, ...folders: readonly string[]) =>
      (await open(workspace).findLeft(folders)).map(({ id }) => id);
    assert.deepEqual(await idsIn('w'), ['a']);
    assert.deepEqual(await idsIn('v', '/of/v'), []);
    assert.deepEqual(await idsIn('v', '/of/v', '/of/w'), ['a']);
    await endTheirProcess('another machine');
    assert.deepEqual(await idsIn('w', '/of/w'), []);
  });

  it('is known where an earlier version noted it, until it was told', async () => {
    const process = { ...currentProcess(), startedAt: 'long ago' };
    const odd = { ...sweep('c'), runs: '3', process };
    const wrong = [null, 'a', sweep('a'), odd, { ...sweep('a'), process: { pid: 1 } }];
    const earlier = { ...sweep('a'), process };
    kept = { 'runBrowser.grouping': 'state', 'sweeps.beingMade': [...wrong, earlier] };
    const window = open();
    const left = await window.findLeft([]);
    assert.deepEqual(left, [earlier]);
    await window.forget(left);
    assert.deepEqual(kept, { 'runBrowser.grouping': 'state' });
    for (const nothing of [5, { id: 'a' }, wrong]) {
      kept = { 'sweeps.beingMade': nothing };
      assert.deepEqual(await leftIds(), []);
    }
  });

  it('passes over notes that hold something else, and forgets those that nobody asked for in months', async () => {
    const folder = path.join(user(), 'sweeps-being-made');
    await mkdir(folder, { recursive: true });
    const name = (digit: string) => path.join(folder, `${digit.repeat(8)}-0000-4000-8000-000000000000.json`);
    const old = new Date(Date.now() - 200 * 86_400_000);
    for (const [digit, text] of Object.entries({ a: '{', b: '5', c: '{"workspace":"w","sweep":{"id":"a"}}' }))
      await writeFile(name(digit), text);
    await utimes(name('a'), old, old);
    assert.deepEqual(await leftIds(), []);
    await leave(open(), 'd');
    await assert.rejects(readFile(name('a')), { code: 'ENOENT' });
    assert.equal(await readFile(name('b'), 'utf8'), '5');
  });
});
