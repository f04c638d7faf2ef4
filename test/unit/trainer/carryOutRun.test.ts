// Whole runs in this process: to the end, stopped and resumed, paused, asked for things while they evaluate.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { currentProcess } from '../../../src/base/processIdentity.ts';
import { listCheckpoints } from '../../../src/runs/checkpoints.ts';
import { requestControl } from '../../../src/runs/control.ts';
import { compareEventFiles, isEventFileName, listEventFiles } from '../../../src/runs/eventFiles.ts';
import { ManifestError, readManifest } from '../../../src/runs/manifestFile.ts';
import { recordedQuantities } from '../../../src/runs/quantities.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { RunLockedError } from '../../../src/runs/runHold.ts';
import { lockRun } from '../../../src/runs/runLock.ts';
import { listSamples, readNewestSample } from '../../../src/runs/samples.ts';
import { tags } from '../../../src/runs/tags.ts';
import { carryOutRun, RunCompletedError } from '../../../src/trainer/carryOutRun.ts';
import type { RunProgress } from '../../../src/trainer/runEvents.ts';
import { everyAlgorithm } from '../../support/everyAlgorithm.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';
import { figuresOf, newRunOf, newTinyRun, resultOf, stateOf, tinyExperiment } from './trainerFixture.ts';

describe('carrying out a run', () => {
  const folder = useTemporaryFolder();

  /** Carries the run out and stops it at the first progress that `isTime` picks. */
  async function carryOutUntil(directory: string, isTime: (progress: RunProgress) => boolean) {
    const stop = new AbortController();
    const onProgress = (progress: RunProgress) => isTime(progress) && stop.abort();
    return carryOutRun(directory, { signal: stop.signal, onProgress });
  }

  it('leaves everything that was asked for', async () => {
    const directory = await newTinyRun(folder());
    const { state, manifest } = await carryOutRun(directory);
    assert.equal(state, 'completed');
    assert.deepEqual(await readManifest(directory), manifest);
    assert.equal(manifest.iteration, 60);
    assert.equal(manifest.process, null);
    assert.equal(manifest.failure, null);
    assert.ok(manifest.startedAt !== null && manifest.endedAt !== null && manifest.endedAt >= manifest.startedAt);
    assert.ok(manifest.activeSeconds > 0 && manifest.activeSeconds < 20);
    assert.equal(manifest.versions.node, process.versions.node);
    const best = manifest.best?.iteration ?? 0;
    const kept = new Set([60, 45, 30, best, 0]);
    assert.deepEqual(
      await listCheckpoints(directory),
      [...kept].sort((a, b) => b - a),
    );
    assert.equal((await stateOf(directory)).iteration, 60);
    assert.equal((await readNewestSample(directory)).drawn?.iteration, 60);
    const figures = await figuresOf(directory);
    const everyIteration = Array.from({ length: 60 }, (_, index) => index + 1);
    for (const tag of [tags.trainingLossFirst, tags.trainingLossLast, tags.metaStepSize, tags.updateNorm]) {
      assert.deepEqual(
        figures[tag]?.map(([iteration]) => iteration),
        everyIteration,
        tag,
      );
    }
    assert.deepEqual(
      figures[recordedQuantities.loss.tags.mean]?.map(([iteration]) => iteration),
      [0, 20, 40, 60],
    );
    assert.deepEqual([manifest.untrained?.iteration, manifest.latest?.iteration], [0, 60]);
    assert.equal(
      figures[recordedQuantities.loss.tags.mean]?.at(-1)?.[1]?.toPrecision(7),
      manifest.latest?.loss.toPrecision(7),
    );
    assert.deepEqual(await readdir(runFiles(directory).control), []);
    assert.equal((await readdir(directory)).includes('trainer.lock'), false);
    await assert.rejects(carryOutRun(directory), RunCompletedError);
    // A process that was killed after its last word.
    const { lock } = runFiles(directory);
    const owner = { ...currentProcess(), pid: 0x7ffffffe, token: randomUUID(), isBrief: false };
    await writeFile(lock, JSON.stringify(owner));
    await assert.rejects(carryOutRun(directory), RunCompletedError);
    assert.equal(existsSync(lock), false);
    assert.deepEqual(await readManifest(directory), manifest);
  });

  it('says so and loses no figure where its event file is exchanged, as by git, and goes on from there as ever', async () => {
    const whole = await newTinyRun(path.join(folder(), 'whole'));
    await carryOutRun(whole);
    const directory = await newTinyRun(path.join(folder(), 'exchanged'));
    const warnings: string[] = [];
    const exchangeAt = (at: number, stopAt?: number) => {
      const stop = new AbortController();
      let early: { readonly file: string; readonly bytes: Uint8Array } | undefined;
      return carryOutRun(directory, {
        signal: stop.signal,
        onProgress: (progress) => {
          if (progress.kind === 'warning') warnings.push(progress.message);
          if (progress.kind !== 'iteration') return;
          if (progress.iteration === stopAt) stop.abort();
          if (progress.iteration < at) {
            const names = readdirSync(directory).filter(isEventFileName).toSorted(compareEventFiles);
            const file = path.join(directory, names.at(-1) ?? '');
            early ??= { file, bytes: readFileSync(file) };
          } else if (progress.iteration === at && early !== undefined) {
            rmSync(early.file);
            writeFileSync(early.file, early.bytes);
          }
        },
      });
    };
    assert.equal((await exchangeAt(25, 33)).state, 'stopped');
    assert.equal(warnings.length, 1);
    assert.equal((await exchangeAt(50)).state, 'completed');
    assert.equal(warnings.length, 2);
    assert.deepEqual(await figuresOf(directory), await figuresOf(whole));
    assert.deepEqual(await resultOf(directory), await resultOf(whole));
    const log = await readFile(runFiles(directory).log, 'utf8');
    for (const warning of warnings) assert.ok(log.includes(warning), log);
  });

  it('keeps the checkpoint of the best figure, however many come after it, also over a stop', async () => {
    const directory = await newTinyRun(folder(), {
      algorithm: { metaStepSize: 2, metaStepSizeFinal: 2 },
      checkpoint: { every: 5, keep: 1 },
    });
    await carryOutUntil(directory, (progress) => progress.kind === 'iteration' && progress.iteration === 37);
    assert.deepEqual(await listCheckpoints(directory), [37, 20, 0]);
    const { manifest } = await carryOutRun(directory);
    assert.equal(manifest.best?.iteration, 20);
    assert.deepEqual(await listCheckpoints(directory), [60, 20, 0]);
  });

  it('keeps no sample that nothing shows any more, however often it is evaluated', async () => {
    const directory = await newTinyRun(folder(), {
      algorithm: { metaIterations: 400, metaBatch: 1, innerSteps: 1 },
      evaluation: { every: 1, tasks: 2, innerSteps: 1 },
    });
    const { manifest } = await carryOutRun(directory);
    const samples = await listSamples(directory);
    assert.ok(samples.length < 170, `${samples.length}`);
    const newest = Array.from({ length: 100 }, (_, place) => 400 - place);
    for (const iteration of [0, manifest.best?.iteration ?? 0, ...(await listCheckpoints(directory)), ...newest])
      assert.ok(samples.includes(iteration), `${iteration}`);
  });

  for (const [name, algorithm] of Object.entries(everyAlgorithm)) {
    it(`goes on bit for bit after a stop: ${name}`, async () => {
      const input = { ...tinyExperiment(), algorithm, checkpoint: { every: 5, keep: 3 } };
      const uninterrupted = await newRunOf(folder(), input);
      assert.equal((await carryOutRun(uninterrupted)).state, 'completed');
      const directory = await newRunOf(folder(), input);
      const stopped = await carryOutUntil(directory, ({ kind }) => kind === 'iteration');
      assert.equal(stopped.state, 'stopped');
      assert.equal((await carryOutRun(directory)).state, 'completed');
      assert.deepEqual(await stateOf(directory), await stateOf(uninterrupted));
      assert.deepEqual(await figuresOf(directory), await figuresOf(uninterrupted));
    });
  }

  it('obeys the overrides it was created with', async () => {
    const directory = await newTinyRun(folder(), {}, ['algorithm.metaIterations=5', 'seed=9']);
    assert.equal((await carryOutRun(directory)).manifest.iteration, 5);
    const other = await newTinyRun(folder(), {}, ['algorithm.metaIterations=5']);
    await carryOutRun(other);
    assert.notDeepEqual(await stateOf(directory), await stateOf(other));
  });

  describe('stopped and resumed', () => {
    const stops: Record<string, (progress: RunProgress) => boolean> = {
      'before anything': (progress) => progress.kind === 'started',
      'while the untrained initialization is evaluated': (progress) =>
        progress.kind === 'iteration' && progress.iteration === 1,
      'between checkpoints': (progress) => progress.kind === 'iteration' && progress.iteration === 37,
      'while it evaluates': (progress) => progress.kind === 'evaluating' && progress.iteration === 40,
      'after an evaluation': (progress) => progress.kind === 'evaluation' && progress.iteration === 20,
      'at a checkpoint': (progress) => progress.kind === 'checkpoint' && progress.iteration === 45,
    };
    let expected: Awaited<ReturnType<typeof outcomeOf>>;

    async function outcomeOf(directory: string) {
      return {
        state: await stateOf(directory),
        figures: await figuresOf(directory),
        result: await resultOf(directory),
      };
    }

    before(async () => {
      const own = await mkdtemp(path.join(os.tmpdir(), 'reptile-lab-'));
      const uninterrupted = await newTinyRun(own);
      await carryOutRun(uninterrupted);
      expected = await outcomeOf(uninterrupted);
      await rm(own, { recursive: true });
    });

    for (const [when, isTime] of Object.entries(stops)) {
      it(`${when}, ends as if nothing had happened`, async () => {
        const directory = await newTinyRun(folder());
        const { state, manifest } = await carryOutUntil(directory, isTime);
        assert.equal(state, 'stopped');
        assert.equal((await stateOf(directory)).iteration, manifest.iteration);
        assert.equal(manifest.checkpointIteration, manifest.iteration);
        assert.equal((await carryOutRun(directory)).state, 'completed');
        assert.deepEqual(await outcomeOf(directory), expected);
        assert.equal((await listEventFiles(directory)).length, 2);
      });
    }

    it('five times, with damaged checkpoints on the way, ends as if nothing had happened', async () => {
      const directory = await newTinyRun(folder());
      const warnings: string[] = [];
      for (const iteration of [7, 18, 31, 46, 52]) {
        await carryOutUntil(directory, (progress) => {
          if (progress.kind === 'warning') warnings.push(progress.message);
          return progress.kind === 'iteration' && progress.iteration === iteration;
        });
        if (iteration === 31)
          await writeFile(path.join(runFiles(directory).checkpoints, '31', 'parameters.f32'), 'damage');
      }
      await carryOutRun(directory);
      assert.deepEqual(await outcomeOf(directory), expected);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', /checkpoint 31 is passed over: .*parameters\.f32/);
      assert.match(await readFile(runFiles(directory).log, 'utf8'), /checkpoint 31 is passed over/);
    });

    it('without any good checkpoint begins anew, and nothing counts twice', async () => {
      const directory = await newTinyRun(folder());
      await carryOutUntil(directory, (progress) => progress.kind === 'iteration' && progress.iteration === 25);
      for (const iteration of await listCheckpoints(directory)) {
        await writeFile(path.join(runFiles(directory).checkpoints, String(iteration), 'state.json'), '{}');
      }
      await carryOutRun(directory);
      assert.deepEqual(await outcomeOf(directory), expected);
    });
  });

  describe('while others ask for things', () => {
    const long = { algorithm: { metaIterations: 1_000_000 }, checkpoint: { every: 1_000_000 } };
    let running: Promise<unknown> | undefined;
    let stop = new AbortController();

    async function start(directory: string): Promise<void> {
      stop = new AbortController();
      running = carryOutRun(directory, { signal: stop.signal });
      await waitFor('the run to run', async () => (await readManifest(directory)).state === 'running');
    }
    afterEach(async () => {
      stop.abort();
      await running;
    });

    /** Asks, and gives the milliseconds until the manifest answers. */
    async function ask(directory: string, kind: Parameters<typeof requestControl>[1]): Promise<number> {
      const askedAt = performance.now();
      const name = await requestControl(directory, kind);
      await waitFor('the answer', async () => (await readManifest(directory)).answeredRequests.includes(name));
      return performance.now() - askedAt;
    }
    const reaches = (directory: string, state: string) =>
      waitFor(`state ${state}`, async () => (await readManifest(directory)).state === state);

    it('pauses, stays where it is with a beating heart, saves when asked, and continues', async () => {
      const directory = await newTinyRun(folder(), long);
      await start(directory);
      await ask(directory, 'pause');
      const paused = await readManifest(directory);
      assert.equal(paused.state, 'paused', 'a pause that was answered has begun');
      const figures = await figuresOf(directory);
      await waitFor('a heartbeat', async () => (await readManifest(directory)).heartbeatAt !== paused.heartbeatAt);
      assert.deepEqual(await figuresOf(directory), figures);
      const later = await readManifest(directory);
      assert.deepEqual(
        [later.state, later.iteration, later.activeSeconds],
        ['paused', paused.iteration, paused.activeSeconds],
      );
      await ask(directory, 'checkpoint');
      assert.equal((await listCheckpoints(directory))[0], paused.iteration, 'a checkpoint that was answered is there');
      await ask(directory, 'continue');
      assert.equal((await readManifest(directory)).state, 'running');
      await waitFor('progress', async () => (await readManifest(directory)).iteration > paused.iteration);
      assert.deepEqual(await readdir(runFiles(directory).control), []);
    });

    it('stops out of a pause, with a checkpoint', async () => {
      const directory = await newTinyRun(folder(), long);
      await start(directory);
      await ask(directory, 'pause');
      await reaches(directory, 'paused');
      await requestControl(directory, 'stop');
      await running;
      const { state, iteration, answeredRequests } = await readManifest(directory);
      assert.equal(state, 'stopped');
      assert.equal((await stateOf(directory)).iteration, iteration);
      assert.equal(answeredRequests.length, 2);
    });

    it('answers promptly, and stops, in the middle of an evaluation that would take hours', async () => {
      const directory = await newTinyRun(folder(), {
        ...long,
        evaluation: { every: 1, tasks: 1_000_000, innerSteps: 50 },
      });
      await start(directory);
      const delays: number[] = [];
      for (const kind of ['pause', 'continue', 'checkpoint', 'pause', 'continue'] as const)
        delays.push(await ask(directory, kind));
      // A machine at rest takes some 30 ms; a busy one keeps its own time.
      assert.ok(Math.min(...delays) < 1000, `delays in ms: ${delays.map(Math.round).join(', ')}`);
      const askedAt = performance.now();
      await requestControl(directory, 'stop');
      await running;
      assert.ok(performance.now() - askedAt < 5000);
      const { state, iteration, latest } = await readManifest(directory);
      assert.deepEqual({ state, iteration, latest }, { state: 'stopped', iteration: 1, latest: null });
    });

    it('drops requests that were meant for an earlier process', async () => {
      const directory = await newTinyRun(folder(), long);
      await start(directory);
      await requestControl(directory, 'stop');
      await running;
      const { control } = runFiles(directory);
      await writeFile(path.join(control, '1700000000000-00000000-stop.json'), '{"kind":"stop"}');
      await start(directory);
      await waitFor('the request to go', async () => (await readdir(control)).length === 0);
      await ask(directory, 'checkpoint');
      assert.equal((await readManifest(directory)).state, 'running');
    });
  });

  it('is refused, and changes nothing, where it makes no sense', async () => {
    await assert.rejects(carryOutRun(folder()), ManifestError);
    assert.deepEqual(await readdir(folder()), []);
    const directory = await newTinyRun(folder());
    const before = await readManifest(directory);
    const hold = await lockRun(directory);
    await assert.rejects(carryOutRun(directory), RunLockedError);
    await hold.release();
    assert.deepEqual(await readManifest(directory), before);
    await mkdir(path.join(folder(), 'empty'));
    await assert.rejects(carryOutRun(path.join(folder(), 'empty')), ManifestError);
  });
});
