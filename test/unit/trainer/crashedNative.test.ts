// Native kernels that crash: their process starts its program anew, and the run goes on in WebAssembly.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectFolder } from '../../../scripts/vscode/cacheFolder.ts';
import type { CrashSignal } from '../../../src/base/crashedNative.ts';
import { nativePlatform } from '../../../src/engine/fused/native/addon.ts';
import { listCheckpoints } from '../../../src/runs/checkpoints.ts';
import { requestControl } from '../../../src/runs/control.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { builtProgram, endRunningClis, parseJsonLines, startCli } from '../../support/builtCli.ts';
import { builtAddon } from '../../support/nativeEngines.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';
import { type ExperimentChanges, figuresOf, newTinyRun, resultOf, stateOf, tinyExperiment } from './trainerFixture.ts';

describe('native kernels that crash', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();
  const started: ChildProcess[] = [];
  let program = '';

  before(async function () {
    // A process cannot become another program there.
    if (process.platform === 'win32' || builtAddon().kind === 'missing') this.skip();
    program = await builtProgram('trainer.js');
  });
  afterEach(async () => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
    await endRunningClis();
  });

  const brief: ExperimentChanges = {
    algorithm: { metaIterations: 3000 },
    evaluation: { every: 1000 },
    checkpoint: { every: 50, keep: 2 },
  };
  const endless: ExperimentChanges = { ...brief, algorithm: { metaIterations: 1_000_000 } };

  function start(directory: string, script = program, environment: NodeJS.ProcessEnv = {}): ChildProcess {
    const child = spawn(process.execPath, [script, directory], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, ...environment },
    });
    started.push(child);
    return child;
  }
  async function endOf(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.exitCode ?? child.signalCode;
  }
  /** Lets the run take some meta-iterations on native kernels, to a checkpoint. */
  async function startToCheckpoint(directory: string): Promise<ChildProcess> {
    const child = start(directory);
    const isThere = async () => (await listCheckpoints(directory)).some((iteration) => iteration > 0);
    await waitFor('a checkpoint', isThere, 30_000);
    assert.match((await readManifest(directory)).engineVariant ?? '', /^native /);
    return child;
  }
  async function outcomeOf(directory: string) {
    return { state: await stateOf(directory), figures: await figuresOf(directory), result: await resultOf(directory) };
  }
  async function isUninterruptedOutcome(directory: string, changes: ExperimentChanges): Promise<void> {
    const whole = await newTinyRun(folder(), changes);
    assert.equal(await endOf(start(whole, program, { REPTILE_LAB_NATIVE: 'off' })), 0);
    assert.deepEqual(await outcomeOf(directory), await outcomeOf(whole));
  }
  async function saysWhy(directory: string, signal: CrashSignal): Promise<void> {
    const { engineVariant, engineReason } = await readManifest(directory);
    assert.match(engineVariant ?? '', /^fused simd /);
    assert.deepEqual(engineReason, [{ code: 'supported' }, { code: 'nativeMissing', why: 'crashed', signal }]);
    assert.match(
      await readFile(runFiles(directory).log, 'utf8'),
      new RegExp(`native kernels have crashed \\(${signal}\\)`),
    );
  }

  it('let the same process go on in WebAssembly, to the bits of an uninterrupted run', async () => {
    const directory = await newTinyRun(folder(), brief);
    const child = await startToCheckpoint(directory);
    child.kill('SIGSEGV');
    assert.equal(await endOf(child), 0);
    await saysWhy(directory, 'SIGSEGV');
    await isUninterruptedOutcome(directory, brief);
  });

  it('are forgiven once: the next crash ends the process', async () => {
    const directory = await newTinyRun(folder(), endless);
    const child = await startToCheckpoint(directory);
    child.kill('SIGFPE');
    const isInWebAssembly = async () => {
      const { state, engineVariant } = await readManifest(directory);
      return state === 'running' && engineVariant?.startsWith('fused simd ');
    };
    await waitFor('WebAssembly to compute', isInWebAssembly, 30_000);
    assert.equal((await readManifest(directory)).process?.pid, child.pid);
    child.kill('SIGFPE');
    assert.equal(await endOf(child), 'SIGFPE');
  });

  it('lose no request that nobody has seen yet', async () => {
    const directory = await newTinyRun(folder(), endless);
    const child = await startToCheckpoint(directory);
    child.kill('SIGSTOP');
    const request = await requestControl(directory, 'stop');
    child.kill('SIGSEGV');
    child.kill('SIGCONT');
    assert.equal(await endOf(child), 3);
    const { state, answeredRequests } = await readManifest(directory);
    assert.equal(state, 'stopped');
    assert.ok(answeredRequests.includes(request));
    await saysWhy(directory, 'SIGSEGV');
  });

  it('let a terminal resume its run, and say so', async () => {
    const text = JSON.stringify(tinyExperiment(brief));
    await writeFile(path.join(folder(), 'tiny.reptile.json'), text);
    const cli = await startCli(['train', 'tiny.reptile.json', '--runs', folder(), '--json'], { folder: folder() });
    const events = () => parseJsonLines(cli.output());
    await waitFor(
      'a checkpoint',
      async () => events().filter(({ event }) => event === 'checkpoint').length > 2,
      30_000,
    );
    cli.process.kill('SIGBUS');
    const { exitCode, messages } = await cli.ended;
    assert.equal(exitCode, 0, messages);
    const runs = new Set(events().flatMap(({ run }) => (typeof run === 'string' ? [run] : [])));
    assert.equal(runs.size, 1);
    const told = events().filter(({ event }) => event === 'warning' || event === 'ended');
    assert.match(String(told[0]?.message), /crashed \(SIGBUS\)/);
    assert.equal(told.at(-1)?.state, 'completed');
    const [directory = ''] = runs;
    await isUninterruptedOutcome(directory, brief);
  });

  it('are a build that breaks down in the midst of its work', async function () {
    const installation = path.join(folder(), 'installation');
    await cp(path.dirname(path.dirname(program)), installation, { recursive: true });
    const file = path.join(installation, 'dist', 'kernels', 'native', `${nativePlatform()}.node`);
    const words = ['scripts/native/compile-here.mjs', file, '-DBREAK_DOWN_AFTER=600'];
    const { status, stderr } = spawnSync(process.execPath, words, { cwd: projectFolder, encoding: 'utf8' });
    if (status === 3) {
      console.log(`        skipped: ${stderr.trim()}`);
      return this.skip();
    }
    assert.equal(status, 0, stderr);
    const broken = (name: string) => path.join(installation, 'dist', name);
    // Of several threads, more than one may crash.
    const changes: ExperimentChanges = { ...brief, engine: { workers: 3 } };
    const directory = await newTinyRun(folder(), changes);
    assert.equal(await endOf(start(directory, broken('trainer.js'))), 0);
    await saysWhy(directory, 'SIGILL');
    await isUninterruptedOutcome(directory, changes);

    const evaluate = async (script: string, environment: NodeJS.ProcessEnv) => {
      const words = [script, 'eval', directory, '--tasks', '2000', '--json'];
      const env = { ...process.env, ...environment };
      const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', env });
      assert.equal(status, 0, stderr);
      const [{ stored, createdAt, seconds, tasksPerSecond, ...figures } = {}] = parseJsonLines(stdout);
      return { figures, stderr };
    };
    const anew = await evaluate(broken('cli.js'), {});
    assert.match(anew.stderr, /crashed \(SIGILL\)/);
    assert.deepEqual(anew.figures, (await evaluate(broken('cli.js'), { REPTILE_LAB_NATIVE: 'off' })).figures);
  });
});
