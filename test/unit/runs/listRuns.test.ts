// Listing runs: newest first, thousands in little time, and whatever else lies in the folder.

import assert from 'node:assert/strict';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listRuns, RunLister } from '../../../src/runs/listRuns.ts';
import { newManifest } from '../../../src/runs/manifest.ts';
import { currentProcess } from '../../../src/runs/processIdentity.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { changeManifest, newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { sineExperiment } from '../../support/toyDistributions.ts';

describe('the list of runs', () => {
  const folder = useTemporaryFolder();

  it('is empty where there is no folder', async () => {
    assert.deepEqual(await listRuns(path.join(folder(), 'none')), []);
  });

  it('leaves out what is no run, and names what cannot be read', async () => {
    const good = await newTestRun(folder());
    const lost = await newTestRun(folder(), { state: 'running', process: { ...currentProcess(), pid: 0x7ffffffe } });
    await mkdir(path.join(folder(), 'a folder of yours'));
    await mkdir(path.join(folder(), '.unfinished-x'));
    await writeFile(path.join(folder(), 'notes.txt'), '');
    const damaged = path.join(folder(), 'zzz');
    await mkdir(damaged);
    await writeFile(runFiles(damaged).manifest, '{"formatVersion": 1');
    const listings = await listRuns(folder());
    assert.deepEqual(
      listings.map((listing) => [listing.directory, listing.kind]).sort(),
      [[damaged, 'unreadable'], ...[good, lost].map((directory) => [directory, 'run'])].sort(),
    );
    const states = listings.flatMap((listing) => (listing.kind === 'run' ? [[listing.directory, listing.state]] : []));
    assert.deepEqual(Object.fromEntries(states), { [good]: 'queued', [lost]: 'lost' });
    assert.ok(listings.some((listing) => listing.kind === 'unreadable' && listing.problem.includes('not JSON')));
  });

  it('leaves out run directories that are links, as long as links are not followed', async function () {
    if (process.platform === 'win32') this.skip();
    const runs = path.join(folder(), 'runs');
    const good = await newTestRun(runs);
    const outside = await newTestRun(path.join(folder(), 'outside'));
    const link = path.join(runs, 'link');
    await symlink(outside, link);
    let isTrusted = false;
    const lister = new RunLister(runs, { followsLinks: () => isTrusted });
    const seen = async () => (await lister.list()).map(({ directory }) => directory).sort();
    assert.deepEqual(await seen(), [good]);
    isTrusted = true;
    assert.deepEqual(await seen(), [good, link].sort());
    assert.equal((await listRuns(runs)).length, 2);
  });

  it('goes on past a run that may not be read', async function () {
    if (process.getuid === undefined || process.getuid() === 0) {
      console.log('        skipped: the superuser may read everything');
      return this.skip();
    }
    const locked = await newTestRun(folder());
    const open = await newTestRun(folder());
    await chmod(locked, 0);
    try {
      const kinds = Object.fromEntries((await listRuns(folder())).map(({ directory, kind }) => [directory, kind]));
      assert.deepEqual(kinds, { [locked]: 'unreadable', [open]: 'run' });
    } finally {
      await chmod(locked, 0o700);
    }
  });

  it('follows what changes, appears and goes', async () => {
    const lister = new RunLister(folder());
    const [first, second] = [await newTestRun(folder()), await newTestRun(folder())];
    const seen = async () =>
      Object.fromEntries((await lister.list()).map((listing) => [listing.directory, listing.kind === 'run' && listing.state]));
    assert.deepEqual(await seen(), { [first]: 'queued', [second]: 'queued' });
    await changeManifest(first, { state: 'stopped' });
    await rm(second, { recursive: true });
    const third = await newTestRun(folder());
    assert.deepEqual(await seen(), { [first]: 'stopped', [third]: 'queued' });
  });

  it('takes 1,000 runs newest first, and a second look reads no manifest again', async function () {
    this.timeout(30_000);
    const experiment = sineExperiment();
    const ids = Array.from({ length: 1000 }, (_, index) => `20261121T${String(index).padStart(6, '0')}Z-x-0000`);
    for (const id of ids) {
      await mkdir(path.join(folder(), id));
      const createdAt = '2026-11-21T00:00:00Z';
      const run = {
        id,
        createdAt,
        experiment,
        experimentPath: '/x.json',
        overrides: [],
        launcher: 'terminal',
        version: '0',
      } as const;
      await writeFile(runFiles(path.join(folder(), id)).manifest, JSON.stringify(newManifest(run)));
    }
    const lister = new RunLister(folder());
    const listings = await lister.list();
    assert.deepEqual(
      listings.map(({ directory }) => path.basename(directory)),
      ids.toReversed(),
    );
    const again = await lister.list();
    const manifests = (list: typeof listings) => list.map((listing) => (listing.kind === 'run' ? listing.manifest : undefined));
    assert.ok(manifests(again).every((manifest, index) => manifest === manifests(listings)[index]));
  });
});
