// The index of runs: complete, current, newest first, undisturbed by what cannot be read, and with a thousand
// runs no more work than there are files.

import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { currentProcess } from '../../../../src/base/processIdentity.ts';
import { RunIndex } from '../../../../src/extension/runs/runIndex.ts';
import type { RunChanges, UnreadableRun } from '../../../../src/extension/runs/runRecord.ts';
import { KeptIndex } from '../../../../src/runs/keptIndex/keptIndex.ts';
import { runFiles } from '../../../../src/runs/runDirectory.ts';
import { countLooks } from '../../../support/countingLooks.ts';
import { failReads } from '../../../support/failingReads.ts';
import { changeManifest, newTestRun } from '../../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { testSecret } from '../../../support/testSecret.ts';
import { waitFor } from '../../../support/waitFor.ts';

const intervals = { live: 20, all: 60 };
const running = () => ({ state: 'running', process: currentProcess() }) as const;

describe('RunIndex', () => {
  const folder = useTemporaryFolder();
  const problems: unknown[] = [];
  const indexes: RunIndex[] = [];

  async function openIndex(...folders: readonly string[]): Promise<{ index: RunIndex; told: RunChanges[] }> {
    const index = new RunIndex((problem) => problems.push(problem), intervals);
    indexes.push(index);
    const told: RunChanges[] = [];
    index.onDidChange((changes) => told.push(changes));
    await index.setFolders(folders);
    return { index, told };
  }
  const directories = (index: RunIndex) => index.all().map((run) => run.directory);

  afterEach(() => {
    for (const index of indexes.splice(0)) index.dispose();
    problems.length = 0;
  });

  it('lists the runs of all folders, newest first, and waits for folders that do not exist yet', async () => {
    const [first, second] = [path.join(folder(), 'a'), path.join(folder(), 'b')];
    const old = await newTestRun(first, { createdAt: '2026-01-01T00:00:00.000Z', state: 'completed' });
    const { index } = await openIndex(first, second);
    assert.deepEqual(directories(index), [old]);
    const recent = await newTestRun(second, { createdAt: '2026-02-01T00:00:00.000Z', state: 'completed' });
    await waitFor('the run of the new folder', () => directories(index).length === 2);
    assert.deepEqual(directories(index), [recent, old]);
  });

  it('tells once of what appears, changes and goes', async () => {
    const { index, told } = await openIndex(folder());
    const run = await newTestRun(folder(), running());
    await waitFor('the run', () => index.get(run)?.state === 'running');
    await changeManifest(run, { iteration: 7 });
    await waitFor('its progress', () => index.get(run)?.manifest.iteration === 7);
    await rm(run, { recursive: true });
    await waitFor('it to be gone', () => index.get(run) === undefined);
    assert.equal(told.flatMap(({ added }) => added).length, 1);
    assert.equal(told.flatMap(({ removed }) => removed).length, 1);
    const progress = told.flatMap(({ changed }) => changed).at(-1);
    assert.deepEqual([progress?.previous.manifest.iteration, progress?.current.manifest.iteration], [0, 7]);
  });

  it('labels runs of one name by what differs among them, anew when one comes or goes', async () => {
    const [first, second] = [await newTestRun(folder(), { seed: 1 }), await newTestRun(folder(), { seed: 2 })];
    const { index, told } = await openIndex(folder());
    const labels = () => [first, second].map((directory) => index.get(directory)?.label);
    await waitFor('labels', () => labels().join() === 'seed 1,seed 2');
    assert.ok(told.some(({ changed }) => changed.some(({ previous, current }) => previous.label !== current.label)));
    await changeManifest(first, { iteration: 3 });
    await waitFor('the progress', () => index.get(first)?.manifest.iteration === 3);
    assert.deepEqual(labels(), ['seed 1', 'seed 2']);
    await rm(second, { recursive: true });
    await waitFor('no label of the one that is left', () => index.get(first)?.label === '');
  });

  it('labels runs whose experiments a disk did not give for a moment, though no run comes or goes', async () => {
    const [first, second] = [await newTestRun(folder(), { seed: 1 }), await newTestRun(folder(), { seed: 2 })];
    let [failed, attempts] = [0, 0];
    class CountingIndex extends KeptIndex {
      override async factsOf(directory: string, stamp?: string) {
        attempts++;
        return Promise.resolve(super.factsOf(directory, stamp)).catch((error: unknown) => {
          failed++;
          throw error;
        });
      }
    }
    const index = new RunIndex((problem) => problems.push(problem), intervals, {
      keepIndex: (runsFolder) => new CountingIndex(runsFolder, { secret: async () => testSecret, version: '1' }),
    });
    indexes.push(index);
    const mend = await failReads((await stat(runFiles(first).experiment)).size, 0);
    try {
      await index.setFolders([folder()]);
      await waitFor('failures', () => failed >= 2 && attempts === failed);
    } finally {
      mend();
    }
    const labels = () => [first, second].map((directory) => index.get(directory)?.label);
    await waitFor('labels', () => labels().join() === 'seed 1,seed 2');
    assert.deepEqual(problems, []);
  });

  it('says nothing while nothing changes, though live runs are looked at all the time', async () => {
    await newTestRun(folder(), running());
    const { index, told } = await openIndex(folder());
    for (let look = 0; look < 20; look++) await index.refresh();
    assert.equal(told.length, 1);
  });

  it('reads no manifest of a waiting run that did not change, however often it is looked at', async () => {
    const waiting: string[] = [];
    for (let count = 0; count < 10; count++)
      waiting.push(await newTestRun(folder(), { state: 'queued', askedBy: 'editor', launcher: { kind: 'local' } }));
    const { index } = await openIndex(folder());
    const isOfRun = (file: string) => waiting.includes(path.dirname(file)) && path.basename(file) === 'run.json';
    const looks = await countLooks(isOfRun, async () => {
      for (const directory of waiting) await index.lookAt(directory);
    });
    assert.equal(looks.opened, 0);
    assert.ok(looks.lookedAt >= waiting.length);
  });

  it('sees a run whose process is gone as lost', async () => {
    const gone = { ...currentProcess(), pid: 0x7ffffffe };
    const run = await newTestRun(folder(), { state: 'running', process: gone });
    const { index } = await openIndex(folder());
    assert.equal(index.get(run)?.state, 'lost');
  });

  it('sees that another program resumed a run that had ended', async () => {
    const run = await newTestRun(folder(), { state: 'stopped' });
    const { index } = await openIndex(folder());
    await changeManifest(run, running());
    await waitFor('the resumed run', () => index.get(run)?.state === 'running');
  });

  it('keeps showing the others when one is damaged, tells of it once, and shows it as it was at the first look', async () => {
    const [good, bad] = [
      await newTestRun(folder(), { state: 'stopped' }),
      await newTestRun(folder(), { state: 'completed' }),
    ];
    const never = path.join(folder(), 'never-good');
    await mkdir(never);
    await writeFile(path.join(never, 'run.json'), 'nonsense');
    await mkdir(path.join(folder(), 'no-run'));
    // It looks only when it is told to.
    const index = new RunIndex((problem) => problems.push(problem), { live: 60_000, all: 60_000 });
    indexes.push(index);
    await index.setFolders([folder()]);
    await writeFile(path.join(bad, 'run.json'), '{ "formatVersion": 1, "id":');
    await index.refresh();
    assert.deepEqual(directories(index).toSorted(), [good, bad].toSorted());
    assert.equal(index.get(bad)?.state, 'completed');
    for (let look = 0; look < 5; look++) await index.refresh();
    assert.deepEqual(directories(index), [good]);
    assert.equal(problems.length, 2);
  });

  it('lists a run at work that stays unreadable as such, and as a run again when it heals', async () => {
    const directory = await newTestRun(folder(), running());
    const { index, told } = await openIndex(folder());
    const file = path.join(directory, 'run.json');
    const whole = await readFile(file);
    for (let time = 0; time < 2; time++) {
      assert.equal(index.get(directory)?.state, 'running');
      await writeFile(file, '{');
      await waitFor('it to be unreadable', () => index.unreadable.length === 1);
      assert.equal(index.get(directory), undefined);
      assert.match(index.unreadable[0]?.problem ?? '', /is damaged/);
      await writeFile(file, whole);
      await waitFor('it to be whole', () => index.get(directory) !== undefined && index.unreadable.length === 0);
    }
    assert.equal(told.flatMap(({ added }) => added).length, 3, 'when the folder was opened, and each time it healed');
    assert.equal(told.flatMap(({ removed }) => removed).length, 2);
    assert.equal(problems.length, 2, 'each time it was damaged, once');
  });

  it('names runs that were never seen whole, tells when they come and go, and lists one that heals', async () => {
    const { index } = await openIndex(folder());
    const told: (readonly UnreadableRun[])[] = [];
    index.onDidChangeUnreadable((unreadable) => told.push(unreadable));
    const directory = path.join(folder(), 'broken');
    await mkdir(directory);
    await writeFile(path.join(directory, 'run.json'), '{');
    await waitFor('the unreadable run', () => index.unreadable.length === 1);
    assert.match(index.unreadable[0]?.problem ?? '', /broken.*is damaged/);
    await rm(directory, { recursive: true });
    await cp(await newTestRun(path.join(folder(), 'elsewhere')), directory, { recursive: true });
    await waitFor('the whole run', () => index.get(directory) !== undefined && index.unreadable.length === 0);
    assert.deepEqual(
      told.map(({ length }) => length),
      [1, 0],
    );
  });

  it('looks at the one run that a watch names, however seldom it looks at all', async () => {
    const [ended, other] = [
      await newTestRun(folder(), { state: 'completed' }),
      await newTestRun(folder(), { state: 'completed', name: 'another' }),
    ];
    let hear: (directory: string) => void = () => {};
    const watchRuns = (_: string, onChange: (directory: string) => void) => {
      hear = onChange;
      return { dispose: () => {} };
    };
    const index = new RunIndex((problem) => problems.push(problem), { live: 600_000, all: 600_000 }, { watchRuns });
    indexes.push(index);
    await index.setFolders([folder()]);
    const looks = await countLooks(
      (file) => file.startsWith(other),
      async () => {
        await changeManifest(ended, { iteration: 9 });
        hear(ended);
        await waitFor('the change', () => index.get(ended)?.manifest.iteration === 9);
      },
    );
    assert.deepEqual(looks, { opened: 0, lookedAt: 0 });
    await rm(ended, { recursive: true });
    hear(ended);
    await waitFor('it to be gone', () => index.get(ended) === undefined);
    assert.deepEqual(directories(index), [other]);
  });

  it('lists folders all the same that the editor cannot watch', async () => {
    const [first, second] = [path.join(folder(), 'a'), path.join(folder(), 'b')];
    await newTestRun(first, { state: 'completed' });
    await newTestRun(second, { state: 'completed' });
    const watchRuns = () => {
      throw new Error('no watch');
    };
    const index = new RunIndex((problem) => problems.push(String(problem)), intervals, { watchRuns });
    indexes.push(index);
    await index.setFolders([first, second]);
    assert.deepEqual([index.all().length, problems], [2, ['Error: no watch', 'Error: no watch']]);
  });

  it('labels runs, and tells of it, where what is known of them cannot be kept', async () => {
    class FailingIndex extends KeptIndex {
      override save(): Promise<void> {
        return Promise.reject(new Error('nothing is kept'));
      }
    }
    const first = await newTestRun(folder(), { seed: 1 });
    const options = { secret: async () => testSecret, version: '1' };
    const index = new RunIndex((problem) => problems.push(String(problem)), intervals, {
      keepIndex: (runsFolder) => new FailingIndex(runsFolder, options),
    });
    indexes.push(index);
    await index.setFolders([folder()]);
    await waitFor('the failure', () => problems.includes('Error: nothing is kept'));
    await newTestRun(folder(), { seed: 2 });
    await waitFor('a label', () => index.get(first)?.label === 'seed 1');
  });

  it('looks at a run that comes, and at no other, and at none for a lock or what is half made', async () => {
    const other = await newTestRun(folder(), { state: 'completed' });
    const index = new RunIndex((problem) => problems.push(problem), { live: 600_000, all: 600_000 });
    indexes.push(index);
    await index.setFolders([folder()]);
    const looks = await countLooks(
      (file) => file.startsWith(other),
      async () => {
        await writeFile(path.join(folder(), '.launching'), '{}');
        const come = await newTestRun(folder(), { state: 'completed', name: 'another' });
        await waitFor('the run', () => index.get(come) !== undefined);
      },
    );
    assert.deepEqual(looks, { opened: 0, lookedAt: 0 });
  });

  it('says of each folder that it cannot list why, once, until it can or does not watch it any more', async () => {
    const [first, second] = [path.join(folder(), 'a'), path.join(folder(), 'b')];
    await writeFile(first, '');
    await writeFile(second, '');
    const { index } = await openIndex(first, second);
    await index.refresh();
    const aFile = (name: string) => `${name} cannot be reached: a part of the path is a file, not a folder.`;
    // They are looked at beside each other.
    assert.deepEqual(index.folderProblems.all.toSorted(), [aFile(first), aFile(second)]);
    assert.deepEqual(problems.toSorted(), [aFile(first), aFile(second)]);
    const told: (readonly string[])[] = [];
    index.folderProblems.onDidChange((all) => told.push(all));
    await rm(first);
    await newTestRun(first, { state: 'completed' });
    await index.refresh();
    assert.deepEqual([index.all().length, index.folderProblems.all], [1, [aFile(second)]]);
    await index.setFolders([first]);
    assert.deepEqual(told, [[aFile(second)], []]);
  });

  it('stops listing a folder that is not watched any more', async () => {
    const run = await newTestRun(folder(), { state: 'stopped' });
    const { index } = await openIndex(folder());
    assert.deepEqual(directories(index), [run]);
    await index.setFolders([]);
    assert.deepEqual(directories(index), []);
  });

  it('finds a run again that was moved to another watched folder', async () => {
    const [from, to] = [path.join(folder(), 'a'), path.join(folder(), 'b')];
    const run = await newTestRun(from, { state: 'stopped' });
    const { index } = await openIndex(from, to);
    await mkdir(to);
    const moved = path.join(to, path.basename(run));
    await rename(run, moved);
    await index.refresh();
    assert.deepEqual(directories(index), [moved]);
  });

  it('opens the manifest of each of a thousand runs once, and when it looks again none', async () => {
    const sample = await newTestRun(folder(), { state: 'completed' });
    await rm(path.join(sample, 'control'), { recursive: true });
    for (let start = 1; start < 1000; start += 50) {
      await Promise.all(
        Array.from({ length: 50 }, (_, offset) => cp(sample, `${sample}-${start + offset}`, { recursive: true })),
      );
    }
    // Looks of its own accord would be counted, too; for labels it reads experiments meanwhile.
    const index = new RunIndex((problem) => problems.push(problem), { live: 1e6, all: 1e6 });
    indexes.push(index);
    const isManifest = (file: string) => path.basename(file) === 'run.json';
    const first = await countLooks(isManifest, () => index.setFolders([folder()]));
    const runs = index.all().length;
    assert.equal(runs, 1001);
    // Once to know it, and once more before it is opened.
    assert.deepEqual(first, { opened: runs, lookedAt: 2 * runs });
    const again = await countLooks(isManifest, () => index.refresh());
    assert.deepEqual(again, { opened: 0, lookedAt: runs });
  });
});
