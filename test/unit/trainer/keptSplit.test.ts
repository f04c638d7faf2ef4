// A run keeps its own split: what comes to its data later takes no part, and what goes or changes is refused by name.

import assert from 'node:assert/strict';
import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ExperimentInput } from '../../../src/experiment/schema.ts';
import type { Manifest } from '../../../src/runs/manifest.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { readSplitRecord } from '../../../src/runs/splitRecord.ts';
import type { ClassSplit } from '../../../src/tasks/split/dataSplit.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import {
  type ChangingData,
  changingData,
  experimentOn,
  moduleFile,
  moduleSource,
  moduleTask,
} from '../../support/changingData.ts';
import { codeOf, failureWords } from '../../support/failureWords.ts';
import { changeManifest } from '../../support/newTestRun.ts';
import { taskModule } from '../../support/taskModules.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { figuresOf, newRunOf, stateOf, tinyExperiment } from './trainerFixture.ts';

interface CarriedOut {
  readonly manifest: Manifest;
  readonly warnings: string;
}

async function carryOut(directory: string, stopAt?: number, acceptsChangedData?: boolean): Promise<CarriedOut> {
  const stop = new AbortController();
  const warnings: string[] = [];
  const { manifest } = await carryOutRun(directory, {
    signal: stop.signal,
    acceptsChangedData,
    onProgress: (progress) => {
      if (progress.kind === 'warning') warnings.push(progress.message);
      if (progress.kind === 'iteration' && progress.iteration === stopAt) stop.abort();
    },
  });
  return { manifest, warnings: warnings.join('\n') };
}

async function keptBy(directory: string): Promise<ClassSplit & { readonly fromIteration: number }> {
  const found = await readSplitRecord(directory);
  assert.ok(found.kind === 'found' && found.record.split.kind === 'classes', JSON.stringify(found));
  return { ...found.record.split, fromIteration: found.record.fromIteration };
}

const namesOf = (classes: ClassSplit['training']) => classes.map(({ name }) => name);

describe("a run's split", function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();

  async function stoppedRun(data: ChangingData): Promise<string> {
    await data.write(folder());
    const directory = await newRunOf(folder(), experimentOn(data));
    assert.equal((await carryOut(directory, 6)).manifest.state, 'stopped');
    return directory;
  }

  for (const data of changingData) {
    describe(`of ${data.name}`, () => {
      it('is kept with the classes of both sides, and what they hold', async () => {
        const directory = await stoppedRun(data);
        const { training, heldOut, passedOver, fromIteration } = await keptBy(directory);
        assert.deepEqual([training.length, heldOut.length, passedOver, fromIteration], [4, 2, [], 0]);
        assert.deepEqual([...namesOf(training), ...namesOf(heldOut)].sort(), ['c0', 'c1', 'c2', 'c3', 'c4', 'c5']);
        assert.equal(new Set([...training, ...heldOut].map(({ digest }) => digest)).size, 6);
        assert.ok([...training, ...heldOut].every(({ samples }) => samples === 4));
        assert.match((await readManifest(directory)).splitDigest ?? '', /^[0-9a-f]{32}$/);
      });

      it('stays when a class comes: the run goes on bit for bit, and says that the class takes no part', async () => {
        const expected = await stoppedRun(data);
        await carryOut(expected);
        const directory = await newRunOf(folder(), experimentOn(data));
        await carryOut(directory, 6);
        const kept = await keptBy(directory);
        await data.add(folder());
        const { manifest, warnings } = await carryOut(directory);
        assert.equal(manifest.state, 'completed', failureWords(manifest.failure));
        assert.match(warnings, /a class that the run did not begin with: "b"\. It takes no part/);
        assert.deepEqual(await keptBy(directory), kept);
        assert.deepEqual(manifest.dataChanges, []);
        assert.deepEqual(await stateOf(directory), await stateOf(expected));
        assert.deepEqual(await figuresOf(directory), await figuresOf(expected));
        const anew = await newRunOf(folder(), experimentOn(data));
        await carryOut(anew);
        const { training, heldOut } = await keptBy(anew);
        assert.ok([...namesOf(training), ...namesOf(heldOut)].includes('b'), 'a new run has the new class');
      });

      it('is refused by name when a class goes, is called otherwise or holds something else', async () => {
        const directory = await stoppedRun(data);
        const kept = await keptBy(directory);
        const [trained = '', other = ''] = namesOf(kept.training);
        const [heldOut = ''] = namesOf(kept.heldOut);
        const before = await stateOf(directory);
        await data.alter(folder(), other);
        await data.rename(folder(), heldOut, 'zz');
        await data.remove(folder(), trained);
        const { manifest } = await carryOut(directory);
        assert.deepEqual([manifest.state, codeOf(manifest.failure)], ['failed', 'changedData']);
        assert.ok(
          failureWords(manifest.failure).includes(
            `(gone: "${trained}", "${heldOut}"; changed: "${other}" (other content); new: "zz")`,
          ),
          failureWords(manifest.failure),
        );
        assert.match(
          failureWords(manifest.failure),
          /Put the data back as they were, or accept the change .*--accept-changed-data/,
        );
        assert.deepEqual(await stateOf(directory), before);
        assert.deepEqual(await keptBy(directory), kept);
        // Put back, it goes on as if nothing had been.
        await data.write(folder());
        if (data.name !== 'texts') await data.remove(folder(), 'zz');
        const expected = await newRunOf(folder(), experimentOn(data));
        await carryOut(expected);
        assert.equal((await carryOut(directory)).manifest.state, 'completed');
        assert.deepEqual(await stateOf(directory), await stateOf(expected));
      });

      it('gives way where the person accepts that: classes that are left stay on their sides, and the run says so', async () => {
        const directory = await stoppedRun(data);
        const kept = await keptBy(directory);
        const [altered = '', gone = ''] = namesOf(kept.training);
        await data.alter(folder(), altered);
        await data.remove(folder(), gone);
        await data.add(folder());
        const { manifest, warnings } = await carryOut(directory, undefined, true);
        assert.equal(manifest.state, 'completed', failureWords(manifest.failure));
        assert.match(
          warnings,
          /^Goes on with changed data \(gone: "c\d"; changed: "c\d" \(other content\); new: "b"\)/m,
        );
        // The vocabulary is that of the training texts as they are by now.
        const [isOfWords, saysSo] = [
          data.name === 'texts',
          /stand for something else than in what the run .*: vocabulary/,
        ];
        assert.equal(saysSo.test(warnings), isOfWords, warnings);
        const [accepted] = manifest.dataChanges;
        assert.deepEqual(
          [manifest.dataChanges.length, accepted?.iteration, accepted?.changes],
          [
            1,
            6,
            {
              came: { count: 1, names: [{ name: 'b' }] },
              went: { count: 1, names: [{ name: gone }] },
              changed: { count: 1, names: [{ name: altered, how: 'otherContent' }] },
            },
          ],
        );
        const now = await keptBy(directory);
        assert.deepEqual(
          namesOf(now.training),
          namesOf(kept.training).filter((name) => name !== gone),
        );
        assert.deepEqual(now.heldOut, kept.heldOut);
        assert.deepEqual([now.fromIteration, now.passedOver], [6, ['b']]);
      });
    });
  }

  it('is of a module its source', async () => {
    const experiment: ExperimentInput = { ...tinyExperiment({ algorithm: { metaIterations: 6 } }), task: moduleTask };
    await writeFile(path.join(folder(), moduleFile), moduleSource('as it was'));
    const directory = await newRunOf(folder(), experiment);
    assert.equal((await carryOut(directory, 3)).manifest.state, 'stopped');
    await writeFile(path.join(folder(), moduleFile), moduleSource('other'));
    const { failure } = (await carryOut(directory)).manifest;
    assert.equal(codeOf(failure), 'changedData');
    assert.match(failureWords(failure), /^The module that makes the tasks of this run has another source/);
    const { manifest } = await carryOut(directory, undefined, true);
    assert.deepEqual([manifest.state, manifest.dataChanges[0]?.changes.changed.count], ['completed', 1]);
  });

  it('is drawn from the data as they are while nothing is trained, as where a module was corrected first', async () => {
    const experiment: ExperimentInput = { ...tinyExperiment({ algorithm: { metaIterations: 6 } }), task: moduleTask };
    const broken = taskModule({ before: 'throw new Error("not yet");' });
    await writeFile(path.join(folder(), moduleFile), broken);
    const directory = await newRunOf(folder(), experiment);
    assert.match(failureWords((await carryOut(directory)).manifest.failure), /not yet/);
    assert.equal((await readSplitRecord(directory)).kind, 'found');
    await writeFile(path.join(folder(), moduleFile), taskModule());
    const { manifest, warnings } = await carryOut(directory);
    assert.equal(manifest.state, 'completed', failureWords(manifest.failure));
    assert.match(warnings, /Nothing was trained on those: it begins with the data as they are/);
    assert.deepEqual(manifest.dataChanges, []);
    const expected = await newRunOf(folder(), experiment);
    await carryOut(expected);
    assert.deepEqual(await readSplitRecord(directory), await readSplitRecord(expected));
    assert.deepEqual(await stateOf(directory), await stateOf(expected));
    assert.deepEqual(await figuresOf(directory), await figuresOf(expected));
  });

  it('is nothing where the experiment says all about it', async () => {
    const directory = await newRunOf(folder(), tinyExperiment({ algorithm: { metaIterations: 3 } }));
    const { manifest } = await carryOut(directory);
    assert.deepEqual([manifest.state, manifest.splitDigest], ['completed', null]);
    assert.equal((await readSplitRecord(directory)).kind, 'missing');
  });

  const [images] = changingData;
  assert.ok(images !== undefined);

  it('is drawn anew for a run of an earlier version, which is said once; from then on it is kept', async () => {
    const directory = await stoppedRun(images);
    await rm(runFiles(directory).split);
    await images.add(folder());
    const first = await carryOut(directory, 8);
    assert.equal(first.manifest.state, 'stopped');
    assert.match(first.warnings, /keeps no record of its split.*drawn anew.*not checked/);
    assert.equal((await keptBy(directory)).fromIteration, 6);
    const second = await carryOut(directory);
    assert.equal(second.manifest.state, 'completed');
    assert.doesNotMatch(second.warnings, /drawn anew/);
  });

  it('is refused where it cannot be read, or has a class on both sides, unless that is accepted', async () => {
    const directory = await stoppedRun(images);
    const { split } = runFiles(directory);
    const good = await readFile(split, 'utf8');
    const record = JSON.parse(good);
    record.split.heldOut.push(record.split.training[0]);
    for (const bad of ['{', '{"formatVersion":2}', JSON.stringify(record)]) {
      await writeFile(split, bad);
      const { failure } = (await carryOut(directory)).manifest;
      assert.match(failureWords(failure), /^What the run keeps of its split cannot be read\. .*split\.json .*--accept/);
    }
    const { manifest, warnings } = await carryOut(directory, undefined, true);
    assert.equal(manifest.state, 'completed', failureWords(manifest.failure));
    assert.match(warnings, /drawn anew/);
  });

  it('is not read through a link', async () => {
    const directory = await stoppedRun(images);
    const { split } = runFiles(directory);
    await writeFile(path.join(folder(), 'elsewhere.json'), await readFile(split));
    await rm(split);
    await symlink(path.join(folder(), 'elsewhere.json'), split);
    const { state, failure } = (await carryOut(directory)).manifest;
    assert.deepEqual([state, /split\.json/.test(failureWords(failure))], ['failed', true]);
  });

  it('may be another one once, where the run was queued with that', async () => {
    const directory = await stoppedRun(images);
    const [gone = ''] = namesOf((await keptBy(directory)).training);
    await images.remove(folder(), gone);
    await changeManifest(directory, { acceptsChangedData: true });
    const { manifest } = await carryOut(directory, 8);
    assert.deepEqual([manifest.state, manifest.acceptsChangedData], ['stopped', false]);
    const [another = ''] = namesOf((await keptBy(directory)).training);
    await images.remove(folder(), another);
    assert.equal(codeOf((await carryOut(directory)).manifest.failure), 'changedData');
  });

  it('stays where whoever resumes the run does not accept another one, whatever its run.json says', async () => {
    const directory = await stoppedRun(images);
    const [gone = ''] = namesOf((await keptBy(directory)).training);
    await images.remove(folder(), gone);
    await changeManifest(directory, { acceptsChangedData: true });
    assert.equal(codeOf((await carryOut(directory, undefined, false)).manifest.failure), 'changedData');
  });

  it('does not take a class for new that was passed over from the beginning', async () => {
    await images.write(folder());
    await images.add(folder());
    for (const image of [1, 2, 3]) await rm(path.join(folder(), 'data', 'b', `${image}.png`));
    const directory = await newRunOf(folder(), experimentOn(images));
    await carryOut(directory, 6);
    assert.deepEqual((await keptBy(directory)).passedOver, ['b']);
    assert.doesNotMatch((await carryOut(directory)).warnings, /did not begin with/);
  });
});
