// A run before its first meta-iteration: what is told when, a stop while data loads, data that moved, and the cache.

import assert from 'node:assert/strict';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PNG } from 'pngjs';
import type { ExperimentInput } from '../../../src/experiment/schema.ts';
import { listCheckpoints } from '../../../src/runs/checkpoints.ts';
import { requestControl } from '../../../src/runs/control.ts';
import { listRuns } from '../../../src/runs/listRuns.ts';
import { cacheFolderOf, runFiles } from '../../../src/runs/runDirectory.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import type { RunProgress } from '../../../src/trainer/runEvents.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { newRunOf, newTinyRun, stateOf, tinyExperiment } from './trainerFixture.ts';

describe('a run that starts', () => {
  const folder = useTemporaryFolder();
  /** Trains on characters of the official folder layout, at a path relative to the experiment. */
  const drawn: ExperimentInput = {
    ...tinyExperiment({ algorithm: { metaIterations: 2, innerBatch: 2 }, evaluation: { innerBatch: 2 } }),
    task: {
      kind: 'images',
      dataset: { source: 'omniglot', path: 'drawings', split: 'lakeOriginal' },
      ways: 2,
      shots: 1,
      trainShots: 1,
      rotations: false,
    },
  };

  /** Three drawings each of three characters to train on and three held out. */
  async function draw(experimentFolder: string): Promise<void> {
    for (const set of ['images_background', 'images_evaluation']) {
      for (const character of [1, 2, 3]) {
        const parent = path.join(experimentFolder, 'drawings', set, `${set}-alphabet`, `character0${character}`);
        await mkdir(parent, { recursive: true });
        for (const drawing of [1, 2, 3]) {
          const png = new PNG({ width: 105, height: 105 });
          png.data.fill(255);
          png.data.fill(0, 4 * 105 * character * 10, 4 * 105 * (character * 10 + 2 * drawing));
          for (let alpha = 3; alpha < png.data.length; alpha += 4) png.data[alpha] = 255;
          await writeFile(path.join(parent, `${drawing}.png`), PNG.sync.write(png));
        }
      }
    }
  }

  const runsFolderOf = (project: string) => path.join(project, '.reptile', 'runs');

  it('says that it has been taken up before its data is there, and then what it computes with', async () => {
    await draw(folder());
    const directory = await newRunOf(folder(), drawn);
    const told: RunProgress[] = [];
    assert.equal((await carryOutRun(directory, { onProgress: (progress) => told.push(progress) })).state, 'completed');
    const [started, training, first] = told;
    assert.ok(started?.kind === 'started' && training?.kind === 'training');
    assert.deepEqual(
      [started.directory, started.resumedAt, started.manifest.state],
      [directory, undefined, 'starting'],
    );
    assert.deepEqual([started.manifest.parameterCount, started.manifest.heldOut], [null, null]);
    assert.deepEqual([training.manifest.state, training.manifest.workers], ['running', 1]);
    assert.deepEqual(training.manifest.heldOut, { code: 'classes', noun: 'characters', count: 3 });
    assert.equal(first?.kind, 'checkpoint');
  });

  it('says where it resumes, and never before the start', async () => {
    const directory = await newTinyRun(folder());
    const resumedAt: (number | undefined)[] = [];
    const carryOutUntil = async (iteration: number) => {
      const stop = new AbortController();
      const onProgress = (progress: RunProgress) => {
        if (progress.kind === 'started') resumedAt.push(progress.resumedAt);
        if (progress.kind === 'iteration' && progress.iteration === iteration) stop.abort();
      };
      await carryOutRun(directory, { signal: stop.signal, onProgress });
    };
    await carryOutUntil(20);
    await carryOutUntil(40);
    const { checkpoints } = runFiles(directory);
    await rm(checkpoints, { recursive: true });
    await carryOutUntil(5);
    assert.deepEqual(resumedAt, [undefined, 20, 0]);
  });

  it('stops while its data is loaded, without a checkpoint, and can be resumed', async () => {
    await draw(folder());
    const directory = await newRunOf(folder(), drawn);
    const { state, manifest } = await carryOutRun(directory, { signal: AbortSignal.abort() });
    assert.deepEqual([state, manifest.state, manifest.iteration, manifest.process], ['stopped', 'stopped', 0, null]);
    assert.deepEqual(await listCheckpoints(directory), []);
    assert.equal((await carryOutRun(directory)).state, 'completed');
  });

  it('obeys what was asked of it while it waited in the queue', async () => {
    const directory = await newTinyRun(folder());
    const request = await requestControl(directory, 'stop');
    const { state, manifest } = await carryOutRun(directory);
    assert.deepEqual([state, manifest.iteration], ['stopped', 0]);
    assert.deepEqual(manifest.answeredRequests, [request]);
  });

  it('finds its data again when the project moved, and keeps a cache beside the runs that is none of them', async () => {
    const [project, moved] = ['project', 'moved'].map((name) => path.join(folder(), name));
    assert.ok(project !== undefined && moved !== undefined);
    await draw(project);
    const directory = await newRunOf(project, drawn, runsFolderOf(project));
    const [first, uninterrupted] = [new AbortController(), await newRunOf(project, drawn, runsFolderOf(project))];
    await carryOutRun(uninterrupted);
    const onProgress = (progress: RunProgress) => progress.kind === 'iteration' && first.abort();
    assert.equal((await carryOutRun(directory, { signal: first.signal, onProgress })).manifest.iteration, 1);
    assert.equal((await readdir(cacheFolderOf(runsFolderOf(project)))).length, 1);

    await rename(project, moved);
    const resumed = path.join(runsFolderOf(moved), path.basename(directory));
    assert.equal((await carryOutRun(resumed)).state, 'completed');
    const there = path.join(runsFolderOf(moved), path.basename(uninterrupted));
    assert.deepEqual(await stateOf(resumed), await stateOf(there));
    assert.deepEqual((await listRuns(runsFolderOf(moved))).length, 2, 'the cache is no run');
  });
});
