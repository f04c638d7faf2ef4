// Baselines of a run: measured once on its own held-out tasks, kept in its manifest, and without a trace in what it
// learns.

import assert from 'node:assert/strict';
import { experimentSchema } from '../../../src/experiment/schema.ts';
import { meanOf } from '../../../src/meta/statistics.ts';
import { checkpointOwnerOf } from '../../../src/runs/checkpointOwner.ts';
import { loadNewestCheckpoint } from '../../../src/runs/loadCheckpoint.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { measureBaselines } from '../../../src/workers/measureBaselines.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { newTinyRun, tinyExperiment } from './trainerFixture.ts';

describe('the baselines of a run', function () {
  this.timeout(60_000);
  const folder = useTemporaryFolder();

  async function train(baselines: boolean): Promise<string> {
    const directory = await newTinyRun(folder(), { algorithm: { metaIterations: 20 }, evaluation: { baselines } });
    assert.equal((await carryOutRun(directory)).state, 'completed');
    return directory;
  }

  async function parametersOf(directory: string): Promise<Float32Array | undefined> {
    const manifest = await readManifest(directory);
    const { state } = await loadNewestCheckpoint(directory, await checkpointOwnerOf(directory, manifest));
    return state?.parameters;
  }

  it('are those of the tasks that measure it, where it asks for them, and change nothing else', async () => {
    const [without, beside] = [await train(false), await train(true)];
    assert.equal((await readManifest(without)).baselines, null);
    const { baselines, latest, untrained } = await readManifest(beside);
    const { task, seed, evaluation } = experimentSchema.parse(tinyExperiment());
    const request = { seed, firstTask: 0, tasks: evaluation.tasks };
    const measured = await measureBaselines({ task, data: { kind: 'sine' } }, request, 1);
    assert.deepEqual(
      baselines?.map(({ name, quantity, mean }) => ({ name, quantity, mean })),
      measured?.map(({ name, quantity, values }) => ({ name, quantity, mean: meanOf(values) })),
    );
    assert.deepEqual(await parametersOf(beside), await parametersOf(without));
    const plain = await readManifest(without);
    assert.deepEqual([latest, untrained], [plain.latest, plain.untrained]);
  });

  it('are not measured again when it is resumed', async () => {
    const directory = await newTinyRun(folder(), { evaluation: { baselines: true } });
    const stop = new AbortController();
    const outcome = await carryOutRun(directory, {
      signal: stop.signal,
      onProgress: ({ kind }) => {
        if (kind === 'iteration') stop.abort();
      },
    });
    assert.equal(outcome.state, 'stopped');
    const { baselines } = outcome.manifest;
    assert.equal(baselines?.length, 3);
    const resumed = await carryOutRun(directory);
    assert.equal(resumed.state, 'completed');
    assert.deepEqual(resumed.manifest.baselines, baselines);
  });
});
