// Runs that fail: each says what happened and what to do, stays readable, and can be resumed once the cause is gone.

import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { chmod, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ExperimentInput } from '../../../src/experiment/schema.ts';
import { readManifest, writeManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import type { RunFailure } from '../../../src/runs/runFailure.ts';
import { wouldFailAgain } from '../../../src/runs/runState.ts';
import { type CarryOutOptions, carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { failAppends } from '../../support/failingAppends.ts';
import { codeOf, failureWords } from '../../support/failureWords.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { type ExperimentChanges, newRunOf, newTinyRun, resultOf, stateOf, tinyExperiment } from './trainerFixture.ts';

describe('a run that fails', () => {
  const folder = useTemporaryFolder();

  /** Carries the run out, and gives why it failed, in words; manifest, outcome and log agree on it. */
  async function failureOf(directory: string, code: string): Promise<string> {
    const { state, manifest } = await carryOutRun(directory);
    const recorded = await readManifest(directory);
    assert.deepEqual([state, recorded.state, recorded.process], ['failed', 'failed', null]);
    assert.deepEqual(recorded, manifest);
    assert.ok(recorded.endedAt !== null && recorded.failure !== null);
    assert.equal(codeOf(recorded.failure), code);
    const words = failureWords(recorded.failure);
    assert.ok((await readFile(runFiles(directory).log, 'utf8')).includes(words));
    return words;
  }

  it('because training diverged, names the meta-iteration and the setting', async () => {
    const directory = await newTinyRun(folder(), { algorithm: { innerOptimizer: { kind: 'sgd', learningRate: 1e9 } } });
    assert.match(await failureOf(directory, 'diverged'), /diverged in meta-iteration \d+: .*learningRate/);
    assert.equal((await stateOf(directory)).iteration, 0);
    const diverged = await readManifest(directory);
    assert.ok(wouldFailAgain(diverged.state, diverged));
    assert.match(
      await failureOf(directory, 'diverged'),
      /diverged in meta-iteration 1: /,
      'and so it does when it is resumed',
    );
  });

  it('because the run’s copy of the experiment was damaged, names the place', async () => {
    const directory = await newTinyRun(folder());
    const { source, experiment } = runFiles(directory);
    await writeFile(source, (await readFile(source, 'utf8')).replace('"metaBatch": 4', '"metaBatch": -4'));
    assert.match(
      await failureOf(directory, 'experiment'),
      /"algorithm\.metaBatch" is 4 in the one and -4 in the other/,
    );
    await writeFile(experiment, (await readFile(experiment, 'utf8')).replace('"metaBatch": 4', '"metaBatch": -4'));
    assert.match(await failureOf(directory, 'experiment'), /experiment\.json is damaged: .*metaBatch/);
  });

  const mnist = (dataFolder: string): ExperimentInput => ({
    ...tinyExperiment(),
    task: { kind: 'images', dataset: { source: 'mnist', path: dataFolder } },
  });

  it('because its data is gone, names the path', async () => {
    assert.match(await failureOf(await newRunOf(folder(), mnist('no/such/folder')), 'experiment'), /no.such.folder/);
  });

  it('because its data is damaged, names the file', async () => {
    await mkdir(path.join(folder(), 'digits'));
    for (const name of ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte']) {
      await writeFile(path.join(folder(), 'digits', name), 'no digits');
    }
    assert.match(await failureOf(await newRunOf(folder(), mnist('digits')), 'data'), /t10k-\w+-idx\d-ubyte/);
  });

  it('because its directory was deleted, ends at once and brings nothing back', async () => {
    const directory = await newTinyRun(folder(), { algorithm: { metaIterations: 1_000_000 } });
    let isDeleting = false;
    const outcome = await carryOutRun(directory, {
      onProgress: ({ kind }) => {
        if (kind !== 'iteration' || isDeleting) return;
        isDeleting = true;
        rmSync(directory, { recursive: true, force: true });
      },
    });
    assert.equal(outcome.state, 'failed');
    assert.deepEqual(outcome.manifest.failure, { code: 'directoryGone', directory });
    assert.match(failureWords(outcome.manifest.failure), /was deleted or moved/);
    assert.equal(existsSync(directory), false);
  });

  it('because a part of its directory is in the way, says what to do, and runs when it is gone', async () => {
    const directory = await newTinyRun(folder());
    const { checkpoints } = runFiles(directory);
    await rm(checkpoints, { recursive: true });
    await writeFile(checkpoints, 'a file where a folder should be');
    assert.match(
      await failureOf(directory, 'refusedFile'),
      /a file where a folder should be\. Move it away\. Then resume the run/,
    );
    await rm(checkpoints);
    assert.equal((await carryOutRun(directory)).state, 'completed');
  });

  it('because its directory may not be written, says so without leaving a trace', async function () {
    if (process.platform === 'win32' || process.getuid?.() === 0) {
      console.log('        skipped: this user may write everywhere');
      return this.skip();
    }
    const directory = await newTinyRun(folder());
    const before = await readManifest(directory);
    await chmod(directory, 0o555);
    const { state, manifest } = await carryOutRun(directory);
    await chmod(directory, 0o755);
    assert.equal(state, 'failed');
    assert.match(failureWords(manifest.failure), /may not be written\. Give yourself write permission/);
    assert.deepEqual(await readManifest(directory), before);
  });

  it('because its experiment was changed under its checkpoints, says so, and goes on when that is undone', async () => {
    const directory = await newTinyRun(folder());
    await carryOutRun(directory, stopAt(20));
    const manifest = await readManifest(directory);
    const { experiment: frozen } = runFiles(directory);
    const before = await readFile(frozen, 'utf8');
    await writeManifest(directory, { ...manifest, overrides: ['model.hidden=[16,17]'] });
    assert.match(
      await failureOf(directory, 'experiment'),
      /contradict each other: .*"model\.hidden\[1\]" is 16 in the one and 17 in the other/,
    );
    await writeFile(frozen, before.replace(/16\s*\]/, '17]'));
    assert.match(
      await failureOf(directory, 'experiment'),
      /The checkpoint of meta-iteration \d+ was saved by another model, algorithm or optimizer .* Undo what was changed/,
    );
    await writeManifest(directory, { ...manifest, overrides: ['algorithm.innerOptimizer.beta1=0.5'] });
    await writeFile(frozen, before.replace(/"beta1": [\d.]+/, '"beta1": 0.5'));
    assert.match(await failureOf(directory, 'experiment'), /another model, algorithm or optimizer/);
    await writeManifest(directory, manifest);
    await writeFile(frozen, before);
    assert.equal((await carryOutRun(directory)).state, 'completed');
    const uninterrupted = await newTinyRun(folder());
    await carryOutRun(uninterrupted);
    assert.deepEqual(await stateOf(directory), await stateOf(uninterrupted));
  });

  const changes: ExperimentChanges = { algorithm: { metaIterations: 200 } };

  /** Where bytes go to the disk, and how the run looks when each of them finds it full. */
  for (const [what, fillDisk, after] of [
    ['figures', fillDiskForAppending, 3],
    ['checkpoints and everything else', fillDiskForWriting, 12],
  ] as const) {
    it(`because the disk is full (${what}), says so, and goes on bit for bit when there is space`, async () => {
      const uninterrupted = await newTinyRun(folder(), changes);
      await carryOutRun(uninterrupted);
      const directory = await newTinyRun(folder(), changes);
      const restore = await fillDisk(after);
      let state: string;
      let failure: RunFailure | null;
      try {
        const outcome = await carryOutRun(directory);
        state = outcome.state;
        failure = outcome.manifest.failure;
      } finally {
        restore();
      }
      assert.equal(state, 'failed');
      assert.equal(codeOf(failure), 'diskFull');
      assert.match(failureWords(failure), /^The disk is full\. Free some space, then resume/);
      assert.equal((await carryOutRun(directory)).state, 'completed');
      assert.deepEqual(await stateOf(directory), await stateOf(uninterrupted));
      assert.deepEqual(await resultOf(directory), await resultOf(uninterrupted));
    });
  }
});

function stopAt(iteration: number): CarryOutOptions {
  const stop = new AbortController();
  const onProgress: CarryOutOptions['onProgress'] = (progress) => {
    if (progress.kind === 'iteration' && progress.iteration === iteration) stop.abort();
  };
  return { signal: stop.signal, onProgress };
}

const noSpace = () => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

/**
 * From the `after`th time on that something is written to an open file it fails for want of space, until the returned
 * function is called.
 */
async function fillDiskForWriting(after: number): Promise<() => void> {
  const handle = await open(process.execPath, 'r');
  const prototype: Record<string, (...words: unknown[]) => unknown> = Object.getPrototypeOf(handle);
  await handle.close();
  const original = prototype.writeFile;
  assert.ok(original !== undefined);
  let calls = 0;
  prototype.writeFile = function (...words) {
    calls++;
    return calls < after ? original.apply(this, words) : Promise.reject(noSpace());
  };
  return () => {
    prototype.writeFile = original;
  };
}

/** The same for what is appended to open files. */
async function fillDiskForAppending(after: number): Promise<() => void> {
  return failAppends(noSpace(), after);
}
