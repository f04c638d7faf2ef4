// How runs end in a terminal: by signals, by a second request, and by a module that fails where nobody waits for it, or
// never returns.

import assert from 'node:assert/strict';
import { readdir, rename, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { requestControl } from '../../../src/runs/control.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import {
  builtProgram,
  endRunningClis,
  parseJsonLines,
  type RunningCli,
  runCli,
  startCli,
} from '../../support/builtCli.ts';
import { failureWords } from '../../support/failureWords.ts';
import { moduleExperiment, taskModule } from '../../support/taskModules.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';
import { endless, writeTiny } from './cliFixture.ts';

describe('the end of a run in a terminal', function () {
  this.timeout(120_000);
  before(function () {
    if (process.platform === 'win32') this.skip();
    return builtProgram('cli.js');
  });
  afterEach(endRunningClis);
  const folder = useTemporaryFolder();

  /** Never returns from its first training task, and leaves a file `looping` when it comes to that. */
  const looping = () => {
    const mark = `writeFileSync(${JSON.stringify(path.join(folder(), 'looping'))}, '');`;
    return taskModule({ first: "import { writeFileSync } from 'node:fs';", before: `${mark} for (;;);` });
  };
  const loops = () => waitFor('the loop', async () => (await readdir(folder())).includes('looping'), 30_000);

  async function writeOwn(module: string, metaIterations?: number): Promise<void> {
    await writeFile(path.join(folder(), 'own.mjs'), module);
    await writeFile(path.join(folder(), 'own.reptile.json'), moduleExperiment(metaIterations));
  }
  const train = (...words: readonly string[]) => trainWith({}, ...words);
  async function trainWith(
    environment: NodeJS.ProcessEnv,
    ...words: readonly string[]
  ): Promise<{ cli: RunningCli; directory: string }> {
    const cli = await startCli(['train', ...words, '--runs', 'runs', '--json'], { folder: folder(), environment });
    const directory = await waitFor(
      'the run',
      async () => {
        const [run] = (await readdir(path.join(folder(), 'runs')).catch(() => [])).filter(
          (name) => !name.startsWith('.'),
        );
        return run !== undefined && path.join(folder(), 'runs', run);
      },
      30_000,
    );
    return { cli, directory };
  }
  const hears = (cli: RunningCli, event: string) =>
    waitFor(`the event ${event}`, () => parseJsonLines(cli.output()).some((line) => line.event === event), 30_000);
  const reaches = (directory: string, state: string) =>
    waitFor(`state ${state}`, async () => (await readManifest(directory)).state === state, 30_000);
  /** Everything in the run's directory that a process that died would leave. */
  const strays = async (directory: string) =>
    (await readdir(directory, { recursive: true })).filter((name) => /\.tmp$|trainer\.lock|\.unfinished/.test(name));

  for (const signal of ['SIGHUP', 'SIGUSR2', 'SIGTERM'] as const) {
    it(`is clean at ${signal}: a checkpoint is saved, and the exit code says that it was stopped`, async () => {
      const { cli, directory } = await train(await writeTiny(folder()), ...endless);
      await hears(cli, 'iteration');
      cli.process.kill(signal);
      assert.equal((await cli.ended).exitCode, 3);
      const { state, iteration, checkpointIteration } = await readManifest(directory);
      assert.deepEqual([state, checkpointIteration], ['stopped', iteration]);
      assert.deepEqual(await strays(directory), []);
    });
  }

  it('does not come by the hangup that nohup is to outlive, but by any other signal', async () => {
    const environment = { _: '/usr/bin/nohup' };
    const { cli, directory } = await trainWith(environment, await writeTiny(folder()), ...endless);
    await hears(cli, 'iteration');
    cli.process.kill('SIGHUP');
    const { iteration } = await readManifest(directory);
    await waitFor('more of the run', async () => (await readManifest(directory)).iteration > iteration, 30_000);
    cli.process.kill('SIGTERM');
    assert.equal((await cli.ended).exitCode, 3);
  });

  for (const [signal, exitCode] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    it(`comes within a second of a second ${signal}, in a right state, even when a module never returns`, async () => {
      await writeOwn(looping());
      const { cli, directory } = await train('own.reptile.json');
      await loops();
      cli.process.kill(signal);
      await reaches(directory, 'stopping');
      assert.match(cli.messages(), /Another Ctrl\+C leaves at once/);
      // One press may arrive twice.
      cli.process.kill(signal);
      await new Promise((resolve) => setTimeout(resolve, 700));
      assert.equal(cli.process.exitCode, null);
      const askedAt = performance.now();
      cli.process.kill(signal);
      assert.equal((await cli.ended).exitCode, exitCode);
      assert.ok(performance.now() - askedAt < 1000, `${performance.now() - askedAt} ms`);
      const { state, iteration, checkpointIteration, process: owner } = await readManifest(directory);
      assert.deepEqual(
        { state, iteration, checkpointIteration, owner },
        { state: 'stopped', iteration: 0, checkpointIteration: 0, owner: null },
      );
      assert.deepEqual(await strays(directory), []);
      await writeOwn(taskModule());
      const resumed = await runCli(['resume', directory], { folder: folder() });
      assert.equal(resumed.exitCode, 0, resumed.messages);
    });
  }

  it('comes at a second stop request, too', async () => {
    await writeOwn(looping());
    const { cli, directory } = await train('own.reptile.json');
    await loops();
    await requestControl(directory, 'stop');
    await reaches(directory, 'stopping');
    await new Promise((resolve) => setTimeout(resolve, 700));
    const second = await requestControl(directory, 'stop');
    assert.equal((await cli.ended).exitCode, 3);
    const { state, answeredRequests } = await readManifest(directory);
    assert.equal(state, 'stopped');
    assert.equal(answeredRequests.includes(second), true);
    assert.deepEqual(await readdir(path.join(directory, 'control')), []);
  });

  it('comes at the first request while a module is still being imported', async () => {
    await writeOwn(`import { threadId } from 'node:worker_threads';\nif (threadId > 1) for (;;);\n${taskModule()}`);
    const { cli, directory } = await train('own.reptile.json');
    await reaches(directory, 'starting');
    cli.process.kill('SIGINT');
    assert.equal((await cli.ended).exitCode, 3);
    assert.equal((await readManifest(directory)).state, 'stopped');
  });

  it('names nothing that lies there no more where the run was moved away, and says how it goes on', async () => {
    const cli = await startCli(['train', await writeTiny(folder()), ...endless, '--runs', 'runs'], {
      folder: folder(),
    });
    const id = await waitFor(
      'the run at work',
      async () => {
        const [run] = (await readdir(path.join(folder(), 'runs')).catch(() => [])).filter(
          (name) => !name.startsWith('.'),
        );
        if (run === undefined) return false;
        return (await readManifest(path.join(folder(), 'runs', run))).checkpointIteration !== null && run;
      },
      30_000,
    );
    await rename(path.join(folder(), 'runs', id), path.join(folder(), 'moved'));
    const { exitCode, messages, output } = await cli.ended;
    assert.equal(exitCode, 1, messages);
    const [, afterwards = ''] = messages.split(
      / was deleted or moved while the run was at work, so the run has ended\./,
    );
    assert.match(afterwards, /resume FOLDER\n$/);
    assert.ok(!`${output}${afterwards}`.includes(id), `${output}${messages}`);
    const resumed = await startCli(['resume', 'moved', '--json'], { folder: folder() });
    await hears(resumed, 'iteration');
    resumed.process.kill('SIGTERM');
    assert.equal((await resumed.ended).exitCode, 3);
  });

  const failing: Record<string, { readonly module: string; readonly expected: RegExp }> = {
    'leaves a rejection to nobody': {
      module: taskModule({ first: 'setTimeout(() => Promise.reject(new Error("late")), 20);' }),
      expected: /own\.mjs:1:\d+: Error: late /,
    },
    'leaves a rejection to nobody while it draws a task': {
      module: taskModule({ before: 'Promise.reject(new TypeError("inner"));' }),
      expected: /own\.mjs:2:\d+: TypeError: inner /,
    },
    'throws in a timer': {
      module: taskModule({ first: 'setTimeout(() => { throw new Error("timed"); }, 20);' }),
      expected: /own\.mjs:1:\d+: Error: timed /,
    },
    'calls process.exit': {
      module: taskModule({ before: 'process.exit(7);' }),
      expected: /own\.mjs:2:\d+: Error: it called process\.exit\(7\)/,
    },
    'calls exit by its name': {
      module: taskModule({ first: "import { exit } from 'node:process';", before: 'exit(0);' }),
      expected: /own\.mjs:2:\d+: Error: it called process\.exit\(0\)/,
    },
    'calls process.abort': {
      module: taskModule({ before: 'process.abort();' }),
      expected: /own\.mjs:2:\d+: TypeError: process\.abort\(\)/,
    },
  };
  for (const [what, { module, expected }] of Object.entries(failing)) {
    it(`is a failure with file and line when a module ${what}`, async () => {
      await writeOwn(module, 100_000_000);
      const { cli, directory } = await train('own.reptile.json');
      const { exitCode, messages, output } = await cli.ended;
      assert.equal(exitCode, 1, messages);
      const { state, failure } = await readManifest(directory);
      assert.equal(state, 'failed');
      assert.match(failureWords(failure), expected);
      assert.match(JSON.stringify(parseJsonLines(output).at(-1)), expected);
      assert.match(messages, /^(Its tasks are made by .*own\.mjs\n)?$/, 'no stack of Node');
      assert.deepEqual(await strays(directory), []);
    });
  }

  it('comes at once in an evaluation, at a second Ctrl+C, even when a module never returns', async () => {
    await writeOwn(taskModule());
    const trained = await runCli(['train', 'own.reptile.json', '--runs', 'runs'], { folder: folder() });
    assert.equal(trained.exitCode, 0, trained.messages);
    const marker = path.join(folder(), 'looping');
    const held = taskModule().replace(
      'sampleHeldOutTask: (random) => ({',
      `sampleHeldOutTask: (random) => (writeFileSync(${JSON.stringify(marker)}, ''), (() => { for (;;); })(), {`,
    );
    await writeOwn(`import { writeFileSync } from 'node:fs';\n${held}`);
    const words = ['eval', 'latest', '--runs', 'runs', '--tasks', '4', '--accept-changed-data'];
    const cli = await startCli(words, { folder: folder() });
    await loops();
    cli.process.kill('SIGINT');
    await waitFor('its word', () => cli.messages().includes('Ending early'));
    await new Promise((resolve) => setTimeout(resolve, 700));
    const askedAt = performance.now();
    cli.process.kill('SIGINT');
    assert.equal((await cli.ended).exitCode, 130);
    assert.ok(performance.now() - askedAt < 1000);
  });

  it('is not SIGUSR1, which opens no debugger either', async () => {
    const { cli, directory } = await train(await writeTiny(folder()), ...endless);
    await hears(cli, 'iteration');
    cli.process.kill('SIGUSR1');
    const { iteration } = await readManifest(directory);
    await waitFor('more progress', async () => (await readManifest(directory)).iteration > iteration, 30_000);
    assert.doesNotMatch(cli.messages(), /[Dd]ebugger/);
    assert.equal(await isListening(9229), false);
    cli.process.kill('SIGINT');
    assert.equal((await cli.ended).exitCode, 3);
  });

  it('has an exit code of its own where another process works on the run', async () => {
    const { cli, directory } = await train(await writeTiny(folder()), ...endless);
    await reaches(directory, 'running');
    const second = await runCli(['resume', directory], { folder: folder() });
    assert.equal(second.exitCode, 4);
    assert.match(second.messages, /is already at work on/);
    cli.process.kill('SIGINT');
    assert.equal((await cli.ended).exitCode, 3);
  });
});

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
