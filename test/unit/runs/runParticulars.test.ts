// What of runs is read beside their manifests, and what they take on the disk.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { diskUseOf } from '../../../src/runs/diskUse.ts';
import { storeEvaluation } from '../../../src/runs/evaluations.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { ParticularsReader } from '../../../src/runs/particularsReader.ts';
import { readExperimentFacts } from '../../../src/runs/readExperimentFacts.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { readParticulars } from '../../../src/runs/runParticulars.ts';
import { failReads } from '../../support/failingReads.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { testEvaluation } from '../../support/testEvaluation.ts';
import { waitFor } from '../../support/waitFor.ts';

describe('what of runs their manifests do not say', () => {
  const folder = useTemporaryFolder();

  it('is the experiment’s parameters, and nothing of an experiment that cannot be read', async () => {
    const directories = [await newTestRun(folder(), { seed: 1 }), await newTestRun(folder(), { seed: 2 })];
    const runs = await Promise.all(
      directories.map(async (directory) => ({ directory, manifest: await readManifest(directory) })),
    );
    await writeFile(runFiles(directories[1] ?? '').experiment, '{');
    const [good, damaged] = await readParticulars(runs, { evaluations: true, disk: false });
    assert.equal(good?.facts?.get('seed'), 1);
    assert.deepEqual(good?.evaluations, []);
    assert.equal(good?.diskBytes, undefined);
    assert.equal(damaged?.facts, undefined);
  });

  it('is the experiment’s parameters once a disk gives them that did not for a moment, though the file is the same', async () => {
    const directory = await newTestRun(folder(), { seed: 1 });
    const manifest = await readManifest(directory);
    const reader = new ParticularsReader();
    const mend = await failReads((await stat(runFiles(directory).experiment)).size, 0);
    try {
      await reader.read(directory, { disk: false });
    } finally {
      mend();
    }
    assert.equal(reader.known(directory, manifest)?.facts, undefined);
    assert.equal(await reader.read(directory, { disk: false }), true);
    assert.equal(reader.known(directory, manifest)?.facts?.get('seed'), 1);
  });

  it('is the parameters of a damaged experiment when it is put right, also right after it was read, and not before', async () => {
    const directory = await newTestRun(folder(), { seed: 1 });
    const { experiment } = runFiles(directory);
    const good = await readFile(experiment);
    await writeFile(experiment, '{');
    let [asked, isPutRight] = [0, false];
    const reader = new ParticularsReader(async () => {
      asked++;
      try {
        return await readExperimentFacts(directory);
      } finally {
        if (isPutRight) await writeFile(experiment, good);
      }
    });
    const read = () => reader.read(directory, { disk: false });
    await read();
    assert.deepEqual([await read(), asked], [false, 1]);
    await writeFile(experiment, '{{');
    isPutRight = true;
    assert.deepEqual([await read(), await read(), asked], [false, true, 3]);
    await rm(experiment);
    const other = new ParticularsReader(() => {
      asked++;
      return readExperimentFacts(directory);
    });
    await other.read(directory, { disk: false });
    assert.deepEqual(
      [await other.read(directory, { disk: false }), asked],
      [false, 4],
      'what is missing is not looked for',
    );
  });

  it('is an evaluation as soon as it can be read, however it could not before', async () => {
    const directory = await newTestRun(folder(), { seed: 1 });
    const manifest = await readManifest(directory);
    const { evaluations } = runFiles(directory);
    const { file } = await storeEvaluation(directory, testEvaluation('2026-11-21T10:00:00Z'));
    const good = await readFile(file);
    await writeFile(file, good.subarray(0, 100));
    const reader = new ParticularsReader();
    const known = async () => {
      await reader.read(directory, { disk: false });
      return reader.known(directory, manifest)?.evaluations.length;
    };
    assert.equal(await known(), 0);
    await writeFile(file, good);
    const mend = await failReads(good.length, 0);
    await waitFor('another look', async () => (await known()) === 0);
    mend();
    await waitFor('the mended one', async () => (await known()) === 1);
    await rename(evaluations, `${evaluations}-aside`);
    await symlink(`${evaluations}-aside`, evaluations);
    assert.equal(await known(), 1, 'a folder that cannot be listed takes nothing away');
    await rm(evaluations);
    await rename(`${evaluations}-aside`, evaluations);
    await rm(file);
    await waitFor('none', async () => (await known()) === 0);
  });

  it('is the length of all its files, without what links lead to', async () => {
    const directory = path.join(folder(), 'run');
    await mkdir(path.join(directory, 'checkpoints', '100'), { recursive: true });
    await writeFile(path.join(directory, 'run.json'), 'x'.repeat(100));
    await writeFile(path.join(directory, 'checkpoints', '100', 'parameters.f32'), new Uint8Array(4000));
    await writeFile(path.join(folder(), 'large'), new Uint8Array(100_000));
    await symlink(path.join(folder(), 'large'), path.join(directory, 'link'));
    await symlink(directory, path.join(directory, 'itself'));
    assert.equal(await diskUseOf(directory), 4100);
    assert.equal(await diskUseOf(path.join(folder(), 'none')), 0);
  });

  it('is added up again only in a while where that takes long', async () => {
    const directory = await newTestRun(folder(), { seed: 1 });
    const manifest = await readManifest(directory);
    let [time, step] = [0, 2000];
    const reader = new ParticularsReader(undefined, () => {
      time += step;
      return time;
    });
    const bytesNow = async () => {
      reader.noteChange(directory);
      await reader.read(directory, { disk: true });
      return reader.known(directory, manifest)?.diskBytes;
    };
    const first = await diskUseOf(directory);
    assert.equal(await bytesNow(), first);
    await writeFile(path.join(directory, 'more'), 'x');
    assert.equal(await bytesNow(), first);
    time += 40_000;
    step = 1;
    assert.equal(await bytesNow(), first + 1);
    await writeFile(path.join(directory, 'more'), 'xy');
    assert.equal(await bytesNow(), first + 2);
  });

  it('is the length of all its files, however many there are', async function () {
    this.timeout(60_000);
    const directory = path.join(folder(), 'crowded');
    await mkdir(path.join(directory, 'samples'), { recursive: true });
    for (let place = 0; place < 10_500; place++) writeFileSync(path.join(directory, 'samples', `${place}.json`), 'x');
    assert.equal(await diskUseOf(directory), 10_500);
  });
});
