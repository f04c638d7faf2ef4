// A trainer outlives whoever started it, even when the starter's whole process group is killed.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'mocha';
import { spawnTrainer, trainerEnvironment } from '../../../src/launchers/spawnTrainer.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';

const program = (name: string) => fileURLToPath(new URL(`programs/${name}`, import.meta.url));
const script = program('patientTrainer.mjs');

interface Alive {
  readonly pid: number;
  readonly folder: string;
  readonly environment: Record<string, string>;
}

describe('spawnTrainer', () => {
  const folder = useTemporaryFolder();

  const readAlive = (directory: string) =>
    waitFor('the trainer to say that it is alive', async (): Promise<Alive | undefined> => {
      const file = path.join(directory, 'alive.json');
      return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : undefined;
    });

  async function makeRunDirectory(): Promise<string> {
    const directory = path.join(folder(), 'a run with spaces');
    await mkdir(directory);
    return directory;
  }

  it('gives the run directory to the script, appends its output to the log and tells how it ended', async () => {
    const directory = await makeRunDirectory();
    const log = path.join(directory, 'log.txt');
    await writeFile(log, 'an earlier line\n');
    const trainer = await spawnTrainer(
      { program: process.execPath, script, environment: { TOLD: 'to the trainer' } },
      { directory, logFile: log, programFiles: undefined },
    );
    const alive = await readAlive(directory);
    assert.equal(alive.pid, trainer.pid);
    assert.equal(alive.environment.ELECTRON_RUN_AS_NODE, '1');
    assert.equal(alive.environment.TOLD, 'to the trainer');
    await writeFile(path.join(directory, 'end'), '');
    assert.deepEqual(await trainer.ended, { exitCode: 0 });
    assert.equal(await readFile(log, 'utf8'), 'an earlier line\na line for the log\n');
  });

  it('rejects with the reason when the program does not exist', async () => {
    const directory = await makeRunDirectory();
    const log = path.join(directory, 'log.txt');
    await assert.rejects(
      spawnTrainer(
        { program: path.join(directory, 'nothing'), script, environment: {} },
        { directory, logFile: log, programFiles: undefined },
      ),
      {
        code: 'ENOENT',
      },
    );
  });

  it('leaves the trainer at work when its starter and the whole process group of it are killed', async function () {
    if (process.platform === 'win32') this.skip();
    const directory = await makeRunDirectory();
    const log = path.join(directory, 'log.txt');
    const words = ['--import', 'tsx', program('starter.ts'), script, directory, log];
    const starter = spawn(process.execPath, words, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
    assert.ok(starter.pid !== undefined);
    await once(starter.stdout, 'data');
    const { pid } = await readAlive(directory);
    const gone = once(starter, 'exit');
    process.kill(-starter.pid, 'SIGKILL');
    await gone;
    assert.doesNotThrow(() => process.kill(pid, 0), 'the trainer died with its starter');
    await writeFile(path.join(directory, 'end'), '');
    await waitFor('the trainer to end when asked', () => !isAlive(pid));
  });
});

describe('trainerEnvironment', () => {
  it("keeps the person's variables and drops the editor's and the debugger's", () => {
    const environment = {
      PATH: '/bin',
      VSCODE_PID: '1',
      ELECTRON_NO_ASAR: '1',
      NODE_OPTIONS: '--inspect',
      NODE_ENV: 'test',
    };
    assert.deepEqual(trainerEnvironment(environment), { PATH: '/bin', NODE_ENV: 'test', ELECTRON_RUN_AS_NODE: '1' });
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
