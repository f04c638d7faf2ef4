// Finding the newest good checkpoint among damaged ones that are large: an archive of some kilobytes holds terabytes.

import assert from 'node:assert/strict';
import { truncate } from 'node:fs/promises';
import path from 'node:path';
import { listCheckpoints } from '../../../src/runs/checkpoints.ts';
import { loadNewestCheckpoint } from '../../../src/runs/loadCheckpoint.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { saveCheckpoint } from '../../../src/runs/saveCheckpoint.ts';
import { findNewestGood } from '../../../src/runs/verifyCheckpoint.ts';
import { holdOf } from '../../support/holdOf.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('the newest good checkpoint', () => {
  const folder = useTemporaryFolder();
  const owner = { seed: 1, metaIterations: 100 };
  const values = 1 << 20;
  const bytes = 4 * values;

  async function save(iteration: number): Promise<void> {
    const state = {
      iteration,
      parameters: new Float32Array(values).fill(1),
      optimizerState: { steps: 1, moments: new Float32Array(values).fill(2) },
      outerMoments: new Float32Array(0),
    };
    const layout = [{ name: 'a', shape: [values], offset: 0 }];
    await saveCheckpoint(await holdOf(folder()), { state, id: 'own', seed: 1, layout });
  }

  /** A hole of the same length. */
  async function damage(iteration: number, name = 'parameters.f32'): Promise<void> {
    const file = path.join(runFiles(folder()).checkpoints, String(iteration), name);
    await truncate(file, 0);
    await truncate(file, bytes);
  }

  it('is the same whether it is loaded or looked at', async () => {
    assert.equal(await findNewestGood(folder(), owner), undefined);
    for (const iteration of [10, 20, 30]) await save(iteration);
    assert.equal(await findNewestGood(folder(), owner), 30);
    await damage(30);
    await damage(20, 'optimizer.f32');
    assert.equal(await findNewestGood(folder(), owner), 10);
    assert.equal((await loadNewestCheckpoint(folder(), owner)).state?.iteration, 10);
  });

  it('is not looked for for ever, and nobody says that there is none', async () => {
    for (const iteration of [10, 20, 30]) await save(iteration);
    await damage(30);
    await damage(20);
    const isTold = {
      name: 'CheckpointUnreadableError',
      message: /so many large checkpoints that are damaged that 8\.4 MB were read without finding a good one/,
    };
    // Of each damaged one a file, and then two of the good one.
    await assert.rejects(findNewestGood(folder(), owner, { mostBytes: 2 * bytes }), isTold);
    await assert.rejects(loadNewestCheckpoint(folder(), owner, 2 * bytes), isTold);
    assert.equal(await findNewestGood(folder(), owner, { mostBytes: 4 * bytes }), 10);
    assert.equal((await loadNewestCheckpoint(folder(), owner, 4 * bytes)).state?.iteration, 10);
    assert.deepEqual(await listCheckpoints(folder()), [30, 20, 10]);
  });

  it('is given up within a checkpoint, which leaves others their turns', async () => {
    await save(10);
    const aborting = new AbortController();
    const looking = findNewestGood(folder(), owner, { signal: aborting.signal });
    setImmediate(() => aborting.abort());
    await assert.rejects(looking, { name: 'AbortError' });
  });
});
