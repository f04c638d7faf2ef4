// `sweep` and `queue` as they are used: what it would be, all of it done, and a queue that is changed from outside.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { listRuns } from '../../../src/runs/listRuns.ts';
import { endRunningClis, runCli, startCli } from '../../support/builtCli.ts';
import { taskModule } from '../../support/taskModules.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';
import { tinyExperiment } from '../trainer/trainerFixture.ts';
import { writeTiny } from './cliFixture.ts';

describe('reptile-lab sweep', () => {
  const folder = useTemporaryFolder();
  afterEach(endRunningClis);
  const varied = ['--set', 'algorithm.metaStepSize=0.5,1', '--seeds', '2'];
  const linesOf = (output: string) =>
    output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('says what it would be, and makes nothing', async function () {
    this.timeout(120_000);
    const file = await writeTiny(folder());
    const { exitCode, output, messages } = await runCli(['sweep', file, ...varied, '--dry-run'], { folder: folder() });
    assert.equal(exitCode, 0, messages);
    assert.equal(output, '  algorithm.metaStepSize = 0.5\n  algorithm.metaStepSize = 1\n');
    assert.match(
      messages,
      /^Measuring how long this takes on this machine…\n4 runs: 2 settings with 2 seeds each, \d+ at a time\.\nAbout .+ on this machine where nothing else is at work; about .+ MB of memory; about .+ on the disk\.\n$/,
    );
    assert.equal(existsSync(path.join(folder(), '.reptile')), false);
  });

  it('names every module that it executes to measure how long it takes', async function () {
    this.timeout(120_000);
    for (const name of ['one.mjs', 'two.mjs']) await writeFile(path.join(folder(), name), taskModule());
    const file = 'own.reptile.json';
    const experiment = { ...tinyExperiment(), task: { kind: 'module', path: 'one.mjs' } };
    await writeFile(path.join(folder(), file), JSON.stringify(experiment));
    const words = ['sweep', file, '--set', 'task.path=one.mjs,two.mjs', '--dry-run'];
    const { exitCode, messages } = await runCli(words, { folder: folder() });
    assert.equal(exitCode, 0, messages);
    assert.match(messages, /^Its tasks are made by .*one\.mjs\nIts tasks are made by .*two\.mjs\nMeasuring/);
  });

  it('carries all runs out, tells how they go, and leaves them in one group', async function () {
    this.timeout(240_000);
    const file = await writeTiny(folder());
    const { exitCode, output, messages } = await runCli(['sweep', file, ...varied, '--json'], { folder: folder() });
    assert.equal(exitCode, 0, messages);
    const events = linesOf(output);
    const [planned, created] = events;
    assert.deepEqual([planned.event, planned.runs, planned.varies], ['planned', 4, ['algorithm.metaStepSize', 'seed']]);
    assert.deepEqual([created.event, created.runs.length], ['created', 4]);
    const ended = events.at(-1);
    assert.deepEqual([ended.event, ended.completed, ended.failed, ended.left], ['ended', 4, 0, 0]);
    assert.ok(created.runs.includes(ended.best.run));
    const runs = await listRuns(path.join(folder(), '.reptile', 'runs'));
    assert.ok(
      runs.every((run) => run.kind === 'run' && run.state === 'completed' && run.manifest.group?.id === ended.group),
    );
  });

  it('refuses what cannot run or does not vary, with nothing written', async () => {
    const file = await writeTiny(folder());
    for (const [words, message] of [
      [[], /has no "sweep", and nothing was asked to vary/],
      [['--set', 'algorithm.innerSteps=0,1'], /sweep-value: With algorithm\.innerSteps = 0 the experiment cannot run/],
      [['--set', 'algorithm.inerSteps=1,2'], /Did you mean algorithm\.innerSteps/],
      [['--seeds', '200'], /sweep-too-large: This sweep is 200 runs/],
    ] as const) {
      const { exitCode, messages } = await runCli(['sweep', file, ...words], { folder: folder() });
      assert.equal(exitCode, 2, messages);
      assert.match(messages, message);
    }
    assert.equal(existsSync(path.join(folder(), '.reptile')), false);
  });

  it('leaves what finds no place in a queue whose order is shown and changed, and which ends with the sweep', async function () {
    this.timeout(240_000);
    const file = await writeTiny(folder());
    const cli = async (...words: string[]) => {
      const result = await runCli(words, { folder: folder() });
      assert.equal(result.exitCode, 0, `${words.join(' ')}: ${result.messages}`);
      return result;
    };
    const long = ['--set', 'algorithm.metaIterations=100000000', '--set', 'evaluation.every=100000'];
    const { output } = await cli('sweep', file, ...varied, ...long, '--at-once', '1', '--no-wait', '--json');
    const { group, runs } = linesOf(output).at(-1);
    const queue = async () => JSON.parse((await cli('queue', '--json')).output);
    // The first is on its way until its trainer has taken it up.
    const waiting = await waitFor(
      'three runs to wait',
      async () => {
        const found: readonly { readonly directory: string }[] = await queue();
        return found.length === 3 && found.map(({ directory }) => directory);
      },
      60_000,
    );
    assert.deepEqual(waiting, runs.slice(1));
    const last = path.basename(runs[3]);
    await cli('queue', 'top', last);
    await cli('queue', 'hold', path.basename(runs[1]));
    assert.deepEqual(
      (await queue()).map(({ position, directory, held }: { position: number; directory: string; held: boolean }) => [
        position,
        directory,
        held,
      ]),
      [
        [1, runs[3], false],
        [2, runs[2], false],
        [null, runs[1], true],
      ],
    );
    await cli('stop', '--sweep', group.id);
    assert.equal((await cli('queue')).messages, 'No run waits.\n');
  });

  it('names commands at its end that find its runs, wherever they lie', async function () {
    this.timeout(120_000);
    const file = await writeTiny(folder());
    const [runs, length] = [path.join(folder(), 'elsewhere'), 'algorithm.metaIterations=1000000'];
    const words = ['sweep', file, '--seeds', '3', '--at-once', '1', '--set', length, '--runs', runs];
    const sweep = await startCli(words, { folder: folder() });
    await waitFor('a run to be at work', () => sweep.messages().includes('1 at work, 2 waiting'), 60_000);
    sweep.process.kill('SIGINT');
    const { exitCode, messages } = await sweep.ended;
    assert.equal(exitCode, 3, messages);
    const carryOut = (said: string) => {
      const [, command = ''] = new RegExp(`${said}: \\S+ \\S*cli\\.js (.*)`).exec(messages) ?? [];
      return runCli(command.split(' '), { folder: folder() });
    };
    const table = await carryOut('All in one table');
    assert.equal(table.exitCode, 0, table.messages);
    assert.match(table.output, /^ +3 .*2 queued, 1 running/m);
    const stopped = await carryOut('End all of them with');
    assert.equal(stopped.exitCode, 0, stopped.messages);
    const states = async () => (await listRuns(runs)).map((run) => run.kind === 'run' && run.state);
    await waitFor('all to be stopped', async () => (await states()).join() === 'stopped,stopped,stopped', 60_000);
  });
});
