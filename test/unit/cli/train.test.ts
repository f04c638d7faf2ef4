import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import {
  builtProgram,
  endRunningClis,
  parseJsonLines,
  type RunningCli,
  runCli,
  startCli,
} from '../../support/builtCli.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';
import { endless, tinyExperiment, writeTiny } from './cliFixture.ts';

/** Stopping by signals other than the terminal's own does not exist there. */
const hasSignals = process.platform !== 'win32';

async function readFinalParameters(directory: string, iteration: number): Promise<string> {
  return (await readFile(path.join(directory, 'checkpoints', String(iteration), 'parameters.f32'))).toString('hex');
}

function startedRun(output: string): string {
  const [first] = parseJsonLines(output);
  assert.ok(first !== undefined && typeof first.run === 'string', output);
  return first.run;
}

async function waitForEvent(cli: RunningCli, event: string): Promise<void> {
  await waitFor(`the event ${event}`, () => parseJsonLines(cli.output()).some((line) => line.event === event));
}

describe('reptile-lab train', function () {
  this.timeout(60_000);
  before(() => builtProgram('cli.js'));
  afterEach(endRunningClis);
  const folder = useTemporaryFolder();

  it('prints JSON lines from started to ended, and exits with 0', async () => {
    const file = await writeTiny(folder());
    const { exitCode, output, messages } = await runCli(['train', file, '--runs', 'results', '--json'], {
      folder: folder(),
    });
    assert.equal(exitCode, 0, messages);
    const lines = parseJsonLines(output);
    const directory = startedRun(output);
    assert.deepEqual(lines[0], { event: 'started', run: directory });
    assert.equal(path.dirname(directory), path.join(folder(), 'results'));
    const manifest = await readManifest(directory);
    const { latest, best, untrained } = manifest;
    assert.ok(latest !== null && best !== null && untrained !== null);
    const figure = (of: typeof latest) => ({
      ...of,
      accuracy: null,
      accuracyCi95: null,
      return: null,
      returnCi95: null,
    });
    const { iteration, ...metrics } = figure(latest);
    assert.deepEqual(lines.at(-1), {
      event: 'ended',
      run: directory,
      state: 'completed',
      iteration: 40,
      metrics: {
        ...metrics,
        trainingLoss: manifest.latestTrainingLoss,
        best: figure(best),
        untrained: figure(untrained),
        trainingClasses: null,
        baselines: null,
        named: null,
      },
    });
    assert.equal(iteration, 40);
    const evaluated = lines.filter((line) => line.event === 'evaluation').map((line) => line.iteration);
    assert.deepEqual(evaluated, [0, 20, 40]);
    const saved = lines.filter((line) => line.event === 'checkpoint').map((line) => line.iteration);
    assert.deepEqual(saved, [0, 10, 20, 30, 40]);
    assert.ok(lines.some((line) => line.event === 'iteration' && typeof line.lastLoss === 'number'));
  });

  it('keeps runs in .reptile/runs of the current folder, and shows figures and place to a person', async () => {
    const file = await writeTiny(folder());
    const { exitCode, output, messages } = await runCli(['train', file], { folder: folder() });
    assert.equal(exitCode, 0, messages);
    const [id] = (await readdir(path.join(folder(), '.reptile', 'runs'))).filter((name) => !name.startsWith('.'));
    assert.ok(id !== undefined);
    assert.match(output, /^Completed after 40 of 40 meta-iterations in 0:0\d\.\n/);
    assert.match(output, /\nbefore meta-training +0 +\d.* ± /);
    assert.match(output, /\nlatest +40 +\d.* ± /);
    assert.ok(output.includes(`Run: ${path.join('.reptile', 'runs', id)}\n`), output);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a pipe must not receive control characters.
    assert.doesNotMatch(output + messages, /[\u001b\r]/);
  });

  it('sets values, records them, and leaves the source as it was', async () => {
    const file = await writeTiny(folder());
    const words = [
      '--set',
      'algorithm.metaIterations=7',
      '--set',
      'model.hidden=[5,4]',
      '--set',
      'name=Renamed',
      '--workers',
      '2',
    ];
    const { exitCode, output, messages } = await runCli(['train', file, '--json', ...words], { folder: folder() });
    assert.equal(exitCode, 0, messages);
    const directory = startedRun(output);
    const experiment = JSON.parse(await readFile(path.join(directory, 'experiment.json'), 'utf8'));
    assert.equal(experiment.algorithm.metaIterations, 7);
    assert.deepEqual(experiment.model.hidden, [5, 4]);
    const manifest = await readManifest(directory);
    assert.deepEqual(manifest.overrides, [
      'algorithm.metaIterations=7',
      'model.hidden=[5,4]',
      'name=Renamed',
      'engine.workers=2',
    ]);
    assert.equal(manifest.name, 'Renamed');
    assert.equal(manifest.workers, 2);
    assert.equal(manifest.iteration, 7);
    assert.equal(await readFile(path.join(directory, 'source.reptile.json'), 'utf8'), tinyExperiment);
  });

  it('exits with 2 for bad input, says what to do, and writes nothing', async () => {
    const tiny = await writeTiny(folder());
    await mkdir(path.join(folder(), 'folder'));
    await writeFile(path.join(folder(), 'broken.reptile.json'), '{ "name": ');
    await writeFile(path.join(folder(), 'misspelt.reptile.json'), tinyExperiment.replace('metaBatch', 'metaBach'));
    await writeFile(path.join(folder(), 'latin1.reptile.json'), Buffer.from('{ "name": "caf\xe9" }', 'latin1'));
    await writeFile(path.join(folder(), 'empty.reptile.json'), '');
    const before = (await readdir(folder())).sort();
    const cases: [words: string[], message: RegExp][] = [
      [['missing.reptile.json'], /missing\.reptile\.json does not exist/],
      [['folder'], /folder is a folder, not a file/],
      [['broken.reptile.json'], /broken\.reptile\.json:1:\d+: error /],
      [['misspelt.reptile.json'], /misspelt\.reptile\.json:8:27: error .*metaBatch/],
      [['latin1.reptile.json'], /latin1\.reptile\.json:1:\d+: error .*UTF-8/],
      [['empty.reptile.json'], /empty\.reptile\.json:1:1: error /],
      [[tiny, '--set', 'algorithm.metaIteration=3'], /metaIterations/],
      [[tiny, '--set', 'algorithm.metaIterations=-3'], /tiny\.reptile\.json:\d+:\d+: error /],
      [[tiny, '--set', 'nonsense'], /key=value/],
      [[tiny, '--workers', '0'], /whole number from 1/],
      [[tiny, '--runs', tiny], /tiny\.reptile\.json/],
      [[tiny, '--runs', ''], /must not be empty/],
      [[tiny, '--nonsense'], /unknown option '--nonsense'/],
      [[], /missing required argument 'file'/],
    ];
    const results = await Promise.all(
      cases.map(([words]) => runCli(['train', '--json', ...words], { folder: folder() })),
    );
    for (const [index, { exitCode, output, messages }] of results.entries()) {
      const [words, message] = cases[index] ?? [[], /^/];
      assert.equal(exitCode, 2, `${words}: ${messages}`);
      assert.match(messages, message);
      assert.equal(output, '', `${words}`);
      assert.doesNotMatch(messages, /\n\s+at /, `${words}: a stack trace`);
    }
    assert.deepEqual((await readdir(folder())).sort(), before);
  });

  it('exits with 1 when training fails, says why, and names the log', async () => {
    const file = await writeTiny(folder());
    const { exitCode, output, messages } = await runCli(
      ['train', file, '--set', 'algorithm.innerOptimizer.learningRate=1e30', '--set', 'algorithm.metaIterations=20'],
      { folder: folder() },
    );
    assert.equal(exitCode, 1, output);
    assert.match(output, /^Failed after \d+ of 20 meta-iterations/);
    assert.match(messages, /error: .*diverged.*learningRate/);
    assert.match(messages, /log\.txt/);
    assert.doesNotMatch(messages, /\n\s+at /);
  });

  it('says to scripts which failure it was, in a code and in words', async () => {
    const file = await writeTiny(folder());
    const rate = 'algorithm.innerOptimizer={"kind":"sgd","learningRate":1e9}';
    const { exitCode, output } = await runCli(['train', file, '--set', rate, '--json'], { folder: folder() });
    assert.equal(exitCode, 1);
    const ended = JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
    assert.equal(ended.failureCode, 'diverged');
    assert.match(ended.failure, /^Training diverged in meta-iteration 1: /);
    const listed = await runCli(['list', '--json'], { folder: folder() });
    const [run] = JSON.parse(listed.output);
    assert.deepEqual(run.failure, { code: 'diverged', iteration: 1, message: ended.failure });
  });

  it('says how to go on from the last checkpoint before a divergence, and what it says works', async function () {
    if (process.platform === 'win32') this.skip();
    const file = await writeTiny(folder());
    const set = ['algorithm.innerOptimizer={"kind":"sgd","learningRate":0.5}', 'checkpoint.every=1'];
    const { messages } = await runCli(['train', file, ...set.flatMap((one) => ['--set', one])], { folder: folder() });
    const [line = ''] = /^Or go on from meta-iteration \d+.*$/m.exec(messages) ?? [];
    const [, iteration = '', words = ''] = /meta-iteration (\d+), .*?cli\.js (train .*)$/.exec(line) ?? [];
    assert.ok(Number(iteration) > 0, messages);
    const options = [...words.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
    // A checkpoint this close to the divergence has huge parameters: a rate of nothing shows that it is begun with.
    const again = await runCli([...options, '--set', 'algorithm.innerOptimizer.learningRate=1e-30', '--json'], {
      folder: folder(),
    });
    assert.equal(again.exitCode, 0, again.messages);
    const started = again.output.split('\n').find((event) => event.includes('"started"')) ?? '{}';
    const { run }: { run: string } = JSON.parse(started);
    const manifest = await readManifest(path.resolve(folder(), run));
    assert.equal(manifest.initializedFrom?.iteration, Number(iteration));
    assert.equal(manifest.metaIterations, 40 - Number(iteration));
  });

  it('stops with a checkpoint and exit code 3 at Ctrl+C; resumed, it ends bit for bit as if nothing had happened', async function () {
    if (!hasSignals) this.skip();
    const file = await writeTiny(folder());
    const long = [
      '--set',
      'algorithm.metaIterations=4000',
      '--set',
      'evaluation.every=4000',
      '--set',
      'checkpoint.every=2000',
    ];
    const cli = await startCli(['train', file, '--json', ...long], { folder: folder() });
    await waitForEvent(cli, 'iteration');
    cli.process.kill('SIGINT');
    const { exitCode, output, messages } = await cli.ended;
    const directory = startedRun(output);
    const end = parseJsonLines(output).at(-1);
    assert.equal(exitCode, 3, messages);
    assert.equal(end?.state, 'stopped');
    const stopped = await readManifest(directory);
    assert.equal(stopped.state, 'stopped');
    assert.equal(stopped.checkpointIteration, end?.iteration);
    assert.ok(stopped.iteration < 4000);

    const resumed = await runCli(['resume', path.basename(directory), '--json'], { folder: folder() });
    assert.equal(resumed.exitCode, 0, resumed.messages);
    const [uninterrupted] = parseJsonLines(
      (await runCli(['train', file, '--json', ...long], { folder: folder() })).output,
    );
    assert.deepEqual(parseJsonLines(resumed.output)[0], { event: 'started', run: directory });
    assert.equal(
      await readFinalParameters(directory, 4000),
      await readFinalParameters(String(uninterrupted?.run), 4000),
    );
  });

  it('stops as cleanly at SIGTERM, and tells a person how to go on', async function () {
    if (!hasSignals) this.skip();
    const file = await writeTiny(folder());
    const cli = await startCli(['train', file, ...endless], { folder: folder() });
    const [listed] = await waitFor('training', async () => {
      const runs = JSON.parse((await runCli(['list', '--json'], { folder: folder() })).output);
      return runs[0]?.state === 'running' && runs;
    });
    cli.process.kill('SIGTERM');
    const { exitCode, output, messages } = await cli.ended;
    assert.equal(exitCode, 3);
    assert.match(output, /^Stopped after [\d,]+ of 100,000,000 meta-iterations/);
    assert.match(messages, /Stopping: a checkpoint is being saved/);
    assert.ok(messages.includes(` resume ${path.join('.reptile', 'runs', listed.id)}\n`), messages);
  });

  it('leaves at once at a second signal; the run is then stopped where its last checkpoint is', async function () {
    if (!hasSignals) this.skip();
    const file = await writeTiny(folder());
    // The first meta-iteration takes many seconds, and a clean stop would wait for its end.
    const slow = [
      'algorithm.innerSteps=100000',
      'algorithm.innerBatch=500',
      'task.points=500',
      'model.hidden=[128,128]',
    ].flatMap((assignment) => ['--set', assignment]);
    const cli = await startCli(['train', file, '--json', '--workers', '2', ...slow], { folder: folder() });
    // Written before the first meta-iteration, without which a stop is clean at once.
    await waitForEvent(cli, 'checkpoint');
    const signals = setInterval(() => cli.process.kill('SIGINT'), 100);
    const { exitCode, output } = await cli.ended;
    clearInterval(signals);
    // A process whose threads cannot be interrupted ends by the signal itself, which shells call 130 as well.
    assert.ok(exitCode === 130 || (exitCode === null && cli.process.signalCode === 'SIGINT'), String(exitCode));
    assert.equal(parseJsonLines(output).at(-1)?.state, 'stopped');
    const { state, iteration, checkpointIteration } = await readManifest(startedRun(output));
    assert.deepEqual(
      { state, iteration, checkpointIteration },
      { state: 'stopped', iteration: 0, checkpointIteration: 0 },
    );
  });

  it('stops cleanly when the reader of its output goes away', async function () {
    if (!hasSignals) this.skip();
    const file = await writeTiny(folder());
    const cli = await startCli(['train', file, '--json', ...endless], { folder: folder() });
    await waitForEvent(cli, 'iteration');
    const directory = startedRun(cli.output());
    cli.process.stdout?.destroy();
    const { exitCode, messages } = await cli.ended;
    assert.equal(exitCode, 3, messages);
    assert.doesNotMatch(messages, /EPIPE|\n\s+at /);
    assert.equal((await readManifest(directory)).state, 'stopped');
  });

  it('refuses to resume what is completed or at work', async () => {
    const file = await writeTiny(folder());
    const done = startedRun((await runCli(['train', file, '--json'], { folder: folder() })).output);
    const again = await runCli(['resume', done], { folder: folder() });
    assert.equal(again.exitCode, 2);
    assert.match(again.messages, /completed.*nothing to resume/);

    const cli = await startCli(['train', file, '--json', ...endless], { folder: folder() });
    await waitForEvent(cli, 'training');
    const second = await runCli(['resume', 'latest', '--json'], { folder: folder() });
    assert.equal(second.exitCode, 4);
    assert.match(second.messages, /already at work/);
    assert.equal(second.output, '');
    const stopped = await runCli(['stop', 'latest'], { folder: folder() });
    assert.equal(stopped.exitCode, 0, stopped.messages);
    assert.equal((await cli.ended).exitCode, 3);
  });
});
