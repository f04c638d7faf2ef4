// Where a run continues: what it finds in damaged files, and that it does not forget for them what its manifest had
// acknowledged.

import assert from 'node:assert/strict';
import { rmSync, truncateSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listCheckpoints } from '../../../src/runs/checkpoints.ts';
import { listEventFiles } from '../../../src/runs/eventFiles.ts';
import { EventWriter } from '../../../src/runs/eventWriter.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { recordedQuantities } from '../../../src/runs/quantities.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { tags } from '../../../src/runs/tags.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import type { RunProgress } from '../../../src/trainer/runEvents.ts';
import { findRunStart } from '../../../src/trainer/runStart.ts';
import { failReads } from '../../support/failingReads.ts';
import { failureWords } from '../../support/failureWords.ts';
import { holdOf } from '../../support/holdOf.ts';
import { changeManifest } from '../../support/newTestRun.ts';
import { moduleExperiment, taskModule } from '../../support/taskModules.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { newRunOf, newTinyRun, resultOf } from './trainerFixture.ts';

const nothing = { latest: null, best: null, untrained: null, trainingClasses: null };

describe('the start of a run', () => {
  const folder = useTemporaryFolder();

  /** A run that was stopped just after its evaluation at 40, and its event file. */
  async function stoppedRun(): Promise<{ directory: string; file: string; bytes: Buffer }> {
    const directory = await newTinyRun(folder());
    const stop = new AbortController();
    await carryOutRun(directory, {
      signal: stop.signal,
      onProgress: (progress) => progress.kind === 'evaluation' && progress.iteration === 40 && stop.abort(),
    });
    const [name = ''] = await listEventFiles(directory);
    const file = path.join(directory, name);
    return { directory, file, bytes: await readFile(file) };
  }

  it('is the same by the files alone as by the manifest', async () => {
    const { directory } = await stoppedRun();
    const manifest = await readManifest(directory);
    const unacknowledged = { ...manifest, ...nothing, iteration: 0, latestTrainingLoss: null };
    const hold = await holdOf(directory);
    const [byFiles, byBoth] = [await findRunStart(hold, unacknowledged), await findRunStart(hold, manifest)];
    assert.deepEqual(byBoth, byFiles);
    const { latest, best, untrained, latestTrainingLoss } = manifest;
    assert.deepEqual(byBoth.recorded, {
      figures: { latest, best, untrained, trainingClasses: null },
      evaluatedUpTo: 40,
      latestTrainingLoss,
    });
    assert.deepEqual(byBoth.warnings, []);
  });

  it('is none while the disk does not give a checkpoint that may be good: nothing is withdrawn, removed or written', async () => {
    const { directory, bytes, file } = await stoppedRun();
    const manifest = await readManifest(directory);
    const samples = await readdir(runFiles(directory).samples);
    const newest = path.join(runFiles(directory).checkpoints, String(manifest.checkpointIteration), 'parameters.f32');
    const healDisk = await failReads((await stat(newest)).size, 0);
    try {
      const { state } = await carryOutRun(directory);
      const failed = await readManifest(directory);
      assert.equal(state, 'failed');
      assert.match(
        failureWords(failed.failure),
        /the disk reports an error.* No other checkpoint is taken in its place, and nothing was changed\./,
      );
      for (const key of ['latest', 'best', 'untrained', 'iteration', 'checkpointIteration'] as const) {
        assert.deepEqual(failed[key], manifest[key], key);
      }
    } finally {
      healDisk();
    }
    assert.deepEqual(await readdir(runFiles(directory).samples), samples);
    assert.deepEqual(await readFile(file), bytes);
    assert.equal((await listEventFiles(directory)).length, 1);
    assert.equal((await carryOutRun(directory)).state, 'completed');
  });

  it('takes nothing away of a run that does not go on, for want of its module for instance', async () => {
    const module = path.join(folder(), 'own.mjs');
    await writeFile(module, taskModule());
    const directory = await newRunOf(folder(), JSON.parse(moduleExperiment()));
    assert.equal((await carryOutRun(directory)).state, 'completed');
    for (const iteration of await listCheckpoints(directory)) {
      if (iteration > 0) await rm(path.join(runFiles(directory).checkpoints, String(iteration)), { recursive: true });
    }
    await changeManifest(directory, { state: 'stopped' });
    const samples = await readdir(runFiles(directory).samples);
    assert.ok(samples.includes('30.json'));
    await rm(module);
    assert.equal((await carryOutRun(directory)).state, 'failed');
    assert.deepEqual(await readdir(runFiles(directory).samples), samples);
    await writeFile(module, taskModule({ before: 'throw new Error("enough");' }));
    assert.equal((await carryOutRun(directory)).state, 'failed');
    assert.ok(!(await readdir(runFiles(directory).samples)).includes('30.json'), 'it went on from its start');
  });

  it('at the run’s end leaves no more checkpoints than are kept, also where a process died before it removed one', async () => {
    const directory = await newTinyRun(folder());
    await carryOutRun(directory);
    const kept = await listCheckpoints(directory);
    const { checkpoints } = runFiles(directory);
    await cp(path.join(checkpoints, String(kept[1])), path.join(checkpoints, '15'), { recursive: true });
    await changeManifest(directory, { state: 'stopped' });
    assert.equal((await carryOutRun(directory)).state, 'completed');
    assert.deepEqual(await listCheckpoints(directory), kept);
  });

  it('keeps what was acknowledged, whatever bit of the event file is flipped, and says what is damaged', async () => {
    const { directory, file, bytes } = await stoppedRun();
    const manifest = await readManifest(directory);
    const { latest, best, untrained, latestTrainingLoss } = manifest;
    const expected = {
      figures: { latest, best, untrained, trainingClasses: null },
      evaluatedUpTo: 40,
      latestTrainingLoss,
    };
    // The places of evaluations, where a flip does harm, and others all over the file.
    const places = [
      ...placesOf(bytes, recordedQuantities.loss.tags.mean),
      ...Array.from({ length: 60 }, (_, part) => Math.floor((part * bytes.length) / 60)),
    ];
    for (const place of places) {
      const damaged = Buffer.from(bytes);
      damaged.writeUInt8(damaged.readUInt8(place) ^ (1 << (place % 8)), place);
      await writeFile(file, damaged);
      const { recorded, warnings, isResumed } = await findRunStart(await holdOf(directory), manifest);
      assert.deepEqual({ place, recorded, isResumed }, { place, recorded: expected, isResumed: true });
      assert.equal(warnings.length, 1, `a flip at ${place} is told`);
      assert.match(warnings[0] ?? '', /tfevents.* is damaged: /);
    }
  });

  it('keeps nothing from beyond the checkpoint, and takes from the files what is better than what was acknowledged', async () => {
    const { directory } = await stoppedRun();
    const manifest = await readManifest(directory);
    const { latest, untrained } = manifest;
    assert.ok(latest !== null && untrained !== null);
    const beyond = { ...latest, iteration: 1000, loss: 0 };
    const worse = { ...untrained, loss: untrained.loss + 1 };
    const { recorded } = await findRunStart(await holdOf(directory), {
      ...manifest,
      latest: beyond,
      best: worse,
      iteration: 1000,
    });
    assert.deepEqual(recorded.figures, { latest, best: manifest.best, untrained, trainingClasses: null });
    assert.equal(recorded.latestTrainingLoss, manifest.latestTrainingLoss);
    await rm(runFiles(directory).checkpoints, { recursive: true });
    const withoutCheckpoint = await findRunStart(await holdOf(directory), manifest);
    assert.deepEqual(withoutCheckpoint.recorded, {
      figures: nothing,
      evaluatedUpTo: undefined,
      latestTrainingLoss: null,
    });
    assert.equal(withoutCheckpoint.isResumed, true);
  });

  it('counts what the last process to measure it says, also of a file that goes back within itself', async () => {
    const { directory } = await stoppedRun();
    const manifest = await readManifest(directory);
    const { iteration } = manifest;
    const events = await EventWriter.create(await holdOf(directory), { resumedAt: 30 });
    events.add(40, [
      { tag: recordedQuantities.loss.tags.mean, value: 0.125 },
      { tag: recordedQuantities.loss.tags.ci95, value: 0.5 },
    ]);
    events.add(iteration, [{ tag: tags.trainingLossLast, value: 7 }]);
    await events.close();
    const names = await listEventFiles(directory);
    const files = names.map((name) => path.join(directory, name));
    const unacknowledged = { ...manifest, ...nothing, iteration: 0, latestTrainingLoss: null };
    const apart = await findRunStart(await holdOf(directory), unacknowledged);
    assert.deepEqual(apart.recorded.figures.latest, { iteration: 40, loss: 0.125, lossCi95: 0.5 });
    assert.equal(apart.recorded.latestTrainingLoss, 7);
    const parts = await Promise.all(files.map((file) => readFile(file)));
    await writeFile(files[0] ?? '', Buffer.concat(parts));
    await rm(files[1] ?? '');
    const together = await findRunStart(await holdOf(directory), unacknowledged);
    assert.deepEqual(together.recorded, apart.recorded);
  });

  it('says where event files lack figures up to the checkpoint that the manifest tells of', async () => {
    const { directory, file } = await stoppedRun();
    const manifest = await readManifest(directory);
    await rm(file);
    const { warnings, recorded } = await findRunStart(await holdOf(directory), manifest);
    assert.match(
      warnings.join('\n'),
      /^Figures are missing: run\.json tells of one at 40, and the event files hold none\./,
    );
    assert.deepEqual(recorded.figures.latest, manifest.latest);
  });

  it('says so, too, where the latest evaluation is past the checkpoint: what comes after that is measured again, what comes before is not', async () => {
    const { directory, file, bytes } = await stoppedRun();
    const manifest = await readManifest(directory);
    const later = { ...manifest, latest: manifest.latest && { ...manifest.latest, iteration: 60 } };
    const warnings = async () => (await findRunStart(await holdOf(directory), later)).warnings.join('\n');
    assert.equal(await warnings(), '');
    const start = manifest.checkpointIteration ?? 0;
    assert.ok(start > 30);
    await rm(file);
    assert.equal(await warnings(), missingWords(0, start));
    const [until = 0] = placesOf(bytes, tags.trainingLossLast).slice(25);
    await writeFile(file, bytes.subarray(0, until));
    assert.equal(await warnings(), missingWords(25, start));
    // As after an earlier resume, whose figures reach far enough.
    const events = await EventWriter.create(await holdOf(directory), { resumedAt: start - 2 });
    for (const iteration of [start - 1, start, start + 1])
      events.add(iteration, [{ tag: tags.trainingLossLast, value: 1 }]);
    await events.close();
    assert.equal(await warnings(), missingWords(27, start));
    await writeFile(file, bytes);
    assert.equal(await warnings(), '');
  });

  it('says where an evaluation alone is missing', async () => {
    const { directory, file, bytes } = await stoppedRun();
    const manifest = await readManifest(directory);
    const at = placesOf(bytes, recordedQuantities.loss.tags.mean).at(-1);
    await writeFile(file, bytes.subarray(0, at));
    const { warnings } = await findRunStart(await holdOf(directory), manifest);
    assert.match(
      warnings.join('\n'),
      /^Figures are missing: run\.json tells of one at 40, and the event files lack it\. .*$/,
    );
  });

  it('of an earlier file that is gone is warned of beside damage of a later one', async () => {
    const { directory, file, bytes } = await stoppedRun();
    const manifest = await readManifest(directory);
    const start = manifest.checkpointIteration ?? 0;
    const events = await EventWriter.create(await holdOf(directory), { resumedAt: start - 2 });
    for (const iteration of [start - 1, start]) events.add(iteration, [{ tag: tags.trainingLossLast, value: 1 }]);
    await events.close();
    const [, later = ''] = await listEventFiles(directory);
    const written = await readFile(path.join(directory, later));
    const [place = 0] = placesOf(written, tags.trainingLossLast);
    written.writeUInt8(written.readUInt8(place) ^ 1, place);
    await writeFile(path.join(directory, later), written);
    const warnings = async () => (await findRunStart(await holdOf(directory), manifest)).warnings;
    assert.equal((await warnings()).length, 1);
    await rm(file);
    const [damage, missing] = await warnings();
    assert.match(damage ?? '', /1 damaged record/);
    assert.equal(missing, missingWords(1, start));
    await writeFile(file, bytes);
  });

  for (const [manner, spoil] of [
    ['deleted', (file: string) => rmSync(file)],
    ['put back as it was at its beginning', (file: string) => truncateSync(file, 300)],
  ] as const)
    it(`keeps what was acknowledged where an earlier process’s event file was ${manner} while a later one was at work, and says so`, async () => {
      const { directory, file } = await stoppedRun();
      const best = { iteration: 20, loss: 0.001, lossCi95: 0 };
      await changeManifest(directory, { best });
      const { untrained } = await readManifest(directory);
      let isSpoilt = false;
      await carryOutRun(directory, {
        onProgress: (progress) => {
          if (progress.kind !== 'iteration' || isSpoilt) return;
          isSpoilt = true;
          spoil(file);
        },
      });
      assert.equal(isSpoilt, true);
      const manifest = await readManifest(directory);
      assert.deepEqual([manifest.best, manifest.untrained, manifest.latest?.iteration], [best, untrained, 60]);
      const { recorded, warnings } = await findRunStart(await holdOf(directory), manifest);
      const { latest } = manifest;
      assert.deepEqual(recorded.figures, { latest, best, untrained, trainingClasses: null });
      assert.match(
        warnings.join('\n'),
        /^Figures are missing: the event files hold those of 20 of the 60 meta-iterations that are done\. .*$/,
      );
    });

  it('is found though an event file cannot be read, and says which', async () => {
    const { directory, file } = await stoppedRun();
    const manifest = await readManifest(directory);
    await rename(file, path.join(directory, 'aside'));
    await mkdir(file);
    const { recorded, warnings } = await findRunStart(await holdOf(directory), manifest);
    assert.deepEqual(recorded.figures.best, manifest.best);
    assert.match(warnings.join(), /is a folder where a file should be/);
  });

  it('of a damaged run is warned of in progress and log, and the resumed run ends with the figures of one that never stopped', async () => {
    const straight = await newTinyRun(path.join(folder(), 'straight'));
    await carryOutRun(straight);
    const { directory, file, bytes } = await stoppedRun();
    const [place = 0] = placesOf(bytes, recordedQuantities.loss.tags.mean).slice(1);
    bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
    await writeFile(file, bytes);
    const warnings: RunProgress[] = [];
    await carryOutRun(directory, { onProgress: (progress) => progress.kind === 'warning' && warnings.push(progress) });
    assert.match(JSON.stringify(warnings), /1 damaged record/);
    assert.match(await readFile(runFiles(directory).log, 'utf8'), /1 damaged record/);
    assert.deepEqual(await resultOf(directory), await resultOf(straight));
  });
});

function missingWords(held: number, done: number): string {
  return (
    `Figures are missing: the event files hold those of ${held} of the ${done} meta-iterations that are done. ` +
    'Good copies of the event files, put in their place, bring them back.'
  );
}

/** Where in the file the tag stands as the name of a figure. */
function placesOf(bytes: Buffer, tag: string): number[] {
  const named = Buffer.concat([Buffer.of(0x0a, tag.length), Buffer.from(tag), Buffer.of(0x15)]);
  const places: number[] = [];
  for (let at = bytes.indexOf(named); at >= 0; at = bytes.indexOf(named, at + 1)) places.push(at + 4);
  return places;
}
