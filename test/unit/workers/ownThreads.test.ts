// The end of a process whose threads wait inside a system call: a user's module that reads from a pipe into which
// nobody writes.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { builtProgram } from '../../support/builtCli.ts';
import { putForeign } from '../../support/foreignEntries.ts';
import { moduleExperiment, taskModule } from '../../support/taskModules.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';
import { newRunOf } from '../trainer/trainerFixture.ts';

describe('a process with a thread that no one can end', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();
  const started: ChildProcess[] = [];

  before(function () {
    if (process.platform === 'win32') this.skip();
    return builtProgram('trainer.js');
  });
  beforeEach(() => putForeign(path.join(folder(), 'pipe'), 'pipe', folder()));
  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
  });

  async function start(program: 'cli.js' | 'trainer.js', ...words: readonly string[]): Promise<ChildProcess> {
    const child = spawn(process.execPath, [await builtProgram(program), ...words], { cwd: folder(), stdio: 'ignore' });
    started.push(child);
    return child;
  }
  const isEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;
  /**
   * Fails when the process is still there after `milliseconds`; it yields to whatever else this machine is busy with.
   */
  const ends = (child: ChildProcess, milliseconds: number) => waitFor('the end', () => isEnded(child), milliseconds);

  /** Says that it waits, by a file, and waits. */
  const block = () => {
    const [mark, pipe] = ['blocked', 'pipe'].map((name) => JSON.stringify(path.join(folder(), name)));
    return `writeFileSync(${mark}, ''); readFileSync(${pipe});`;
  };
  const blocks = () => waitFor('the call', async () => (await readdir(folder())).includes('blocked'), 30_000);
  const imports = "import { readFileSync, writeFileSync } from 'node:fs';";
  const blockedInTraining = () => taskModule({ first: imports, before: block() });
  const blockedAtImport = () => taskModule({ first: `${imports} ${block()}` });
  const blockedInHeldOut = () =>
    `${imports}${taskModule().replace('sampleHeldOutTask: (random) => ({', `sampleHeldOutTask: (random) => ((() => { ${block()} })(), {`)}`;

  async function newOwnRun(module: string): Promise<string> {
    await writeFile(path.join(folder(), 'own.mjs'), module);
    return newRunOf(folder(), JSON.parse(moduleExperiment()), path.join(folder(), 'runs'));
  }
  async function assertStopped(directory: string): Promise<void> {
    const { state, process: owner } = await readManifest(directory);
    assert.deepEqual([state, owner], ['stopped', null]);
    assert.ok(!(await readdir(directory)).includes('trainer.lock'));
  }

  const programs = {
    'the trainer': (directory: string) => start('trainer.js', directory),
    'the command line': (directory: string) => start('cli.js', 'resume', directory),
  };
  for (const [name, carryOut] of Object.entries(programs)) {
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
      it(`ends by a second ${signal} with everything written: ${name}`, async () => {
        const directory = await newOwnRun(blockedInTraining());
        const child = await carryOut(directory);
        await blocks();
        child.kill(signal);
        await waitFor('its state', async () => (await readManifest(directory)).state === 'stopping');
        // What comes within half a second is the same request.
        await delay(700);
        child.kill(signal);
        await ends(child, 2000);
        assert.equal(child.signalCode, signal);
        await assertStopped(directory);
      });
    }

    it(`does not outlive a run that is stopped while its module is imported: ${name}`, async () => {
      const directory = await newOwnRun(blockedAtImport());
      const child = await carryOut(directory);
      await blocks();
      child.kill('SIGTERM');
      await ends(child, 5000);
      await assertStopped(directory);
    });
  }

  const places = { 'while its module is imported': blockedAtImport, 'in a held-out task': blockedInHeldOut };
  for (const [where, module] of Object.entries(places)) {
    for (const command of ['eval', 'compare'] as const) {
      it(`ends by a second Ctrl+C ${where}: ${command}`, async () => {
        const directories = [await newOwnRun(taskModule()), await newOwnRun(taskModule())];
        for (const directory of directories) {
          const training = await start('trainer.js', directory);
          await ends(training, 60_000);
          assert.equal(training.exitCode, 0);
        }
        await writeFile(path.join(folder(), 'own.mjs'), module());
        const runs = command === 'eval' ? directories.slice(0, 1) : directories;
        const child = await start('cli.js', command, ...runs, '--accept-changed-data');
        await blocks();
        child.kill('SIGINT');
        await delay(700);
        child.kill('SIGINT');
        await ends(child, 2000);
        assert.ok(child.signalCode === 'SIGINT' || child.exitCode === 130);
      });
    }
  }
});
