// Deleting runs: what is at work by then stays, whoever began it and whether it can be read, and keeps no other one.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { currentProcess } from '../../../../src/base/processIdentity.ts';
import { runFiles } from '../../../../src/runs/runDirectory.ts';
import { lockRun } from '../../../../src/runs/runLock.ts';
import { deleteEach } from '../../../../src/runs/trash/deleteEach.ts';
import { changeManifest, newTestRun } from '../../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

describe('deleting runs', () => {
  const folder = useTemporaryFolder();
  const newRun = () => newTestRun(folder(), { state: 'stopped' });
  const remove = ({ directory }: { readonly directory: string }) => rm(directory, { recursive: true });
  const deleteAll = (...directories: readonly string[]) =>
    deleteEach(
      directories.map((directory) => ({ directory })),
      remove,
    );

  it('leaves what was begun since the person was asked, and deletes the others', async () => {
    const [first, resumed, queued, last] = [await newRun(), await newRun(), await newRun(), await newRun()];
    await changeManifest(resumed, { state: 'running', process: currentProcess() });
    await changeManifest(queued, { state: 'queued' });
    const kept = await deleteAll(first, resumed, queued, last);
    assert.deepEqual(kept, [
      { run: { directory: resumed }, reason: undefined },
      { run: { directory: queued }, reason: undefined },
    ]);
    assert.deepEqual([first, resumed, queued, last].map(existsSync), [false, true, true, false]);
  });

  it('leaves what another process has, also where its run.json cannot be read, until it is gone', async () => {
    const unreadable = await newRun();
    const hold = await lockRun(unreadable);
    await writeFile(runFiles(unreadable).manifest, '{ "formatVersion": 2 }');
    const [kept] = await deleteAll(unreadable);
    assert.match(kept?.reason ?? '', new RegExp(`^Process ${process.pid} on .* is already at work on `));
    assert.ok(existsSync(unreadable));
    await hold.release();
    assert.deepEqual(await deleteAll(unreadable), []);
    assert.ok(!existsSync(unreadable));
  });

  it('leaves what a process of another machine may be at work on', async () => {
    const directory = await newRun();
    await writeFile(runFiles(directory).manifest, '{');
    const owner = { host: 'elsewhere', pid: 1, startedAt: null, token: '00000000-0000-4000-8000-000000000000' };
    await writeFile(runFiles(directory).lock, JSON.stringify(owner));
    const [kept] = await deleteAll(directory);
    assert.match(kept?.reason ?? '', /Nobody can tell from here whether process 1 on elsewhere/);
  });

  it('deletes what has something else in the place of its lock, and passes over what is gone', async function () {
    if (process.platform === 'win32') this.skip();
    const [odd, gone] = [await newRun(), path.join(folder(), 'gone')];
    await symlink('/dev/zero', runFiles(odd).lock);
    assert.deepEqual(await deleteAll(gone, odd), []);
    assert.ok(!existsSync(odd));
  });

  it('leaves a folder that is no run, and takes one whose run.json is gone', async () => {
    const [bare, other] = [await newRun(), path.join(folder(), 'src')];
    await mkdir(other);
    await writeFile(path.join(other, 'precious.ts'), '');
    await rm(runFiles(bare).manifest);
    const kept = await deleteAll(folder(), other, bare);
    assert.deepEqual(
      kept.map(({ run: { directory } }) => directory),
      [folder(), other],
    );
    assert.match(kept[0]?.reason ?? '', /holds no run/);
    assert.deepEqual([folder(), other, bare].map(existsSync), [true, true, false]);
  });

  it('goes on behind one that the system does not allow to be deleted, and says why', async () => {
    const [stuck, other] = [await newRun(), await newRun()];
    const kept = await deleteEach([{ directory: stuck }, { directory: other }], async (run) => {
      if (run.directory === stuck) throw new Error('EACCES: permission denied');
      await remove(run);
    });
    assert.deepEqual(kept, [{ run: { directory: stuck }, reason: 'EACCES: permission denied' }]);
    assert.ok(!existsSync(other));
  });
});
