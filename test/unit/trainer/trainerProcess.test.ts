// The trainer as a process of its own, built as it is shipped: killed at any moment, signalled, started twice, on any
// number of threads.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { randomStream } from '../../../src/engine/random.ts';
import { listEventFiles } from '../../../src/runs/eventFiles.ts';
import { EventReader } from '../../../src/runs/eventReader.ts';
import { loadNewestCheckpoint } from '../../../src/runs/loadCheckpoint.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { observeState } from '../../../src/runs/observeState.ts';
import { builtProgram } from '../../support/builtCli.ts';
import { everyAlgorithm } from '../../support/everyAlgorithm.ts';
import { failureWords } from '../../support/failureWords.ts';
import { readNew } from '../../support/readNew.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';
import {
  type ExperimentChanges,
  figuresOf,
  newRunOf,
  newTinyRun,
  resultOf,
  stateOf,
  tinyExperiment,
} from './trainerFixture.ts';

describe('the trainer process', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();
  const started: ChildProcess[] = [];
  let program = '';

  before(async () => {
    program = await builtProgram('trainer.js');
  });
  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
  });

  function start(...words: readonly string[]): ChildProcess {
    return startProgram(program, ...words);
  }
  function startProgram(file: string, ...words: readonly string[]): ChildProcess {
    const child = spawn(process.execPath, [file, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
    started.push(child);
    return child;
  }
  async function endOf(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.exitCode ?? child.signalCode;
  }
  async function outcomeOf(directory: string) {
    return { state: await stateOf(directory), figures: await figuresOf(directory), result: await resultOf(directory) };
  }
  const reaches = (directory: string, state: string) =>
    waitFor(`state ${state}`, async () => (await readManifest(directory)).state === state, 30_000);

  /** A few seconds of work: long after the latest kill at 1,500. */
  const brief: ExperimentChanges = {
    algorithm: { metaIterations: 3000 },
    evaluation: { every: 600, tasks: 40, innerSteps: 10 },
    checkpoint: { every: 40, keep: 2 },
  };
  const endless: ExperimentChanges = { algorithm: { metaIterations: 1_000_000 } };

  it('killed at random moments and resumed, ends with the bits of an uninterrupted run', async () => {
    const uninterrupted = await newTinyRun(folder(), brief);
    assert.equal(await endOf(start(uninterrupted)), 0);
    const expected = await outcomeOf(uninterrupted);

    const directory = await newTinyRun(folder(), brief);
    const random = randomStream(7, 'split');
    // Once while it starts, which touches files, too, and once in each third of its first half.
    const moments = [0, 1, 2, 3].map((third) => ({
      iteration: third === 0 ? 0 : Math.floor((third - 1 + random.uniform()) * 500),
      milliseconds: random.uniform() * (third === 0 ? 300 : 20),
    }));
    for (const { iteration, milliseconds } of moments) {
      const child = start(directory);
      await recordedUpTo(directory, iteration);
      await delay(milliseconds);
      child.kill('SIGKILL');
      assert.equal(await endOf(child), 'SIGKILL', `it was done before it could be killed at ${iteration}`);
      const state = await observeState(await readManifest(directory), directory);
      assert.ok(state === 'lost' || state === 'queued', `${state} after a kill`);
    }
    assert.equal(await endOf(start(directory)), 0);
    const { damaged } = await loadNewestCheckpoint(directory);
    assert.deepEqual(damaged, []);
    assert.deepEqual(await outcomeOf(directory), expected);
  });

  for (const name of ['Meta-SGD', 'Reptile with Adam inside and outside'] as const) {
    it(`killed and resumed on other threads, ends with the bits of an uninterrupted run: ${name}`, async () => {
      const algorithm = { ...everyAlgorithm[name], metaIterations: 600 };
      const input = { ...tinyExperiment({ checkpoint: { every: 20 } }), algorithm };
      const uninterrupted = await newRunOf(folder(), input);
      assert.equal(await endOf(start(uninterrupted)), 0);
      const directory = await newRunOf(folder(), { ...input, engine: { workers: 2 } });
      const child = start(directory);
      await recordedUpTo(directory, 100);
      child.kill('SIGKILL');
      assert.equal(await endOf(child), 'SIGKILL');
      assert.equal(await endOf(start(directory)), 0);
      assert.deepEqual((await outcomeOf(directory)).state, (await outcomeOf(uninterrupted)).state);
    });
  }

  it('computes the same with one thread, two and four', async () => {
    const outcomes = [];
    for (const workers of [1, 2, 4]) {
      const directory = await newTinyRun(folder(), { engine: { workers } });
      assert.equal(await endOf(start(directory)), 0);
      assert.equal((await readManifest(directory)).workers, workers);
      outcomes.push(await outcomeOf(directory));
    }
    assert.deepEqual(outcomes[1], outcomes[0]);
    assert.deepEqual(outcomes[2], outcomes[0]);
  });

  it('stopped on two threads and resumed, ends with the bits of one thread that went through', async () => {
    const changes = { algorithm: { metaIterations: 400 } };
    const uninterrupted = await newTinyRun(folder(), changes);
    assert.equal(await endOf(start(uninterrupted)), 0);
    const directory = await newTinyRun(folder(), { ...changes, engine: { workers: 2 } });
    const child = start(directory);
    await reaches(directory, 'running');
    child.kill('SIGTERM');
    await endOf(child);
    assert.equal(await endOf(start(directory)), 0);
    assert.deepEqual((await outcomeOf(directory)).state, (await outcomeOf(uninterrupted)).state);
  });

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2'] as const) {
    it(`stops with a checkpoint at ${signal}`, async function () {
      if (process.platform === 'win32') return this.skip();
      const directory = await newTinyRun(folder(), endless);
      const child = start(directory);
      await recordedUpTo(directory, 1);
      child.kill(signal);
      assert.equal(await endOf(child), 3);
      const { state, iteration, checkpointIteration } = await readManifest(directory);
      assert.equal(state, 'stopped');
      assert.equal(checkpointIteration, iteration);
      assert.equal((await stateOf(directory)).iteration, iteration);
    });
  }

  it('leaves a run to the process that is at work on it', async () => {
    const directory = await newTinyRun(folder(), endless);
    const first = start(directory);
    await reaches(directory, 'running');
    const second = start(directory);
    let words = '';
    second.stderr?.on('data', (text) => {
      words += text;
    });
    assert.equal(await endOf(second), 4);
    assert.match(words, new RegExp(`Process ${first.pid} on .* is already at work`));
    assert.equal((await readManifest(directory)).process?.pid, first.pid);
    assert.equal((await listEventFiles(directory)).length, 1);
  });

  it('says so when a worker thread dies, and the run can be resumed', async () => {
    const broken = path.join(folder(), 'broken installation');
    await cp(path.dirname(path.dirname(program)), broken, { recursive: true });
    const dying = `import { parentPort, workerData } from 'node:worker_threads';
parentPort.postMessage({ kind: 'ready', variant: 'dying', memoryBytes: 0 });
Atomics.wait(workerData.sharing.arrays.signals, 0, 0);
process.exit(7);
`;
    await writeFile(path.join(broken, 'dist', 'worker.js'), dying);
    const directory = await newTinyRun(path.join(folder(), 'runs'), { engine: { workers: 2 } });
    assert.equal(await endOf(startProgram(path.join(broken, 'dist', 'trainer.js'), directory)), 1);
    const { state, failure } = await readManifest(directory);
    assert.equal(state, 'failed');
    assert.match(failureWords(failure), /A worker thread ended unexpectedly \(exit code 7\)\. Resume the run/);
    assert.equal(await endOf(start(directory)), 0);
  });

  it('refuses a model that fits into no engine, and says how much it needs', async () => {
    const directory = await newRunOf(folder(), {
      ...tinyExperiment({ engine: { workers: 2 } }),
      task: { kind: 'sine', points: 100_000 },
      model: { kind: 'mlp', hidden: [100_000] },
    });
    assert.equal(await endOf(start(directory)), 1);
    const { failure } = await readManifest(directory);
    assert.match(failureWords(failure), /^The model needs \d.* of memory.* Use smaller batches/);
  });

  it('says how to use it, and what is no run', async () => {
    assert.equal(await endOf(start()), 2);
    assert.equal(await endOf(start(folder())), 2);
    assert.deepEqual(await readdir(folder()), []);
  });
});

/** Waits until the event files hold a figure of `iteration` or a later one. */
async function recordedUpTo(directory: string, iteration: number): Promise<void> {
  if (iteration === 0) return;
  const reader = new EventReader(directory);
  const isThere = async () =>
    (await readNew(reader)).some(
      (update) => update.kind === 'figures' && [...update.figures].some((one) => one.iteration >= iteration),
    );
  await waitFor(`figures of meta-iteration ${iteration}`, isThere, 30_000);
}
