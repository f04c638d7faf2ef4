// A shell that lets no file grow beyond a limit, as some file systems do: what happened is told, and what to do.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { builtProgram } from '../../support/builtCli.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

import { newTinyRun } from '../trainer/trainerFixture.ts';

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
    return runWithin(kilobytes, 'train', 'waves.reptile.json', '--runs', 'runs');
  }

  async function runWithin(kilobytes: number, ...asked: readonly string[]) {
    // In a POSIX shell the limit counts in 512 bytes.
    const script = `ulimit -f ${2 * kilobytes}; exec "$@"`;
    const words = [process.execPath, await builtProgram('cli.js'), ...asked];
    const env = { ...process.env, XDG_DATA_HOME: path.join(folder(), 'user') };
    const shell = spawn('sh', ['-c', script, 'sh', ...words], {
      cwd: folder(),
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [output, messages, exitCode] = await Promise.all([
      text(shell.stdout),
      text(shell.stderr),
      new Promise<number | null>((resolve, reject) => shell.once('close', resolve).once('error', reject)),
    ]);
    return { output, messages, exitCode };
  }

  it('is told where no run can be made', async function () {
    if (process.platform === 'win32') this.skip();
    const { messages, exitCode } = await trainWithin(1);
    assert.match(messages, /a limit of this shell \(ulimit -f\), allows no file that large/);
    assert.doesNotMatch(messages, /did not expect/);
    // Nothing of the experiment is wrong.
    assert.equal(exitCode, 1);
  }).timeout(60_000);

  it('fails a run that can go on when it is raised', async function () {
    if (process.platform === 'win32') this.skip();
    const { messages, exitCode } = await trainWithin(32);
    assert.match(messages, /a limit of the shell \(ulimit -f\), allows no file that large/);
    assert.equal(exitCode, 1);
    const [run = ''] = await readdir(path.join(folder(), 'runs'));
    assert.equal((await readManifest(path.join(folder(), 'runs', run))).state, 'failed');
  }).timeout(60_000);

  it('is told where a run cannot be extended', async function () {
    if (process.platform === 'win32') this.skip();
    const run = await newTinyRun(path.join(folder(), 'runs'));
    assert.equal((await carryOutRun(run)).state, 'completed');
    const { messages, exitCode } = await runWithin(1, 'resume', run, '--extend', '5');
    assert.match(messages, /^error: .*runs cannot be written: .*ulimit -f/m);
    assert.doesNotMatch(messages, /REPTILE_LAB_DEBUG/);
    assert.equal(exitCode, 1);
  }).timeout(60_000);

  it('is told where what a comparison measured cannot be stored', async function () {
    if (process.platform === 'win32') this.skip();
    const runs: string[] = [];
    for (const seed of [3, 4]) {
      const run = await newTinyRun(path.join(folder(), 'runs'), {}, [`seed=${seed}`]);
      assert.equal((await carryOutRun(run)).state, 'completed');
      runs.push(run);
    }
    const { output, messages, exitCode } = await runWithin(1, 'compare', ...runs, '--tasks', '50', '--no-baselines');
    assert.equal(exitCode, 1, messages);
    assert.match(output, /\ntasks +50, the same for all runs/);
    assert.equal(messages.match(/^The result could not be stored with the run: .*ulimit -f/gm)?.length, 2, messages);
    assert.match(messages, /^error: (The result could not be .*ulimit -f.*){2} measure again\.$/m);
  }).timeout(60_000);

  it('takes no answers away that were computed, nor the files for which there is room', async function () {
    if (process.platform === 'win32') this.skip();
    const run = await newTinyRun(path.join(folder(), 'runs'));
    assert.equal((await carryOutRun(run)).state, 'completed');
    await writeFile(path.join(folder(), 'support.csv'), 'x,y\n-1,0.5\n0.5,2\n1,-3\n');
    const queries = Array.from({ length: 1000 }, (_, index) => `${index / 500 - 1},${index % 7}\n`);
    await writeFile(path.join(folder(), 'queries.csv'), `x,y\n${queries.join('')}`);
    const sets = ['--support', 'support.csv', '--query', 'queries.csv', '--runs', 'runs'];
    const files = ['--save', 'adapted.npz', '--answers', 'answers.csv'];
    for (const more of [['--json'], []]) {
      const { output, messages, exitCode } = await runWithin(16, 'adapt', run, ...sets, ...files, '--force', ...more);
      assert.match(messages, /^error: answers\.csv cannot be written: .*ulimit -f/m);
      assert.equal(exitCode, 1);
      const saved = path.join(folder(), 'adapted.npz');
      assert.ok((await readFile(saved)).length > 0);
      if (more.length === 0) {
        assert.match(output, /Mean squared error on the 1,?000 queries/);
        assert.match(output, /Saved in .*adapted\.npz\n$/);
        continue;
      }
      const report = JSON.parse(output);
      assert.equal(report.queries.length, 1000);
      assert.equal(path.basename(report.saved), 'adapted.npz');
    }
  }).timeout(120_000);
});
