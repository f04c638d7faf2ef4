// The trash that the window keeps: emptied of what is old, never unasked where that is not wanted, one folder after another.

import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { TrashKeeper, type TrashKeeping } from '../../../../src/extension/runs/trashKeeper.ts';
import { listTrash, moveToTrash, trashFolderOf } from '../../../../src/runs/trash/trash.ts';
import { newTestRun } from '../../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { waitFor } from '../../../support/waitFor.ts';

describe('the trash of the window', () => {
  const folder = useTemporaryFolder();
  const longAgo = new Date('2026-01-01T00:00:00.000Z');
  const runs = () => path.join(folder(), 'runs');

  async function deleteOldRun(): Promise<void> {
    const { entry } = await moveToTrash(await newTestRun(runs(), { state: 'completed' }), longAgo);
    utimesSync(entry, longAgo, longAgo);
  }

  function keeping(changes: Partial<TrashKeeping> = {}) {
    const [emptied, errors]: [[string, number][], unknown[]] = [[], []];
    const keeper: TrashKeeping = {
      folders: () => [runs()],
      days: () => 30,
      mayRemove: () => true,
      onEmptied: (of, count) => emptied.push([of, count]),
      onError: (error) => errors.push(error),
      ...changes,
    };
    return { keeper, emptied, errors };
  }

  it('loses what is older than the person wants to keep it, at a look and from then on', async () => {
    await deleteOldRun();
    await moveToTrash(await newTestRun(runs(), { state: 'completed' }));
    const { keeper, emptied, errors } = keeping();
    const trash = new TrashKeeper(keeper, 20);
    try {
      await trash.look();
      assert.deepEqual([emptied, errors], [[[runs(), 1]], []]);
      assert.equal((await listTrash(runs())).length, 1);
      await deleteOldRun();
      await waitFor('the next look', () => emptied.length === 2);
    } finally {
      trash.dispose();
    }
  });

  it('keeps all where the person empties it by hand, or where nothing may be removed without a click', async () => {
    await deleteOldRun();
    for (const changes of [{ days: () => 0 }, { mayRemove: () => false }]) {
      const { keeper, emptied } = keeping(changes);
      const trash = new TrashKeeper(keeper);
      await trash.look();
      trash.dispose();
      assert.deepEqual(emptied, []);
    }
    assert.equal((await listTrash(runs())).length, 1);
  });

  it('tells of a trash that it does not enter, and looks into the others', async function () {
    if (process.platform === 'win32') this.skip();
    await deleteOldRun();
    const foreign = path.join(folder(), 'foreign');
    mkdirSync(foreign);
    symlinkSync(runs(), trashFolderOf(foreign));
    const { keeper, emptied, errors } = keeping({ folders: () => [foreign, runs()] });
    const trash = new TrashKeeper(keeper);
    await trash.look();
    trash.dispose();
    assert.match(String(errors[0]), /is a symbolic link/);
    assert.deepEqual(emptied, [[runs(), 1]]);
  });
});
