// Labels of many runs, from their frozen experiments: whatever made the difference, read once, and bounded against
// strangers.

import assert from 'node:assert/strict';
import { mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { type LabelledRun, RunLabeller, readRunLabels } from '../../../src/runs/runLabels.ts';
import { memoryOf } from '../../../src/runs/sharedFacts.ts';
import { countLooks } from '../../support/countingLooks.ts';
import { failReads } from '../../support/failingReads.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('the labels of runs', () => {
  const folder = useTemporaryFolder();

  async function newRun(seed: number, name = 'sine'): Promise<LabelledRun> {
    const createdAt = new Date(Date.UTC(2026, 0, 1, 0, seed)).toISOString();
    const directory = await newTestRun(folder(), { name, seed, createdAt });
    return { directory, manifest: await readManifest(directory) };
  }

  it('come from what the runs froze, and tell runs of one name apart alone', async () => {
    const [first, second, other] = [await newRun(1), await newRun(2), await newRun(3, 'another')];
    const labels = await readRunLabels([other, second, first]);
    // Folders of one second stand in whatever order chance has given them.
    assert.deepEqual(
      labels,
      new Map([
        [first.directory, 'seed 1'],
        [second.directory, 'seed 2'],
      ]),
    );
  });

  it('say of runs of the same settings which were extended, with step sizes of another length', async () => {
    const runs = await Promise.all([1, 1, 2].map((seed) => newRun(seed)));
    const lengths = [[], [{ until: 300, metaIterations: 300 }], []];
    const extended = runs.map(({ directory, manifest }, place): LabelledRun => {
      return { directory, manifest: { ...manifest, earlierLengths: lengths[place] ?? [] } };
    });
    const labels = await readRunLabels(extended);
    assert.deepEqual(
      runs.map(({ directory }) => labels.get(directory)),
      ['not extended · seed 1', 'extended at 300 · seed 1', 'not extended · seed 2'],
    );
  });

  it('say what runs of the same settings and seed begin with, where that differs', async () => {
    const runs = await Promise.all([1, 1, 1, 2].map((seed) => newRun(seed)));
    const weights = { run: 'good.npz', directory: '', iteration: 0, parametersSha256: 'ab'.repeat(32) };
    const beginnings = [
      null,
      { ...weights, fileSha256: 'cd'.repeat(32) },
      { ...weights, run: `${'2026-'.repeat(5)}x1y2`, iteration: 45 },
      null,
    ];
    const begun = runs.map(({ directory, manifest }, place): LabelledRun => {
      return { directory, manifest: { ...manifest, initializedFrom: beginnings[place] ?? null } };
    });
    const labels = await readRunLabels(begun);
    assert.deepEqual(
      runs.map(({ directory }) => labels.get(directory)),
      [
        'begins at random · seed 1',
        'initialization good.npz (abababab) · seed 1',
        'initialization …-2026-2026-2026-x1y2@45 · seed 1',
        'begins at random · seed 2',
      ],
    );
    const alike = begun.map(({ directory, manifest }) => {
      return { directory, manifest: { ...manifest, initializedFrom: { ...weights, fileSha256: 'cd'.repeat(32) } } };
    });
    assert.equal((await readRunLabels(alike)).get(runs[3]?.directory ?? ''), 'seed 2');
  });

  it('are not read again while the runs of a name stay the same, and only those that are new when one comes', async () => {
    const runs = await Promise.all([1, 2, 3].map((seed) => newRun(seed)));
    const labeller = new RunLabeller();
    await labeller.label(runs);
    const isExperiment = (file: string) => path.basename(file) === 'experiment.json';
    const again = await countLooks(isExperiment, async () => void (await labeller.label(runs)));
    assert.deepEqual([again.opened, again.lookedAt], [0, 0]);
    const another = await newRun(4);
    const more = await countLooks(isExperiment, async () => {
      assert.equal((await labeller.label([...runs, another])).get(another.directory), 'seed 4');
    });
    assert.equal(more.opened, 1);
  });

  it('are there once a disk gives experiments that it did not for a moment, though the files are the same', async () => {
    const runs = await Promise.all([1, 2, 3].map((seed) => newRun(seed)));
    const labeller = new RunLabeller();
    const mend = await failReads((await stat(runFiles(runs[0]?.directory ?? '').experiment)).size, 0);
    try {
      assert.equal((await labeller.label(runs)).size, 0);
      assert.equal(await labeller.isAnyMended(), false);
    } finally {
      mend();
    }
    assert.equal(await labeller.isAnyMended(), true);
    assert.deepEqual([...(await labeller.label(runs)).values()].toSorted(), ['seed 1', 'seed 2', 'seed 3']);
    assert.equal(await labeller.isAnyMended(), false);
  });

  it('are there once a damaged experiment is put right, which is not opened before', async () => {
    const runs = await Promise.all([1, 2, 3, 4].map((seed) => newRun(seed)));
    const [damaged, senseless] = runs.map(({ directory }) => runFiles(directory).experiment);
    assert.ok(damaged && senseless);
    const good = await Promise.all([damaged, senseless].map((file) => readFile(file)));
    await writeFile(damaged, '{');
    await writeFile(senseless, '{"name": 3}');
    const labeller = new RunLabeller();
    assert.equal((await labeller.label(runs)).size, 2);
    const looks = await countLooks(
      (file) => path.basename(file) === 'experiment.json',
      async () => {
        assert.equal(await labeller.isAnyMended(), false);
        assert.equal((await labeller.label(runs)).size, 2);
      },
    );
    assert.equal(looks.opened, 0);
    await writeFile(damaged, '{{');
    assert.equal(await labeller.isAnyMended(), false);
    for (const [place, file] of [damaged, senseless].entries()) {
      await writeFile(file, good[place] ?? '');
      assert.equal(await labeller.isAnyMended(), true);
      assert.equal((await labeller.label(runs)).size, 3 + place);
    }
    assert.equal(await labeller.isAnyMended(), false);
  });

  it('leave out a run whose experiment is a link, is missing, is no experiment or is too long', async () => {
    const runs = await Promise.all([1, 2, 3, 4, 5, 6].map((seed) => newRun(seed)));
    const [linked, missing, senseless, long] = runs.map(({ directory }) => runFiles(directory).experiment);
    assert.ok(linked && missing && senseless && long);
    await writeFile(long, `${await readFile(long, 'utf8')}${' '.repeat(300_000)}`);
    await rm(linked);
    await symlink(long, linked);
    await rm(missing);
    await writeFile(senseless, '{"name": 3}');
    const labels = await readRunLabels(runs);
    assert.deepEqual([...labels.values()].toSorted(), ['seed 5', 'seed 6']);
  });

  it('are there for the newest runs where not all can be kept, and for all again when others are gone', async function () {
    this.timeout(60_000);
    const own = [await newRun(1), await newRun(2)];
    const [directory = ''] = own.map((run) => run.directory);
    const text = (await readFile(runFiles(directory).experiment, 'utf8')).padEnd(256 * 1024);
    const old: LabelledRun[] = [];
    // More than 64 MiB, of the same name and of another.
    for (let number = 0; number < 280; number++) {
      const other = path.join(folder(), `20200101T000000Z-sine-${number}`);
      await mkdir(other);
      await writeFile(runFiles(other).experiment, text);
      const createdAt = new Date(Date.UTC(2020, 0, 1, 0, number)).toISOString();
      old.push({
        directory: other,
        manifest: { name: number < 140 ? 'sine' : 'another', createdAt, initializedFrom: null, earlierLengths: [] },
      });
    }
    const labeller = new RunLabeller();
    const labels = await labeller.label([...old, ...own]);
    assert.ok(own.every((run) => labels.has(run.directory)));
    assert.ok(labels.size > 230 && labels.size < 260, `${labels.size} labels`);
    assert.equal(labels.has(old[0]?.directory ?? ''), true);
    assert.equal((await labeller.label([...old.slice(0, 100), ...own])).size, 102);
  });

  it('count what keeping them takes, not what their files take', async () => {
    const facts = new Map(Array.from({ length: 500 }, (_, key) => [`task.settings.k${key}`, key]));
    assert.ok(memoryOf(facts) > 50_000);
    assert.ok(memoryOf(new Map([['a', 'x'.repeat(100_000)]])) > 200_000);
  });

  it('are there for hundreds of runs', async function () {
    this.timeout(60_000);
    const runs: LabelledRun[] = [];
    for (let seed = 1; seed <= 300; seed++) runs.push(await newRun(seed));
    const labels = await readRunLabels(runs);
    assert.equal(new Set(labels.values()).size, 300);
  });
});
