// The trash of a runs folder: whole runs go in and come back, and whatever anybody put there leads nowhere else.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { readdir, readFile, readlink, rm } from 'node:fs/promises';
import path from 'node:path';
import { RefusedFileError } from '../../../../src/base/refusedFile.ts';
import { useBeside } from '../../../../src/runs/cleanUp/totalsOfPlans.ts';
import { listRuns } from '../../../../src/runs/listRuns.ts';
import { readManifest } from '../../../../src/runs/manifestFile.ts';
import { emptyOldTrash, emptyTrash } from '../../../../src/runs/trash/emptyTrash.ts';
import {
  listTrash,
  moveToTrash,
  restoreFromTrash,
  sizeOfTrashed,
  TrashError,
  trashFolderOf,
} from '../../../../src/runs/trash/trash.ts';
import { newTestRun } from '../../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

describe('the trash of a runs folder', () => {
  const folder = useTemporaryFolder();
  const runs = () => path.join(folder(), 'runs');
  const trash = () => trashFolderOf(runs());
  const newRun = (seed = 1) => newTestRun(runs(), { seed, state: 'completed' });
  const day = 86_400_000;

  it('takes whole runs, which are no runs there, and gives them back as they were', async () => {
    const [one, two] = [await newRun(1), await newRun(2)];
    const before = await readManifest(one);
    const trashed = await moveToTrash(one, new Date('2026-11-29T05:00:00.000Z'));
    assert.equal(trashed.name, path.basename(one));
    assert.equal(trashed.deletedAt, Date.UTC(2026, 10, 29, 5));
    assert.ok(!existsSync(one));
    assert.deepEqual(
      (await listRuns(runs())).map(({ directory }) => directory),
      [two],
    );
    assert.deepEqual(await listTrash(runs()), [trashed]);
    await moveToTrash(two);
    assert.deepEqual(await listRuns(runs()), []);
    assert.equal((await listTrash(runs())).length, 2);
    assert.equal(await restoreFromTrash(runs(), trashed), one);
    assert.deepEqual(await readManifest(one), before);
    assert.equal((await listTrash(runs())).length, 1);
    await assert.rejects(restoreFromTrash(runs(), trashed), TrashError);
  });

  it('puts no run in another’s place, and keeps it where its own is taken', async () => {
    const run = await newRun();
    const trashed = await moveToTrash(run);
    mkdirSync(run);
    await assert.rejects(restoreFromTrash(runs(), trashed), /is there again/);
    assert.deepEqual(await listTrash(runs()), [trashed]);
    await rm(run, { recursive: true });
    await restoreFromTrash(runs(), trashed);
    assert.ok(existsSync(path.join(run, 'run.json')));
  });

  it('holds several runs of one name, of the same second', async () => {
    const run = await newRun();
    const now = new Date();
    await moveToTrash(run, now);
    mkdirSync(run);
    await moveToTrash(run, now);
    const names = (await listTrash(runs())).map(({ name }) => name);
    assert.deepEqual(names, [path.basename(run), path.basename(run)]);
  });

  it('is emptied of all, or of what has lain there for long by its name and by the file system', async () => {
    const now = Date.now();
    const old = await moveToTrash(await newRun(1), new Date(now - 40 * day));
    const touched = await moveToTrash(await newRun(2), new Date(now - 40 * day));
    const young = await moveToTrash(await newRun(3), new Date(now));
    utimesSync(old.entry, new Date(now - 40 * day), new Date(now - 40 * day));
    utimesSync(young.entry, new Date(now - 40 * day), new Date(now - 40 * day));
    const { removed, kept } = await emptyOldTrash(runs(), 30);
    assert.deepEqual([removed, kept], [[old], []]);
    assert.deepEqual((await listTrash(runs())).map(({ name }) => name).sort(), [touched.name, young.name].sort());
    assert.equal((await emptyTrash(runs())).removed.length, 2);
    assert.ok(!existsSync(trash()), 'an empty trash is no folder');
    assert.deepEqual(await emptyTrash(runs()), { removed: [], kept: [] });
  });

  it('loses what a process left that died while it emptied, and nothing that is not ours', async () => {
    const trashed = await moveToTrash(await newRun());
    const half = path.join(trash(), '20261101T000000Z-00000000.removing');
    mkdirSync(path.join(half, 'run'), { recursive: true });
    writeFileSync(path.join(trash(), 'notes.txt'), 'mine');
    mkdirSync(path.join(trash(), 'somebody’s'));
    assert.deepEqual(await listTrash(runs()), [trashed]);
    await emptyTrash(runs());
    assert.deepEqual((await readdir(trash())).sort(), ['notes.txt', 'somebody’s']);
  });

  it('takes of a run that is a link the link alone, gives it back, and loses it alone', async function () {
    if (process.platform === 'win32') this.skip();
    const outside = await newTestRun(path.join(folder(), 'elsewhere'), { state: 'completed' });
    mkdirSync(runs());
    const link = path.join(runs(), 'linked');
    symlinkSync(outside, link);
    const trashed = await moveToTrash(link);
    assert.deepEqual(await listTrash(runs()), [trashed]);
    await restoreFromTrash(runs(), trashed);
    assert.equal(await readlink(link), outside);
    await moveToTrash(link);
    await emptyTrash(runs());
    assert.ok(existsSync(path.join(outside, 'run.json')));
  });

  it('is refused where it is a link, and entries that are links or hold several things are passed over', async function () {
    if (process.platform === 'win32') this.skip();
    const run = await newRun();
    const outside = path.join(folder(), 'outside');
    mkdirSync(path.join(outside, '20261101T000000Z-00000000', 'run'), { recursive: true });
    writeFileSync(path.join(outside, '20261101T000000Z-00000000', 'run', 'precious'), 'precious');
    symlinkSync(outside, trash());
    await assert.rejects(moveToTrash(run), RefusedFileError);
    await assert.rejects(listTrash(runs()), RefusedFileError);
    await assert.rejects(emptyTrash(runs()), RefusedFileError);
    assert.ok(existsSync(run));
    await rm(trash());
    mkdirSync(trash());
    symlinkSync(path.join(outside, '20261101T000000Z-00000000'), path.join(trash(), '20261102T000000Z-00000000'));
    mkdirSync(path.join(trash(), '20261103T000000Z-00000000', 'a'), { recursive: true });
    mkdirSync(path.join(trash(), '20261103T000000Z-00000000', 'b'));
    mkdirSync(path.join(trash(), '20261104T000000Z-00000000'));
    writeFileSync(path.join(trash(), '20261105T000000Z-00000000'), '');
    assert.deepEqual(await listTrash(runs()), []);
    await emptyTrash(runs());
    assert.equal(
      await readFile(path.join(outside, '20261101T000000Z-00000000', 'run', 'precious'), 'utf8'),
      'precious',
    );
  });

  it('leaves alone what is named for a time that there is not', async () => {
    const trashed = await moveToTrash(await newRun());
    for (const name of [
      '99999999T999999Z-deadbeef',
      '20260231T250000Z-00000000',
      '99999999T999999Z-deadbeef.removing',
    ]) {
      const entry = path.join(trash(), name);
      mkdirSync(path.join(entry, 'run'), { recursive: true });
      utimesSync(entry, new Date(0), new Date(0));
    }
    assert.deepEqual(await listTrash(runs()), [trashed]);
    assert.deepEqual((await emptyOldTrash(runs(), 30)).removed, []);
    assert.deepEqual((await emptyTrash(runs())).removed, [trashed]);
    assert.equal((await readdir(trash())).length, 3);
  });

  it('is measured without what links in it lead to', async function () {
    if (process.platform === 'win32') this.skip();
    const outside = path.join(folder(), 'outside');
    mkdirSync(outside);
    writeFileSync(path.join(outside, 'large'), Buffer.alloc(5000));
    mkdirSync(runs());
    symlinkSync(outside, path.join(runs(), 'linked'));
    assert.equal(await sizeOfTrashed(await moveToTrash(path.join(runs(), 'linked'))), 0);
    assert.ok((await sizeOfTrashed(await moveToTrash(await newRun()))) > 0);
    const other = path.join(folder(), 'other');
    mkdirSync(other);
    for (const name of ['.trash', '.cache']) symlinkSync(outside, path.join(other, name));
    assert.deepEqual(await useBeside(other), { cache: 0, trash: 0 });
  });

  it('never restores to a place that a crafted name leads to', async () => {
    mkdirSync(runs());
    const entry = path.join(trash(), '20261101T000000Z-00000000');
    for (const name of ['..', '.', path.join('..', 'elsewhere'), path.join(path.sep, 'tmp', 'elsewhere')]) {
      const crafted = { entry, name, directory: path.join(entry, 'run'), deletedAt: 0 };
      mkdirSync(crafted.directory, { recursive: true });
      await assert.rejects(restoreFromTrash(runs(), crafted), /does not hold a run of ours/, name);
    }
    assert.deepEqual(await readdir(folder()), ['runs']);
  });
});
