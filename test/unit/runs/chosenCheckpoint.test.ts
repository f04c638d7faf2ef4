// Which checkpoint of a run is read, where its trainer removes old ones meanwhile.

import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { checkpointOwnerOf } from '../../../src/runs/checkpointOwner.ts';
import { loadChosenCheckpoint, verifyChosenCheckpoint } from '../../../src/runs/chosenCheckpoint.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { changeManifest } from '../../support/newTestRun.ts';
import { figureAt, runWithCheckpoints } from '../../support/runWithCheckpoints.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { vanishOnce } from '../../support/vanishOnce.ts';

describe('the checkpoint that is meant, of a run at work', () => {
  const folder = useTemporaryFolder();
  let directory = '';

  const checkpoint = (iteration: number) => path.join(runFiles(directory).checkpoints, String(iteration));
  const aside = (iteration: number) => path.join(directory, `removed-${iteration}`);

  beforeEach(async () => {
    directory = await runWithCheckpoints(folder(), [0, 10, 20, 30], 20);
    await changeManifest(directory, { state: 'running' });
  });

  for (const [name, choose] of Object.entries({ loaded: loadChosenCheckpoint, verified: verifyChosenCheckpoint })) {
    it(`is the best by now, ${name}, with the manifest that says so`, async () => {
      const earlier = await readManifest(directory);
      const owner = await checkpointOwnerOf(directory, earlier);
      assert.equal((await choose(directory, earlier, owner, 'best')).manifest, earlier);
      await changeManifest(directory, { best: figureAt(30) });
      await rename(checkpoint(20), aside(20));
      const { state, manifest } = await choose(directory, earlier, owner, 'best');
      assert.deepEqual([state.iteration, manifest.best?.iteration], [30, 30]);
      await rename(checkpoint(30), aside(30));
      await assert.rejects(
        choose(directory, earlier, owner, 'best'),
        /has no checkpoint of meta-iteration 30, where its best figure was measured\. It has those of 10, 0\./,
      );
    });

    it(`is told to be gone, and not to be damaged, where it is removed while it is ${name}`, async () => {
      const manifest = await readManifest(directory);
      const owner = await checkpointOwnerOf(directory, manifest);
      const { size } = await stat(path.join(checkpoint(10), 'state.json'));
      const restore = await vanishOnce(size, () => renameSync(checkpoint(10), aside(10)));
      try {
        await assert.rejects(
          choose(directory, manifest, owner, 10),
          /has no checkpoint of meta-iteration 10\. It has those of 30, 20, 0\./,
        );
      } finally {
        restore();
      }
    });
  }
});
