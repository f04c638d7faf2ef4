// The lock on a runs folder: one process at a time, also where the last one left it behind.

import assert from 'node:assert/strict';
import { readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as giveTurn } from 'node:timers/promises';
import { newOwner } from '../../../src/base/locks/lockFile.ts';
import { withFolderLock } from '../../../src/launchers/folderLock.ts';
import { LaunchError } from '../../../src/launchers/launcher.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';

describe('the lock on a runs folder', () => {
  const folder = useTemporaryFolder();
  const lock = () => path.join(folder(), '.launching');
  const anHour = 3_600_000;
  /** As a process of this machine leaves it that was killed so long ago. */
  const leave = async (name: string, age: number) => {
    await writeFile(path.join(folder(), name), JSON.stringify({ ...newOwner({ isBrief: false }), pid: 2 ** 30 }));
    const time = new Date(Date.now() - age);
    await utimes(path.join(folder(), name), time, time);
  };

  it('lets one in at a time, also of many that find one that was left behind, also by a clock that was ahead', async () => {
    for (let round = 0; round < 60; round++) {
      await leave('.launching', round % 2 === 0 ? anHour : -anHour);
      let [inside, most, entered] = [0, 0, 0];
      const enter = async () => {
        most = Math.max(most, ++inside);
        entered++;
        for (let turn = 0; turn < 20; turn++) await giveTurn();
        inside--;
      };
      const come = async (place: number) => {
        for (let turn = 0; turn < place * (round % 4); turn++) await giveTurn();
        await withFolderLock(folder(), enter);
      };
      await Promise.all(Array.from({ length: 12 }, (_, place) => come(place)));
      assert.equal(most, 1, `${most} at once in round ${round}`);
      assert.ok(entered >= 1);
      assert.deepEqual(await readdir(folder()), []);
    }
  });

  it('is taken over where the one that took it over died, too; where many did, it says what to do', async () => {
    const takeover = '.launching.takeover';
    await leave('.launching', anHour);
    await leave(takeover, anHour);
    assert.equal(await withFolderLock(folder(), async () => 'done'), 'done');
    assert.deepEqual(await readdir(folder()), []);
    for (let dead = 0; dead < 6; dead++) await leave(`.launching${'.takeover'.repeat(dead)}`, anHour);
    await assert.rejects(
      withFolderLock(folder(), async () => 'done'),
      /died one after another\. Remove its files \.launching\*/,
    );
  });

  it('stays another’s where the drive’s clock is hours off ours', async () => {
    for (const offset of [anHour, -anHour, 30 * anHour, -30 * anHour]) {
      await withFolderLock(folder(), async () => {
        const time = new Date(Date.now() + offset);
        await utimes(lock(), time, time);
        assert.equal(await withFolderLock(folder(), async () => 'inside'), undefined);
      });
    }
    assert.deepEqual(await readdir(folder()), []);
  });

  it('says to whom it was taken from, and stays with whoever took it', async () => {
    await withFolderLock(folder(), async (hold) => {
      hold.assertHeld();
      // As whoever looks at it for long enough does where this process is frozen.
      const successor = JSON.stringify(newOwner({ isBrief: false }));
      await writeFile(lock(), successor);
      assert.throws(() => hold.assertHeld(), /was frozen.* taken over/);
      await rm(lock());
      assert.throws(() => hold.assertHeld(), LaunchError);
      await writeFile(lock(), successor);
    });
    assert.deepEqual(await readdir(folder()), ['.launching']);
  });

  it('stays another’s as long as that one is at work, however long', async () => {
    await withFolderLock(folder(), async () => {
      await utimes(lock(), new Date(Date.now() - anHour), new Date(Date.now() - anHour));
      await waitFor('the lock to be renewed', async () => Date.now() - (await stat(lock())).mtimeMs < anHour / 2);
      assert.equal(await withFolderLock(folder(), async () => 'inside'), undefined);
    });
    assert.deepEqual(await readdir(folder()), []);
  }).timeout(20_000);
});
