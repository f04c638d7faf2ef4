// Runs that fail: each says what happened and what to do, stays readable, and can be resumed once the cause is gone.

import assert from 'node:assert/strict';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type ExperimentInput, experimentSchema } from '../../../src/experiment/schema.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { createRun, runFiles } from '../../../src/runs/runDirectory.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { type ExperimentChanges, newTinyRun, resultOf, stateOf, tinyExperiment } from './trainerFixture.ts';

describe('a run that fails', () => {
  const folder = useTemporaryFolder();

  /** Carries the run out, and gives its message; manifest, outcome and log agree on it. */
  async function failureOf(directory: string): Promise<string> {
    const { state, manifest } = await carryOutRun(directory);
    const recorded = await readManifest(directory);
    assert.deepEqual([state, recorded.state, recorded.process], ['failed', 'failed', null]);
    assert.deepEqual(recorded, manifest);
    assert.ok(recorded.endedAt !== null && recorded.failure !== null);
    assert.ok((await readFile(runFiles(directory).log, 'utf8')).includes(recorded.failure.message));
    return recorded.failure.message;
  }

  /** A run as if its experiment file had been good when the run was created. */
  async function newRunOf(input: ExperimentInput): Promise<string> {
    const text = `${JSON.stringify(input, null, 2)}\n`;
    const experimentPath = path.join(folder(), 'experiment.reptile.json');
    await writeFile(experimentPath, text);
    const run = { runsFolder: folder(), experiment: experimentSchema.parse(input), source: new TextEncoder().encode(text) };
    return createRun({ ...run, experimentPath, overrides: [], launcher: 'terminal', version: '0' });
  }

  it('because training diverged, names the meta-iteration and the setting', async () => {
    const directory = await newTinyRun(folder(), { algorithm: { innerOptimizer: { kind: 'sgd', learningRate: 1e9 } } });
    assert.match(await failureOf(directory), /diverged in meta-iteration \d+: .*learningRate/);
    assert.equal((await stateOf(directory)).iteration, 0);
  });

  it('because the run’s copy of the experiment was damaged, names the place', async () => {
    const directory = await newTinyRun(folder());
    const { source } = runFiles(directory);
    await writeFile(source, (await readFile(source, 'utf8')).replace('"metaBatch": 4', '"metaBatch": -4'));
    const message = await failureOf(directory);
    assert.ok(message.startsWith(`${source}:`), message);
    assert.match(message, /source\.reptile\.json:\d+:\d+: /);
  });

  const mnist = (dataFolder: string): ExperimentInput => ({
    ...tinyExperiment(),
    task: { kind: 'images', dataset: { source: 'mnist', path: dataFolder } },
  });

  it('because its data is gone, names the path', async () => {
    assert.match(await failureOf(await newRunOf(mnist('no/such/folder'))), /no.such.folder/);
  });

  it('because its data is damaged, names the file', async () => {
    await mkdir(path.join(folder(), 'digits'));
    for (const name of ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte']) {
      await writeFile(path.join(folder(), 'digits', name), 'no digits');
    }
    assert.match(await failureOf(await newRunOf(mnist('digits'))), /t10k-\w+-idx\d-ubyte/);
  });

  const changes: ExperimentChanges = { algorithm: { metaIterations: 200 } };

  /** Where bytes go to the disk, and how the run looks when each of them finds it full. */
  for (const [what, method, after] of [
    ['figures', 'appendFile', 3],
    ['checkpoints and everything else', 'writeFile', 12],
  ] as const) {
    it(`because the disk is full (${what}), says so, and goes on bit for bit when there is space`, async () => {
      const uninterrupted = await newTinyRun(folder(), changes);
      await carryOutRun(uninterrupted);
      const directory = await newTinyRun(folder(), changes);
      const restore = await fillDisk(method, after);
      let state: string;
      let message: string | undefined;
      try {
        const outcome = await carryOutRun(directory);
        state = outcome.state;
        message = outcome.manifest.failure?.message;
      } finally {
        restore();
      }
      assert.equal(state, 'failed');
      assert.match(message ?? '', /^The disk is full\. Free some space, then resume/);
      assert.equal((await carryOutRun(directory)).state, 'completed');
      assert.deepEqual(await stateOf(directory), await stateOf(uninterrupted));
      assert.deepEqual(await resultOf(directory), await resultOf(uninterrupted));
    });
  }
});

/** From its `after`th call on a method of open files fails for want of space, until the returned function is called. */
async function fillDisk(method: 'appendFile' | 'writeFile', after: number): Promise<() => void> {
  const handle = await open(process.execPath, 'r');
  const prototype: Record<string, (...words: unknown[]) => unknown> = Object.getPrototypeOf(handle);
  await handle.close();
  const original = prototype[method];
  assert.ok(original !== undefined);
  let calls = 0;
  prototype[method] = function (...words) {
    calls++;
    if (calls < after) return original.apply(this, words);
    return Promise.reject(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }));
  };
  return () => {
    prototype[method] = original;
  };
}
