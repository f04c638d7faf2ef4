// One writer: a trainer that was frozen while another one took its run over writes nothing more when it wakes. And how
// trainers are seen by the rest of the machine: their priority, and the signals that they take.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { requestControl } from '../../../src/runs/control.ts';
import { listEventFiles } from '../../../src/runs/eventFiles.ts';
import { loadNewestCheckpoint } from '../../../src/runs/loadCheckpoint.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { builtProgram } from '../../support/builtCli.ts';
import { changeManifest } from '../../support/newTestRun.ts';
import { moduleExperiment, taskModule } from '../../support/taskModules.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';
import { type ExperimentChanges, figuresOf, newRunOf, newTinyRun, stateOf } from './trainerFixture.ts';

describe('the trainer among other processes', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();
  const started: ChildProcess[] = [];
  let program = '';

  before(async function () {
    if (process.platform === 'win32') this.skip();
    program = await builtProgram('trainer.js');
  });
  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
  });

  function start(directory: string): ChildProcess {
    const child = spawn(process.execPath, [program, directory], { stdio: ['ignore', 'ignore', 'pipe'] });
    started.push(child);
    return child;
  }
  async function endOf(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.exitCode ?? child.signalCode;
  }
  const reachesIteration = (directory: string, least: number) =>
    waitFor(`meta-iteration ${least}`, async () => (await readManifest(directory)).iteration >= least, 30_000);
  const reaches = (directory: string, state: string) =>
    waitFor(`state ${state}`, async () => (await readManifest(directory)).state === state, 30_000);
  const endless: ExperimentChanges = {
    algorithm: { metaIterations: 10_000_000 },
    evaluation: { every: 50, tasks: 4 },
    checkpoint: { every: 100, keep: 3 },
  };

  /** Nobody here can tell any more whether the lock's owner lives, and its last sign of life is so long ago. */
  async function moveOwnerAway(directory: string, secondsAgo: number): Promise<void> {
    const { lock, manifest: file } = runFiles(directory);
    const owner = { ...JSON.parse(await readFile(lock, 'utf8')), host: `not-${os.hostname()}` };
    const time = new Date(Date.now() - secondsAgo * 1000);
    const { process: ownProcess } = await readManifest(directory);
    await changeManifest(directory, {
      heartbeatAt: time.toISOString(),
      process: ownProcess && { ...ownProcess, host: owner.host },
    });
    await writeFile(lock, JSON.stringify(owner));
    for (const one of [lock, file]) await utimes(one, time, time);
  }

  async function hasStopped(child: ChildProcess): Promise<void> {
    if (process.platform !== 'linux') return delay(200);
    await waitFor('it to be frozen', () =>
      readdirSync(`/proc/${child.pid}/task`).every((thread) =>
        / T /.test(readFileSync(`/proc/${child.pid}/task/${thread}/stat`, 'utf8')),
      ),
    );
  }

  it('writes nothing when it wakes after another one has taken its run over, and ends without a word', async () => {
    for (let round = 0; round < 3; round++) {
      const directory = await newTinyRun(path.join(folder(), String(round)), {
        ...endless,
        engine: { workers: 1 + (round % 2) },
      });
      const frozen = start(directory);
      let words = '';
      frozen.stderr?.on('data', (text) => {
        words += text;
      });
      await reachesIteration(directory, 200);
      frozen.kill('SIGSTOP');
      await hasStopped(frozen);
      await moveOwnerAway(directory, 95);
      const second = start(directory);
      await waitFor('the second one', async () => (await readManifest(directory)).process?.pid === second.pid, 30_000);
      await reaches(directory, 'running');
      const [eventsOfFirst] = await listEventFiles(directory);
      const eventFile = path.join(directory, eventsOfFirst ?? '');
      const sizeBefore = (await stat(eventFile)).size;
      const log = await waitFor('its word', async () => {
        const text = await readFile(runFiles(directory).log, 'utf8');
        return text.includes('Resumed at') && text;
      });
      const { iteration } = await readManifest(directory);

      frozen.kill('SIGCONT');
      let pids = new Set<number | undefined>();
      const watching = (async () => {
        while (frozen.exitCode === null && frozen.signalCode === null) {
          pids = pids.add((await readManifest(directory)).process?.pid);
          await delay(5);
        }
      })();
      assert.equal(await endOf(frozen), 4);
      await watching;
      assert.deepEqual([...pids], [second.pid]);
      assert.equal((await stat(eventFile)).size, sizeBefore);
      assert.equal(await readFile(runFiles(directory).log, 'utf8'), log);
      assert.equal(words, '');
      await reachesIteration(directory, iteration + 100);
      second.kill('SIGTERM');
      assert.equal(await endOf(second), 3);

      const last = await readManifest(directory);
      assert.deepEqual([last.state, last.checkpointIteration], ['stopped', last.iteration]);
      assert.deepEqual((await loadNewestCheckpoint(directory)).damaged, []);
      assert.equal((await stateOf(directory)).iteration, last.iteration);
      const names = await readdir(directory, { recursive: true });
      assert.deepEqual(
        names.filter((name) => /\.tmp$|trainer\.lock|\.unfinished/.test(name)),
        [],
      );
      const losses =
        (await figuresOf(directory))['train/last_loss'] ?? Object.values(await figuresOf(directory))[0] ?? [];
      const iterations = losses.map(([at]) => at);
      assert.deepEqual(iterations, [...new Set(iterations)], 'no figure counts twice');
    }
  });

  it('waits for the lock of one of which nobody knows whether it lives, and goes on where that one ended', async () => {
    const directory = await newTinyRun(folder(), endless);
    const first = start(directory);
    await reachesIteration(directory, 200);
    first.kill('SIGKILL');
    await endOf(first);
    await moveOwnerAway(directory, 80);
    const second = start(directory);
    const log = () => readFile(runFiles(directory).log, 'utf8');
    await waitFor('its word', async () => /Waiting up to \d+ s for process/.test(await log()));
    await waitFor('its process', async () => (await readManifest(directory)).process?.pid === second.pid, 30_000);
    await reaches(directory, 'running');
    second.kill('SIGTERM');
    assert.equal(await endOf(second), 3);
  });

  it('ends at a second request, of whatever kind, even when a module never returns', async () => {
    for (const ask of ['stop request', 'SIGTERM', 'SIGHUP'] as const) {
      const at = path.join(folder(), ask);
      const directory = await newRunOf(at, JSON.parse(moduleExperiment()), path.join(at, 'runs'));
      const mark = path.join(at, 'looping');
      const before = `writeFileSync(${JSON.stringify(mark)}, ''); for (;;);`;
      await writeFile(
        path.join(at, 'own.mjs'),
        taskModule({ first: "import { writeFileSync } from 'node:fs';", before }),
      );
      const child = start(directory);
      await waitFor('the loop', async () => (await readdir(at)).includes('looping'), 30_000);
      await requestControl(directory, 'stop');
      await reaches(directory, 'stopping');
      // What comes within half a second is the same request.
      await delay(700);
      const askedAt = performance.now();
      if (ask === 'stop request') await requestControl(directory, 'stop');
      else child.kill(ask);
      assert.equal(await endOf(child), 3);
      // A second of its own; it yields to whatever else this machine is busy with.
      assert.ok(performance.now() - askedAt < 3000, `${performance.now() - askedAt} ms`);
      const { state, iteration, checkpointIteration } = await readManifest(directory);
      assert.deepEqual([state, iteration, checkpointIteration], ['stopped', 0, 0]);
      assert.equal((await stateOf(directory)).iteration, 0);
      assert.ok(!(await readdir(directory)).includes('trainer.lock'));
      await writeFile(path.join(at, 'own.mjs'), taskModule());
      assert.equal(await endOf(start(directory)), 0);
    }
  });

  it('opens no debugger at SIGUSR1', async () => {
    const directory = await newTinyRun(folder(), endless);
    const child = start(directory);
    let words = '';
    child.stderr?.on('data', (text) => {
      words += text;
    });
    await reachesIteration(directory, 1);
    child.kill('SIGUSR1');
    const { iteration } = await readManifest(directory);
    await reachesIteration(directory, iteration + 100);
    assert.equal(words, '');
    child.kill('SIGTERM');
    assert.equal(await endOf(child), 3);
  });

  it('runs below everything that a person waits for, with all its threads', async function () {
    if (process.platform !== 'linux') return this.skip();
    const directory = await newTinyRun(folder(), { ...endless, engine: { workers: 2 } });
    const child = start(directory);
    await reachesIteration(directory, 1);
    const threads = readdirSync(`/proc/${child.pid}/task`);
    assert.ok(threads.length > 4);
    for (const thread of threads) assert.equal(niceOf(`/proc/${child.pid}/task/${thread}/stat`), 10);
  });
});

function niceOf(statFile: string): number {
  const text = readFileSync(statFile, 'utf8');
  return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[16]);
}
