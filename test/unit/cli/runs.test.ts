import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { listEventFiles } from '../../../src/runs/eventFiles.ts';
import { readManifest, writeManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { endRunningClis, parseJsonLines, runCli, startCli } from '../../support/builtCli.ts';
import { waitFor } from '../../support/waitFor.ts';
import { endless, writeTiny } from './cliFixture.ts';

/** Folder with one completed run in `.reptile/runs`, shared by tests that only read it. */
let folder = '';
let run = '';

/** Runs keep figures as 32-bit floats, good for seven digits. */
function asRecorded(value: unknown): number {
  return Number(Math.fround(Number(value)).toPrecision(7));
}

async function runJson(...words: string[]): Promise<Record<string, unknown>> {
  const { exitCode, output, messages } = await runCli([...words, '--json'], { folder });
  assert.equal(exitCode, 0, messages);
  assert.equal(output.trimEnd().split('\n').length, 1, 'one JSON value on one line');
  return JSON.parse(output);
}

async function listJson(...words: string[]): Promise<Record<string, unknown>[]> {
  const { exitCode, output, messages } = await runCli(['list', '--json', ...words], { folder });
  assert.equal(exitCode, 0, messages);
  return JSON.parse(output);
}

describe('reptile-lab on runs', function () {
  this.timeout(60_000);
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'reptile-lab-'));
    const { output, messages } = await runCli(['train', await writeTiny(folder), '--json'], { folder });
    run = String(parseJsonLines(output)[0]?.run);
    assert.ok((await readManifest(run)).state === 'completed', messages);
  });
  afterEach(endRunningClis);
  after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  describe('eval', () => {
    it('repeats the figures of training on the same tasks, before and after, exactly', async () => {
      const { latest, untrained } = await readManifest(run);
      const result = await runJson(
        'eval',
        path.basename(run),
        '--first-task',
        '0',
        '--tasks',
        '10',
        '--compare-random',
      );
      const random = result.randomInitialization;
      assert.equal(asRecorded(result.loss), latest?.loss);
      assert.equal(asRecorded(result.lossCi95), latest?.lossCi95);
      assert.ok(typeof random === 'object' && random !== null && 'loss' in random);
      assert.equal(asRecorded(random.loss), untrained?.loss);
    });

    it('says what it measured, on fresh tasks by default, whatever the number of workers', async () => {
      const [one, two] = await Promise.all(
        ['1', '2'].map((workers) => runJson('eval', run, '--tasks', '25', '--workers', workers, '--transductive')),
      );
      const ofClock = ['createdAt', 'seconds', 'tasksPerSecond', 'stored', 'workers'];
      const figures = (result: Record<string, unknown> | undefined) =>
        Object.fromEntries(Object.entries(result ?? {}).filter(([key]) => !ofClock.includes(key)));
      assert.deepEqual(figures(one), figures(two));
      assert.ok(one !== undefined && typeof one.loss === 'number' && typeof one.lossCi95 === 'number');
      const { loss, lossCi95, before, adaptation, spread, worst, parametersSha256, engineVariant, ...facts } =
        figures(one);
      assert.deepEqual(facts, {
        run,
        iteration: 40,
        parameters: 'trained',
        tasks: 25,
        askedTasks: 25,
        seed: 3,
        firstTask: 10,
        shots: 10,
        innerSteps: 4,
        innerBatch: 10,
        transductive: true,
        accuracy: null,
        accuracyCi95: null,
        published: [],
        publishedOtherwise: [],
        // A sine wave has no data that could change.
        protocolVersion: 1,
        data: null,
        apart: null,
        beginsWith: null,
        divergedTasks: 0,
        warnings: [],
        side: 'heldOut',
        evaluateOn: null,
        baselines: null,
        probabilities: null,
      });
      assert.ok(
        Number(lossCi95) > 0 &&
          typeof before === 'object' &&
          typeof adaptation === 'object' &&
          typeof spread === 'object',
      );
      assert.ok(Array.isArray(worst) && worst.length === 10);
      const sums = await readFile(path.join(run, 'checkpoints', '40', 'SHA256SUMS'), 'utf8');
      assert.ok(sums.includes(`${parametersSha256}  parameters.f32`));
      assert.notEqual(loss, (await runJson('eval', run, '--tasks', '25', '--first-task', '0')).loss);
    });

    it('shows a person both initializations in a table', async () => {
      const { exitCode, output } = await runCli(['eval', 'latest', '--tasks', '5', '--compare-random'], { folder });
      assert.equal(exitCode, 0);
      assert.match(output, /^10 shots, not transductive\ninitialization +loss before adaptation +after adaptation\n/);
      assert.match(output, /\nafter 40 meta-iterations +[\d.]+ ± [\d.]+ +[\d.]+ ± [\d.]+\nrandom +[\d.]+ ± /);
      assert.match(output, /\ntasks +5, held out, from number 10 of seed 3\n/);
      assert.match(output, /\n± +95 % interval of the mean over 5 tasks; not the spread of tasks\n/);
      assert.match(output, /\nworst tasks +1\d \([\d.]+\), /);
    });

    it('measures several protocols in turn, one object a line, and stores each with the run', async () => {
      const copy = path.join(folder, 'evaluated');
      await cp(run, copy, { recursive: true });
      await rm(path.join(copy, 'evaluations'), { recursive: true, force: true });
      const words = [
        'eval',
        copy,
        '--shots',
        '5,10',
        '--both',
        '--tasks',
        '6',
        '--inner-steps',
        '3',
        '--seed',
        '8',
        '--json',
      ];
      const { exitCode, output, messages } = await runCli([...words, '--checkpoint', '30', '--curve'], { folder });
      assert.equal(exitCode, 0, messages);
      const results = parseJsonLines(output);
      assert.deepEqual(
        results.map(({ shots, transductive, seed, innerSteps, iteration }) => [
          shots,
          transductive,
          seed,
          innerSteps,
          iteration,
        ]),
        [
          [5, false, 8, 3, 30],
          [5, true, 8, 3, 30],
          [10, false, 8, 3, 30],
          [10, true, 8, 3, 30],
        ],
      );
      assert.ok(results.every(({ adaptation }) => JSON.stringify(adaptation).startsWith('{"steps":[0,1,2,3],')));
      const files = (await readdir(path.join(copy, 'evaluations'))).map((name) => path.join(copy, 'evaluations', name));
      assert.deepEqual(files.sort(), results.map(({ stored }) => String(stored)).sort());
      const listed = await runCli(['evaluations', copy], { folder });
      assert.match(listed.output, /^evaluation +initialization +protocol +tasks +after adaptation\n/);
      assert.match(
        listed.output,
        / after 30 meta-iterations +5 shots, transductive, 3 steps, seed 8 +6 +loss [\d.]+ ± [\d.]+\n/,
      );
      const entries: unknown = JSON.parse((await runCli(['evaluations', copy, '--json'], { folder })).output);
      assert.ok(Array.isArray(entries) && entries.length === 4);
    });

    it('refuses unknown runs and numbers that are none', async () => {
      const cases: [string[], RegExp][] = [
        [['eval', 'nothing'], /There is no run "nothing"/],
        [['eval', folder], /is not a run: it has no run\.json/],
        [['eval', run, '--tasks', '0'], /whole number/],
        [['eval', run, '--tasks', '1.5'], /whole number/],
        [['eval', 'x', '--runs', path.join(folder, 'none')], /There are no runs in/],
      ];
      for (const [words, message] of cases) {
        const { exitCode, output, messages } = await runCli(words, { folder });
        assert.equal(exitCode, 2, messages);
        assert.match(messages, message);
        assert.equal(output, '');
      }
    });
  });

  describe('list and show', () => {
    it('list every run with state and figures, newest first, as JSON and as a table', async () => {
      const [listed] = await listJson();
      const manifest = await readManifest(run);
      assert.equal(listed?.id, manifest.id);
      assert.equal(listed?.directory, run);
      assert.equal(listed?.state, 'completed');
      assert.equal(listed?.iteration, 40);
      const { output, messages } = await runCli(['list'], { folder });
      // Of whatever Node.js computes: what one version is told, another does not know.
      assert.equal(messages, '');
      assert.match(output, /^run +state +meta-iteration +held out +started\n/);
      assert.ok(output.includes(manifest.id));
      assert.deepEqual(await listJson('--runs', 'nowhere'), []);
    });

    it('show one, found by folder, id, beginning of the id, and latest', async () => {
      const id = path.basename(run);
      const runs = path.join(folder, '.reptile', 'runs');
      for (const word of [run, path.relative(folder, run), id, id.slice(0, -2), 'latest']) {
        const shown = await runJson('show', word, '--runs', runs);
        assert.equal(shown.id, id);
        assert.deepEqual(shown.checkpoints, [40, 30, 20, 0]);
        assert.ok(typeof shown.experiment === 'object');
      }
      const { output } = await runCli(['show', id], { folder });
      assert.match(output, /^Tiny sine\nstate +completed\n/);
      assert.match(output, /\nalgorithm +Reptile\n/);
      assert.match(output, /\ncheckpoints +40 30 20 0\n/);
    });

    it('say what of the figures cannot be read', async () => {
      const copy = path.join(await mkdtemp(path.join(folder, 'damage-')), 'copy');
      await cp(run, copy, { recursive: true });
      assert.deepEqual((await runJson('show', copy)).warnings, []);
      const [name = ''] = await listEventFiles(copy);
      const bytes = await readFile(path.join(copy, name));
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 20) ^ 1, bytes.length - 20);
      await writeFile(path.join(copy, name), bytes);
      const { messages, exitCode } = await runCli(['show', copy], { folder });
      assert.equal(exitCode, 0);
      assert.match(messages, /warning: events\.out\.tfevents.* is damaged: 1 damaged record .*is passed over/);
    });

    it('say where figures are missing that run.json tells of, and so does an export', async () => {
      const copy = path.join(await mkdtemp(path.join(folder, 'missing-')), 'copy');
      await cp(run, copy, { recursive: true });
      for (const name of await listEventFiles(copy)) await rm(path.join(copy, name));
      const missing =
        /(?:warning: |“Tiny sine”: )Figures are missing: run\.json tells of one at 40, and the event files hold none\./;
      for (const words of [
        ['show', copy],
        ['export', copy, '--format', 'csv', '--to', `${copy}.csv`],
        ['export', copy, '--format', 'html', '--to', `${copy}.html`],
      ]) {
        const { messages, exitCode } = await runCli(words, { folder });
        assert.equal(exitCode, 0, messages);
        assert.match(messages, missing);
      }
    });

    it('say which sample and which checkpoint are damaged', async () => {
      const copy = path.join(await mkdtemp(path.join(folder, 'damage-')), 'copy');
      await cp(run, copy, { recursive: true });
      const { samples, checkpoints } = runFiles(copy);
      for (const file of [path.join(samples, '40.json'), path.join(checkpoints, '30', 'parameters.f32')]) {
        const bytes = await readFile(file);
        bytes.writeUInt8(bytes.readUInt8(0) ^ 0x11, 0);
        await writeFile(file, bytes);
      }
      const { messages, exitCode } = await runCli(['show', copy], { folder });
      assert.equal(exitCode, 0);
      assert.match(
        messages,
        /warning: .*40\.json is damaged: it is not JSON\. The adaptation of meta-iteration 20 is drawn/,
      );
      assert.match(messages, /warning: .*30.parameters\.f32 does not match its checksum .* passed over/);
    });

    it('name the runs that a beginning fits, and say which run.json is damaged', async () => {
      const runs = await mkdtemp(path.join(folder, 'copies-'));
      for (const name of ['20260101T000000Z-a-1111', '20260101T000000Z-b-2222', 'damaged']) {
        await cp(run, path.join(runs, name), { recursive: true });
      }
      await writeFile(path.join(runs, 'damaged', 'run.json'), '{');
      const ambiguous = await runCli(['show', '20260101', '--runs', runs], { folder });
      assert.equal(ambiguous.exitCode, 2);
      assert.match(ambiguous.messages, /2 runs: 20260101T000000Z-b-2222, 20260101T000000Z-a-1111/);
      const listed = await listJson('--runs', runs);
      assert.equal(listed.find(({ id }) => id === 'damaged')?.state, 'unreadable');
      const damaged = await runCli(['show', 'damaged', '--runs', runs], { folder });
      assert.equal(damaged.exitCode, 2);
      assert.match(damaged.messages, /damaged.*run\.json is damaged/);
    });

    it('rebuild a damaged run.json, keep the damaged one, and refuse where there is nothing to repair', async () => {
      const runs = path.join(folder, 'damaged-runs');
      const directory = path.join(runs, path.basename(run));
      await cp(run, directory, { recursive: true });
      const before = await readManifest(directory);
      await writeFile(runFiles(directory).manifest, '');
      const listed = await listJson('--runs', runs);
      assert.deepEqual([listed[0]?.state, listed[0]?.repairable], ['unreadable', true]);
      assert.match(String(listed[0]?.problem), /Rebuild it .*: “reptile-lab repair”/);
      const repaired = await runJson('repair', before.id, '--runs', runs);
      assert.deepEqual([repaired.state, repaired.iteration], ['completed', before.iteration]);
      assert.equal(await readFile(String(repaired.kept), 'utf8'), '');
      const { latest, best, untrained } = await readManifest(directory);
      assert.deepEqual(
        { latest, best, untrained },
        { latest: before.latest, best: before.best, untrained: before.untrained },
      );
      const again = await runCli(['repair', before.id, '--runs', runs], { folder });
      assert.equal(again.exitCode, 2);
      assert.match(again.messages, /run\.json can be read, so there is nothing to repair/);
      await rm(runFiles(directory).manifest);
      const { exitCode, messages } = await runCli(['repair', before.id, '--runs', runs], { folder });
      assert.equal(exitCode, 0, messages);
      assert.match(messages, /run\.json was rebuilt from .*There was none before/);
      await rm(runFiles(directory).manifest);
      const here = await runCli(['repair', before.id], { folder: runs });
      assert.equal(here.exitCode, 0, here.messages);
      assert.equal((await readManifest(directory)).state, 'completed');
      await rm(runs, { recursive: true });
    });

    it('show a run whose process is gone as lost, and advise to resume it', async () => {
      const runs = await mkdtemp(path.join(folder, 'lost-'));
      const cli = await startCli(['train', 'tiny.reptile.json', '--json', '--runs', runs, ...endless], { folder });
      await waitFor('training', () => parseJsonLines(cli.output()).some(({ event }) => event === 'iteration'));
      cli.process.kill('SIGKILL');
      const lost = String(parseJsonLines((await cli.ended).output)[0]?.run);
      assert.equal((await runJson('show', lost)).state, 'lost');
      assert.match((await runCli(['show', lost], { folder })).messages, /Continue it with: node .*cli\.js resume /);
      const stop = await runCli(['stop', lost], { folder });
      assert.equal(stop.exitCode, 2);
      assert.match(stop.messages, /is lost, so there is nothing to stop/);
    });

    it('end a training whose lock is removed in words that say so, and advise to resume it', async () => {
      const runs = await mkdtemp(path.join(folder, 'unlocked-'));
      const cli = await startCli(['train', 'tiny.reptile.json', '--json', '--runs', runs, ...endless], { folder });
      await waitFor('training', () => parseJsonLines(cli.output()).some(({ event }) => event === 'iteration'));
      const directory = String(parseJsonLines(cli.output())[0]?.run);
      await rm(runFiles(directory).lock);
      const { exitCode, messages } = await cli.ended;
      assert.equal(exitCode, 4, messages);
      assert.match(messages, /trainer\.lock is gone or damaged: .*\n +Continue it with: node .*cli\.js resume /);
      assert.equal((await runJson('show', directory)).state, 'lost');
    });

    it('end quietly when their reader goes away', async () => {
      const runs = await mkdtemp(path.join(folder, 'many-'));
      await Promise.all(
        Array.from({ length: 400 }, async (_, index) => {
          const directory = path.join(runs, `run-${index}`);
          await cp(run, directory, {
            recursive: true,
            filter: (file) => file === run || path.basename(file) === 'run.json',
          });
        }),
      );
      const cli = await startCli(['list', '--json', '--runs', runs], { folder });
      cli.process.stdout?.destroy();
      const { exitCode, messages } = await cli.ended;
      assert.equal(exitCode, 0);
      assert.equal(messages, '');
    });

    it('colour only terminals, unless FORCE_COLOR asks', async () => {
      const colourOf = async (environment: NodeJS.ProcessEnv) =>
        (await runCli(['list'], { folder, environment })).output.includes('\u001b[');
      assert.equal(await colourOf({}), false);
      assert.equal(await colourOf({ FORCE_COLOR: '1' }), true);
      assert.equal(await colourOf({ FORCE_COLOR: '1', NO_COLOR: '1' }), false);
    });
  });

  describe('pause, continue and stop', () => {
    it('are obeyed by a run at work, and wait until they are', async () => {
      const runs = await mkdtemp(path.join(folder, 'control-'));
      const words = ['train', 'tiny.reptile.json', '--json', '--runs', runs, ...endless];
      const cli = await startCli(words, { folder });
      await waitFor('training', () => parseJsonLines(cli.output()).some(({ event }) => event === 'iteration'));
      const control = async (verb: string) => {
        const { exitCode, messages } = await runCli([verb, 'latest', '--runs', runs], { folder });
        assert.equal(exitCode, 0, messages);
        return messages;
      };
      assert.match(await control('pause'), /The run is paused/);
      assert.equal((await runJson('show', 'latest', '--runs', runs)).state, 'paused');
      assert.equal((await runJson('eval', 'latest', '--runs', runs, '--tasks', '3')).tasks, 3);
      assert.match(await control('continue'), /The run is running/);
      assert.match(await control('stop'), /The run is stopped/);
      assert.equal((await cli.ended).exitCode, 3);
      const states = parseJsonLines((await cli.ended).output).filter(({ event }) => event === 'state');
      assert.deepEqual(
        states.map(({ state }) => state),
        ['paused', 'running', 'stopping'],
      );
    });

    it('refuse what has ended', async () => {
      for (const verb of ['pause', 'continue', 'stop']) {
        const { exitCode, messages } = await runCli([verb, run], { folder });
        assert.equal(exitCode, 2);
        assert.match(messages, new RegExp(`is completed, so there is nothing to ${verb}`));
      }
      assert.deepEqual(await readdir(path.join(run, 'control')), []);
    });
  });

  it('resumes a copy of a run elsewhere by its folder', async () => {
    const copy = path.join(folder, 'copy of a run');
    await cp(run, copy, { recursive: true });
    await Promise.all(
      [30, 40].map((iteration) => rm(path.join(copy, 'checkpoints', String(iteration)), { recursive: true })),
    );
    await writeManifest(copy, { ...(await readManifest(copy)), state: 'stopped' });
    const { exitCode, messages } = await runCli(['resume', copy], { folder });
    assert.equal(exitCode, 0, messages);
    const parameters = (directory: string) => path.join(directory, 'checkpoints', '40', 'parameters.f32');
    assert.deepEqual(await readFile(parameters(copy)), await readFile(parameters(run)));
  });
});
