// What is recorded of a training, as whoever reads the run meanwhile finds it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { listCheckpoints } from '../../../src/runs/checkpoints.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { refuseRenames } from '../../support/refuseRenames.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { newTinyRun } from './trainerFixture.ts';

describe('the best checkpoint of a run at work', () => {
  const folder = useTemporaryFolder();

  it('is there for as long as run.json names it', async () => {
    const directory = await newTinyRun(folder(), {
      // So long that run.json is written while it is at work, too, which it is once a second.
      algorithm: { metaIterations: 300 },
      evaluation: { every: 2, tasks: 8 },
      checkpoint: { every: 1, keep: 1 },
    });
    const removed: number[] = [];
    const namedThen: unknown[] = [];
    const restore = refuseRenames((_, from) => {
      if (path.basename(path.dirname(String(from))) !== 'checkpoints' || !/^\d+$/.test(path.basename(String(from))))
        return undefined;
      removed.push(Number(path.basename(String(from))));
      namedThen.push(JSON.parse(readFileSync(path.join(directory, 'run.json'), 'utf8')).best?.iteration);
      return undefined;
    });
    try {
      assert.equal((await carryOutRun(directory)).state, 'completed');
    } finally {
      restore();
    }
    const { best } = await readManifest(directory);
    assert.deepEqual(await listCheckpoints(directory), [...new Set([300, best?.iteration ?? 0, 0])]);
    assert.ok(removed.length > 200);
    assert.deepEqual(
      removed.filter((iteration, at) => namedThen[at] === iteration),
      [],
    );
  });
});
