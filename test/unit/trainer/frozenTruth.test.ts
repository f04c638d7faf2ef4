// A run trains and resumes from the experiment that it froze: neither its file, edited since, nor a default of another
// version changes it.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { figuresOf, newRunOf, stateOf, tinyExperiment } from './trainerFixture.ts';

/** The default of innerBatch is 10. */
const earlierDefault = 7;

describe('what ran is the truth', () => {
  const folder = useTemporaryFolder();

  /** Of an experiment that leaves `algorithm.innerBatch` to its default. */
  async function newRunWithDefault(name: string): Promise<string> {
    return newRunOf(
      path.join(folder(), name),
      tinyExperiment({ algorithm: { metaIterations: 30, innerBatch: undefined } }),
    );
  }

  /** As a version would have made it whose default was another. */
  async function freezeEarlierDefault(directory: string): Promise<void> {
    const { experiment } = runFiles(directory);
    const text = await readFile(experiment, 'utf8');
    assert.match(text, /"innerBatch": 10,\n/);
    await writeFile(experiment, text.replace('"innerBatch": 10,', `"innerBatch": ${earlierDefault},`));
  }

  it('from the first meta-iteration to the last, and when the run is resumed', async () => {
    const stated = tinyExperiment({ algorithm: { metaIterations: 30, innerBatch: earlierDefault } });
    const expected = await newRunOf(path.join(folder(), 'expected'), stated);
    await carryOutRun(expected);
    const directory = await newRunWithDefault('run');
    await freezeEarlierDefault(directory);
    const stop = new AbortController();
    const stopped = await carryOutRun(directory, {
      signal: stop.signal,
      onProgress: (progress) => {
        if (progress.kind === 'iteration' && progress.iteration === 11) stop.abort();
      },
    });
    assert.equal(stopped.state, 'stopped');
    await writeFile(path.join(folder(), 'run', 'experiment.reptile.json'), '{ "name": "something else", "seed": 99 }');
    assert.equal((await carryOutRun(directory)).state, 'completed');
    assert.deepEqual(await stateOf(directory), await stateOf(expected));
    assert.deepEqual(await figuresOf(directory), await figuresOf(expected));
    const today = await newRunWithDefault('today');
    await carryOutRun(today);
    assert.notDeepEqual(await stateOf(directory), await stateOf(today));
  });
});
