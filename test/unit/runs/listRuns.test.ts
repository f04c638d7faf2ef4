// Listing runs: newest first, thousands in little time, and whatever else lies in the folder.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, rename, rm, stat, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lookAtEntry } from '../../../src/base/boundedFile.ts';
import { lookUpInside } from '../../../src/base/cautiousLookup.ts';
import { currentProcess } from '../../../src/base/processIdentity.ts';
import { KeptIndex } from '../../../src/runs/keptIndex/keptIndex.ts';
import { listRuns, RunLister, type RunListing } from '../../../src/runs/listRuns.ts';
import { newManifest } from '../../../src/runs/manifest.ts';
import { changeMarks } from '../../../src/runs/marks/changeMarks.ts';
import { compactTime, runFiles } from '../../../src/runs/runDirectory.ts';
import { failReads } from '../../support/failingReads.ts';
import { changeManifest, newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { testSecret } from '../../support/testSecret.ts';
import { sineExperiment } from '../../support/toyDistributions.ts';

const minute = 60_000;

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

  it('lists runs of one’s own beside thousands of folders that say they are of any time, and files', async function () {
    this.timeout(60_000);
    const own = await newTestRun(folder());
    const times = [0, 30 * minute, 15 * 60 * minute, 1e13].map((ahead) => compactTime(new Date(Date.now() + ahead)));
    for (const time of times)
      for (let number = 0; number < 9900; number++) mkdirSync(path.join(folder(), `${time}-${number}`));
    for (let number = 0; number < 20_100; number++)
      writeFileSync(path.join(folder(), `${times[1]}-file-${number}`), '');
    assert.deepEqual(
      (await listRuns(folder())).map(({ directory }) => directory),
      [own],
    );
  });

  it('leaves out run directories that are links, as long as links are not followed', async function () {
    if (process.platform === 'win32') this.skip();
    const runs = path.join(folder(), 'runs');
    const good = await newTestRun(runs);
    const outside = await newTestRun(path.join(folder(), 'outside'));
    const link = path.join(runs, 'link');
    await symlink(outside, link);
    let isTrusted = false;
    const mayLookInto = (place: string) => isTrusted || lookUpInside(folder(), place) !== 'notLookedUp';
    const lister = new RunLister(runs, { mayLookInto });
    const seen = async () => (await lister.list()).map(({ directory }) => directory).sort();
    assert.deepEqual(await seen(), [good]);
    assert.equal(await lister.lookAt(link), undefined);
    isTrusted = true;
    assert.deepEqual(await seen(), [good, link].sort());
    assert.equal((await listRuns(runs)).length, 2);
  });

  it('leaves out what comes to lie behind a link between two looks, and keeps nothing there', async function () {
    if (process.platform === 'win32') this.skip();
    const [workspace, outside] = [path.join(folder(), 'workspace'), path.join(folder(), 'outside')];
    const [runs, elsewhere] = [path.join(workspace, 'runs'), path.join(outside, 'runs')];
    const directory = await newTestRun(runs, { name: 'inside', state: 'completed' });
    const stranger = await newTestRun(elsewhere, { name: 'outside', state: 'completed' });
    const mayLookInto = (place: string) => lookUpInside(workspace, place) !== 'notLookedUp';
    let saves = 0;
    const kept = new KeptIndex(runs, { secret: () => Promise.resolve(testSecret), version: '1' });
    const save = kept.save.bind(kept);
    kept.save = (lines) => {
      saves++;
      return save(lines);
    };
    const lister = new RunLister(runs, { mayLookInto, kept });
    const names = (listings: readonly (RunListing | undefined)[]) =>
      listings.map((listing) => (listing?.kind === 'run' ? listing.manifest.name : listing));
    assert.deepEqual(names(await lister.list()), ['inside']);
    await lister.keep();
    assert.equal(saves, 1);

    await rename(directory, path.join(workspace, 'was'));
    await symlink(stranger, directory);
    assert.deepEqual(names([await lister.lookAt(directory)]), [undefined], 'of a known run');
    assert.deepEqual(names(await lister.list()), []);

    await unlink(directory);
    await rename(path.join(workspace, 'was'), directory);
    assert.deepEqual(names(await lister.list()), ['inside']);
    await rename(runs, path.join(workspace, 'were'));
    await symlink(elsewhere, runs);
    assert.deepEqual(names(await lister.list()), [], 'of the folder of runs');
    assert.deepEqual(names([await lister.lookAt(path.join(runs, path.basename(stranger)))]), [undefined]);
    await lister.keep();
    assert.equal(saves, 1);
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

  it('reads again what a disk did not give for a moment, marks too, though the files are the same', async () => {
    const directory = await newTestRun(folder(), { name: 'named' });
    await changeMarks(directory, [{ kind: 'star', isStarred: true }]);
    const { manifest, marks } = runFiles(directory);
    const lister = new RunLister(folder());
    const seen = async () => {
      const [listing] = await lister.list();
      return listing?.kind === 'run' ? listing.marks.isStarred : listing?.kind;
    };
    const seenBroken = async (file: string) => {
      const mend = await failReads((await stat(file)).size, 0);
      try {
        return await seen();
      } finally {
        mend();
      }
    };
    assert.equal(await seenBroken(marks), false);
    assert.equal(await seen(), true);
    await changeManifest(directory, { name: 'renamed' });
    assert.equal(await seenBroken(manifest), 'unreadable');
    assert.equal(await seen(), true);
    await utimes(marks, 1e9, 1e9);
    assert.equal(await seenBroken(marks), true, 'what was known still holds');
    assert.equal(await seen(), true);
  });

  it('follows what changes, appears and goes', async () => {
    const lister = new RunLister(folder());
    const [first, second] = [await newTestRun(folder()), await newTestRun(folder())];
    const seen = async () =>
      Object.fromEntries(
        (await lister.list()).map((listing) => [listing.directory, listing.kind === 'run' && listing.state]),
      );
    assert.deepEqual(await seen(), { [first]: 'queued', [second]: 'queued' });
    await changeManifest(first, { state: 'stopped' });
    await rm(second, { recursive: true });
    const third = await newTestRun(folder());
    assert.deepEqual(await seen(), { [first]: 'stopped', [third]: 'queued' });
  });

  it('takes 1,000 runs newest first, and a second look reads no manifest again', async function () {
    this.timeout(30_000);
    const experiment = sineExperiment();
    const ids = Array.from({ length: 1000 }, (_, index) => `${compactTime(new Date(1e12 + 1000 * index))}-x-0000`);
    for (const id of ids) {
      await mkdir(path.join(folder(), id));
      const createdAt = '2026-11-21T00:00:00Z';
      const run = {
        id,
        createdAt,
        experiment,
        experimentPath: '/x.json',
        overrides: [],
        askedBy: 'terminal',
        launcher: null,
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
    const manifests = (list: typeof listings) =>
      list.map((listing) => (listing.kind === 'run' ? listing.manifest : undefined));
    assert.ok(manifests(again).every((manifest, index) => manifest === manifests(listings)[index]));
  });

  it('lists no run that goes while it is looked at', async () => {
    const going = await newTestRun(folder(), { state: 'completed' });
    const lister = new RunLister(folder(), {
      lookAtEntry: async (file) => {
        const found = await lookAtEntry(file);
        await rm(going, { recursive: true, force: true });
        return found;
      },
    });
    assert.deepEqual(await lister.list(), []);
  });

  it('looks at one run without reading what did not change', async () => {
    const directory = await newTestRun(folder(), { state: 'queued', askedBy: 'editor', launcher: { kind: 'local' } });
    const lister = new RunLister(folder());
    const manifestIn = (listing: RunListing | undefined) => (listing?.kind === 'run' ? listing.manifest : undefined);
    const [first] = await lister.list();
    assert.equal(manifestIn(await lister.lookAt(directory)), manifestIn(first));
    await changeManifest(directory, { iteration: 7 });
    assert.equal(manifestIn(await lister.lookAt(directory))?.iteration, 7);
    assert.equal(await lister.lookAt(path.join(folder(), 'nowhere')), undefined);
  });

  it('keeps no more of the manifests than a budget, and lets no outsized ones keep the others out', async () => {
    const run = {
      experiment: sineExperiment(),
      createdAt: '2026-11-21T00:00:00Z',
      experimentPath: '/x.json',
      askedBy: 'terminal',
      launcher: null,
      version: '0',
    } as const;
    const write = async (id: string, overrides: string[]) => {
      await mkdir(path.join(folder(), id));
      await writeFile(
        runFiles(path.join(folder(), id)).manifest,
        JSON.stringify(newManifest({ ...run, id, overrides })),
      );
    };
    const outsized = Array.from(
      { length: 300 },
      (_, place) => `20270101T000000Z-fat-${String(place).padStart(4, '0')}`,
    );
    for (const id of outsized)
      await write(
        id,
        Array.from({ length: 6 }, () => 'a'.repeat(10_000)),
      );
    await write('20260101T000000Z-mine-0000', []);
    const listings = await new RunLister(folder()).list();
    const isListed = (id: string) => listings.find(({ directory }) => path.basename(directory) === id)?.kind === 'run';
    const kept = outsized.filter(isListed).length;
    assert.ok(kept > 200 && kept * 60_000 <= 16 * 2 ** 20, `${kept} kept`);
    assert.ok(isListed('20260101T000000Z-mine-0000'));
    const problem = listings.flatMap((listing) => (listing.kind === 'unreadable' ? [listing.problem] : []))[0];
    assert.match(
      problem ?? '',
      /run\.json is not read: the runs of this folder describe themselves at too great a length\./,
    );
  });

  it('calls a manifest damaged whose texts are longer than any that is written', async () => {
    const id = '20260101T000000Z-x-0000';
    const run = {
      id,
      experiment: sineExperiment(),
      createdAt: '2026-11-21T00:00:00Z',
      experimentPath: '/x',
      overrides: [],
      version: '0',
    };
    await mkdir(path.join(folder(), id));
    const manifest = {
      ...newManifest({ ...run, askedBy: 'terminal', launcher: null }),
      engineVariant: 'a'.repeat(900_000),
    };
    await writeFile(runFiles(path.join(folder(), id)).manifest, JSON.stringify(manifest));
    const [listing] = await new RunLister(folder()).list();
    assert.ok(listing?.kind === 'unreadable' && /engineVariant/.test(listing.problem));
  });
});
