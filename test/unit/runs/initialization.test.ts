// What a run is to begin with, chosen in a run that is at work, whose trainer removes old checkpoints meanwhile: another
// one is chosen where any would do.

import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { mkdir, readdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { type CheckpointChoice, NoSuchCheckpointError } from '../../../src/runs/chosenCheckpoint.ts';
import {
  chooseInitialization,
  loadChosenInitialization,
  takeInitialization,
} from '../../../src/runs/initialization.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { verifyCheckpoint } from '../../../src/runs/verifyCheckpoint.ts';
import { changeManifest } from '../../support/newTestRun.ts';
import { figureAt, runWithCheckpoints } from '../../support/runWithCheckpoints.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { vanishOnce } from '../../support/vanishOnce.ts';

describe('what a run begins with, of a run at work', () => {
  const folder = useTemporaryFolder();
  let directory = '';
  let taken = '';

  const checkpoint = (iteration: number) => path.join(runFiles(directory).checkpoints, String(iteration));
  const aside = (iteration: number) => path.join(directory, `removed-${iteration}`);
  const prune = (iteration: number) => rename(checkpoint(iteration), aside(iteration));
  const choose = async (choice: CheckpointChoice) =>
    chooseInitialization({ directory, manifest: await readManifest(directory) }, choice);

  async function copies(): Promise<string[]> {
    return readdir(runFiles(taken).initialization);
  }

  beforeEach(async () => {
    directory = await runWithCheckpoints(folder(), [0, 10, 20, 30], 20);
    await changeManifest(directory, { state: 'running' });
    taken = path.join(folder(), 'taken');
    await mkdir(taken);
  });

  it('is the newest that is there when it is copied', async () => {
    const chosen = await choose('latest');
    assert.equal(chosen.learned.iteration, 30);
    await prune(30);
    assert.deepEqual([...(await loadChosenInitialization(chosen)).parameters], [1, 2]);
    const { initializedFrom } = await takeInitialization(chosen, taken);
    assert.equal(initializedFrom?.iteration, 20);
    assert.deepEqual(await copies(), ['20']);
  });

  it('is whole where it vanishes while it is copied, and leaves nothing where it vanishes right before', async () => {
    const chosen = await choose('latest');
    const restore = await vanishOnce(8, () => renameSync(checkpoint(30), aside(30)));
    try {
      assert.equal((await takeInitialization(chosen, taken)).initializedFrom?.iteration, 30);
    } finally {
      restore();
    }
    assert.equal(
      await verifyCheckpoint(path.join(runFiles(taken).initialization, '30'), undefined, {}),
      chosen.learned.parametersSha256,
    );
    const next = await choose('latest');
    const { size } = await stat(path.join(checkpoint(20), 'state.json'));
    const restoreAgain = await vanishOnce(size, () => renameSync(checkpoint(20), aside(20)));
    taken = path.join(folder(), 'next');
    await mkdir(taken);
    try {
      assert.equal((await takeInitialization(next, taken)).initializedFrom?.iteration, 10);
    } finally {
      restoreAgain();
    }
    assert.deepEqual(await copies(), ['10']);
  });

  it('is another one where that which was verified is gone before it is described', async () => {
    const restore = await vanishOnce(4, () => renameSync(checkpoint(30), aside(30)));
    try {
      assert.equal((await choose('latest')).learned.iteration, 20);
    } finally {
      restore();
    }
    const restoreAgain = await vanishOnce(4, () => renameSync(checkpoint(10), aside(10)));
    try {
      await assert.rejects(choose(10), /has no checkpoint of meta-iteration 10\. It has those of 20, 0\./);
    } finally {
      restoreAgain();
    }
  });

  it('is the best by now, and with a manifest that was read before, too', async () => {
    const manifest = await readManifest(directory);
    const chosen = await choose('best');
    await prune(20);
    await changeManifest(directory, { best: figureAt(30) });
    assert.equal((await takeInitialization(chosen, taken)).initializedFrom?.iteration, 30);
    assert.equal((await chooseInitialization({ directory, manifest }, 'best')).learned.iteration, 30);
    await prune(30);
    await assert.rejects(choose('best'), NoSuchCheckpointError);
  });

  it('is that of the meta-iteration that was named, or of a run that has ended, or none', async () => {
    const named = await choose(20);
    await changeManifest(directory, { state: 'stopped' });
    const ofEnded = await choose('latest');
    await prune(20);
    await prune(30);
    for (const [chosen, iteration] of [
      [named, 20],
      [ofEnded, 30],
    ] as const) {
      const told = {
        name: 'NoSuchCheckpointError',
        message: RegExp(`has no checkpoint of meta-iteration ${iteration}`),
      };
      await assert.rejects(loadChosenInitialization(chosen), told);
      await assert.rejects(
        takeInitialization(chosen, (await mkdir(path.join(folder(), `${iteration}`), { recursive: true })) ?? ''),
        told,
      );
    }
  });

  it('that is damaged is told with its own path', async () => {
    const chosen = await choose('latest');
    await rename(path.join(checkpoint(30), 'optimizer.f32'), aside(30));
    await assert.rejects(takeInitialization(chosen, taken), (error) => {
      assert.ok(error instanceof NoSuchCheckpointError);
      assert.match(error.message, /checkpoints.30 lacks one of its files/);
      return true;
    });
  });
});
