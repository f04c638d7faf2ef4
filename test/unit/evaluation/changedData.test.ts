// What a run has learned is measured on its own split: on data that changed only where that is accepted, said so in what
// is stored, and never paired with figures of other data.

import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Comparison, compareRuns, IncomparableRunsError } from '../../../src/evaluation/compareRuns.ts';
import { evaluateRun } from '../../../src/evaluation/evaluateRun.ts';
import { asTheExperimentSays } from '../../../src/evaluation/evaluationProtocol.ts';
import { openTrainedRun } from '../../../src/evaluation/openTrainedRun.ts';
import { reasonApart } from '../../../src/runs/comparableEvaluation.ts';
import { readEvaluation, type StoredEvaluation } from '../../../src/runs/evaluations.ts';
import { listEvaluations } from '../../../src/runs/evaluationsReader.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { readSplitRecord } from '../../../src/runs/splitRecord.ts';
import { ChangedDataError } from '../../../src/tasks/split/dataChanges.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import {
  type ChangingData,
  changingData,
  experimentOn,
  moduleFile,
  moduleSource,
  moduleTask,
} from '../../support/changingData.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { newRunOf, tinyExperiment } from '../trainer/trainerFixture.ts';

const settings = { ...asTheExperimentSays, tasks: 20 };

describe('evaluating on changed data', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();

  async function train(data: ChangingData, seed = 1): Promise<string> {
    const directory = await newRunOf(folder(), { ...experimentOn(data, 4), seed });
    assert.equal((await carryOutRun(directory)).state, 'completed');
    return directory;
  }

  async function evaluate(directory: string, acceptsChangedData = false): Promise<StoredEvaluation> {
    const run = await openTrainedRun(directory, { acceptsChangedData });
    const extent = { compareRandom: false, wholeCurve: false, baselines: false, workers: 1 };
    for await (const { evaluation } of evaluateRun(run, settings, extent)) return evaluation;
    throw new Error('Nothing was measured.');
  }

  async function compare(...directories: readonly string[]): Promise<Comparison> {
    const runs = [];
    for (const directory of directories) runs.push(await openTrainedRun(directory));
    const extent = { against: 'first', baselines: undefined, workers: 1, labels: new Map() } as const;
    for await (const comparison of compareRuns(runs, settings, extent)) return comparison;
    throw new Error('Nothing was compared.');
  }

  const heldOutOf = ({ report }: StoredEvaluation) =>
    report.kind === 'classification' ? report.confusion.classes.toSorted() : [];

  async function keptOf(directory: string) {
    const found = await readSplitRecord(directory);
    assert.ok(found.kind === 'found' && found.record.split.kind === 'classes');
    return found.record.split;
  }

  for (const data of changingData) {
    it(`of ${data.name} gives the figures of before where a class came, and refuses what went or changed`, async () => {
      await data.write(folder());
      const directory = await train(data);
      const before = await evaluate(directory);
      await data.add(folder());
      const after = await evaluate(directory);
      assert.deepEqual([after.tasks, after.data], [before.tasks, before.data]);
      const { heldOut } = await keptOf(directory);
      assert.deepEqual(heldOutOf(after), heldOut.map(({ name }) => name).toSorted());
      const { warnings } = await openTrainedRun(directory);
      assert.match(warnings.join('\n'), /did not begin with: "b"\. It takes no part/);
      await data.alter(folder(), heldOut[0]?.name ?? '');
      await assert.rejects(evaluate(directory), (error: unknown) => {
        assert.ok(error instanceof ChangedDataError);
        assert.ok(error.message.includes(`(changed: "${heldOut[0]?.name}" (other content); new: "b")`), error.message);
        return true;
      });
      const accepted = await evaluate(directory, true);
      assert.deepEqual(accepted.data?.changes?.changed, {
        count: 1,
        names: [{ name: heldOut[0]?.name, how: 'otherContent' }],
      });
      assert.notEqual(accepted.data?.heldOut, before.data?.heldOut);
      const manifest = await readManifest(directory);
      assert.equal(reasonApart(accepted, manifest), 'acceptedChanges');
      assert.equal(reasonApart(before, manifest), undefined);
      // It stands so in the file, too.
      const [newest] = await listEvaluations(directory);
      assert.ok(newest?.kind === 'evaluation');
      assert.deepEqual(newest.evaluation.data, accepted.data);
    });
  }

  const [images] = changingData;
  assert.ok(images !== undefined);

  it('never pairs stored figures of other data: they are measured again', async () => {
    await images.write(folder());
    const [first, second] = [await train(images), await train(images, 2)];
    const sources = async () => (await compare(first, second)).runs.map(({ source }) => source).join(' ');
    assert.equal(await sources(), 'measured measured');
    assert.equal(await sources(), 'stored stored');
    for (const change of [
      (stored: StoredEvaluation) => ({ ...stored, data: stored.data && { ...stored.data, split: '0'.repeat(32) } }),
      (stored: StoredEvaluation) => ({ ...stored, data: undefined }),
      (stored: StoredEvaluation) => ({ ...stored, protocol: { ...stored.protocol, version: 2 } }),
    ]) {
      for (const listing of await listEvaluations(first)) {
        const whole = await readEvaluation(listing.file);
        assert.ok(whole.kind === 'evaluation');
        await writeFile(listing.file, JSON.stringify(change(whole.evaluation)));
      }
      assert.equal(await sources(), 'measured stored');
    }
  });

  it('compares no runs whose held-out classes differ, and says which', async () => {
    await images.write(folder());
    const first = await train(images);
    await images.add(folder());
    const second = await train(images, 2);
    const only = async (one: string, other: string) => {
      const others = new Set((await keptOf(other)).heldOut.map(({ name }) => name));
      return (await keptOf(one)).heldOut.flatMap(({ name }) => (others.has(name) ? [] : [`"${name}"`])).join(', ');
    };
    const [ofFirst, ofSecond] = [await only(first, second), await only(second, first)];
    await assert.rejects(compare(first, second), (error: unknown) => {
      assert.ok(error instanceof IncomparableRunsError);
      assert.ok(error.message.includes(`held out only in “images”: ${ofFirst}`), error.message);
      assert.ok(error.message.includes(`held out only in “images”: ${ofSecond}`), error.message);
      return true;
    });
  });

  it('sets nothing of a run beside published figures that went on with changed data', async () => {
    await images.write(folder());
    const directory = await newRunOf(folder(), experimentOn(images));
    const stop = new AbortController();
    await carryOutRun(directory, {
      signal: stop.signal,
      onProgress: (progress) => {
        if (progress.kind === 'iteration' && progress.iteration === 6) stop.abort();
      },
    });
    const before = await evaluate(directory);
    await images.alter(folder(), (await keptOf(directory)).training[0]?.name ?? '');
    await carryOutRun(directory, { acceptsChangedData: true });
    const manifest = await readManifest(directory);
    assert.equal(reasonApart(before, manifest), 'otherData');
    const after = await evaluate(directory);
    assert.deepEqual([after.data?.changes, reasonApart(after, manifest)], [null, 'changedRun']);
    assert.match((await openTrainedRun(directory)).warnings.join('\n'), /that of the data at meta-iteration 6/);
  });

  it('says of a run without a kept split that it is drawn anew', async () => {
    await images.write(folder());
    const directory = await train(images);
    const stored = await evaluate(directory);
    await rm(runFiles(directory).split);
    const run = await openTrainedRun(directory);
    assert.match(run.warnings.join('\n'), /keeps no record of its split.*drawn anew.*not checked/);
    assert.deepEqual((await evaluate(directory)).tasks, stored.tasks);
    await images.add(folder());
    assert.notDeepEqual((await evaluate(directory)).data, stored.data);
  });

  it('of a module is refused where its source is another one', async () => {
    const file = path.join(folder(), moduleFile);
    await writeFile(file, moduleSource('as it was'));
    const experiment = { ...tinyExperiment({ algorithm: { metaIterations: 3 } }), task: moduleTask };
    const directory = await newRunOf(folder(), experiment);
    await carryOutRun(directory);
    const stored = await evaluate(directory);
    assert.match(stored.data?.split ?? '', /^[0-9a-f]{32}$/);
    await writeFile(file, `${await readFile(file, 'utf8')}// more\n`);
    await assert.rejects(evaluate(directory), ChangedDataError);
    assert.equal((await evaluate(directory, true)).data?.changes?.changed.count, 1);
  });

  it('does not concern tasks without data', async () => {
    const directory = await newRunOf(folder(), tinyExperiment({ algorithm: { metaIterations: 3 } }));
    await carryOutRun(directory);
    assert.equal((await evaluate(directory)).data, null);
    assert.deepEqual((await openTrainedRun(directory)).warnings, []);
  });
});
