// A shell that lets no file grow beyond a limit, as some file systems do: what happened is told, and what to do.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { builtProgram } from '../../support/builtCli.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

/** A model of 80 KB. */
const experiment = {
  name: 'Waves',
  task: { kind: 'sine' },
  model: { kind: 'mlp', hidden: [128, 128], activation: 'tanh' },
  algorithm: {
    kind: 'reptile',
    metaIterations: 3,
    metaBatch: 1,
    innerSteps: 1,
    innerBatch: 5,
    metaStepSize: 0.1,
    innerOptimizer: { kind: 'sgd', learningRate: 0.01 },
  },
  evaluation: { every: 3, tasks: 2, innerSteps: 1, innerBatch: 5 },
};

describe('a limit to the size of files', () => {
  const folder = useTemporaryFolder();
  before(async function () {
    this.timeout(300_000);
    await builtProgram('cli.js');
  });

  async function trainWithin(kilobytes: number) {
    await writeFile(path.join(folder(), 'waves.reptile.json'), JSON.stringify(experiment));
    // In a POSIX shell the limit counts in 512 bytes.
    const script = `ulimit -f ${2 * kilobytes}; exec "$@"`;
    const words = [process.execPath, await builtProgram('cli.js'), 'train', 'waves.reptile.json', '--runs', 'runs'];
    const env = { ...process.env, XDG_DATA_HOME: path.join(folder(), 'user') };
    const shell = spawn('sh', ['-c', script, 'sh', ...words], {
      cwd: folder(),
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [messages, exitCode] = await Promise.all([
      text(shell.stderr),
      new Promise<number | null>((resolve, reject) => shell.once('close', resolve).once('error', reject)),
    ]);
    return { messages, exitCode };
  }

  it('is told where no run can be made', async function () {
    if (process.platform === 'win32') this.skip();
    const { messages, exitCode } = await trainWithin(1);
    assert.match(messages, /a limit of this shell \(ulimit -f\), allows no file that large/);
    assert.doesNotMatch(messages, /did not expect/);
    assert.equal(exitCode, 2);
  }).timeout(60_000);

  it('fails a run that can go on when it is raised', async function () {
    if (process.platform === 'win32') this.skip();
    const { messages, exitCode } = await trainWithin(32);
    assert.match(messages, /a limit of the shell \(ulimit -f\), allows no file that large/);
    assert.equal(exitCode, 1);
    const [run = ''] = await readdir(path.join(folder(), 'runs'));
    assert.equal((await readManifest(path.join(folder(), 'runs', run))).state, 'failed');
  }).timeout(60_000);
});
