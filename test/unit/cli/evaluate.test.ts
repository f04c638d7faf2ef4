// `reptile-lab eval` in this process: ended early, stored or not, and beside published figures.

import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CommandContext } from '../../../src/cli/commandContext.ts';
import { runCommandLine } from '../../../src/cli/commandLine.ts';
import { readEvaluation } from '../../../src/runs/evaluations.ts';
import { listEvaluations } from '../../../src/runs/evaluationsReader.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { changeManifest } from '../../support/newTestRun.ts';
import { recordTerminal } from '../../support/recordTerminal.ts';
import { taskModule } from '../../support/taskModules.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { newRunOf, tinyExperiment } from '../trainer/trainerFixture.ts';

describe('reptile-lab eval', () => {
  const folder = useTemporaryFolder();

  async function newTrainedRun(changes: Partial<ReturnType<typeof tinyExperiment>> = {}): Promise<string> {
    const directory = await newRunOf(folder(), {
      ...tinyExperiment({ algorithm: { metaIterations: 15 } }),
      ...changes,
    });
    await carryOutRun(directory);
    return directory;
  }

  function evaluate(directory: string, ...words: string[]) {
    return runWords('eval', directory, '--workers', '1', ...words);
  }

  async function runWords(...words: string[]) {
    const { terminal, output, messages } = recordTerminal(false);
    const context: CommandContext = { terminal, exitCode: 0, stopWork: undefined, failWork: undefined };
    const exitCode = await runCommandLine(words, context);
    return { exitCode, output: output(), messages: messages() };
  }

  it('keeps what is done when it is ended early, and says that it is partial', async () => {
    const directory = await newTrainedRun();
    const { terminal, output, messages } = recordTerminal(true, (text) => {
      if (/evaluating +0%.* [1-9][\d,]*\/20,000,000/.test(text)) context.stopWork?.();
    });
    const context: CommandContext = { terminal, exitCode: 0, stopWork: undefined, failWork: undefined };
    const words = ['eval', directory, '--workers', '1', '--tasks', '10000000', '--shots', '5,10'];
    assert.equal(await runCommandLine(words, context), 3);
    assert.match(
      output(),
      /\ntasks +[\d,]+ of 10,000,000, ended early: a partial result, held out, from number 8 of seed 3\n/,
    );
    assert.match(messages(), /Ending early: tasks that are done are kept/);
    const listed = await listEvaluations(directory);
    assert.equal(listed.length, 1, 'the second number of shots was not begun');
    const stored = await readEvaluation(listed[0]?.file ?? '');
    assert.ok(stored.kind === 'evaluation');
    const { protocol, report, tasks } = stored.evaluation;
    assert.equal(protocol.tasks, 10_000_000);
    assert.ok(report.tasks > 0 && report.tasks === tasks[0]?.after.length);
    assert.ok(
      (await evaluate(directory, '--tasks', String(report.tasks), '--shots', '5')).output.includes(
        'held out, from number 8',
      ),
    );
    const [again] = await listEvaluations(directory);
    assert.ok(again?.kind === 'evaluation');
    assert.deepEqual(again.evaluation.report, report);
  });

  it('measures the best checkpoint, one by its number or the newest, and names those that there are', async () => {
    const directory = await newTrainedRun({
      ...tinyExperiment({ algorithm: { metaStepSize: 2, metaStepSizeFinal: 2 }, checkpoint: { every: 50, keep: 1 } }),
    });
    const measured = async (...words: string[]): Promise<unknown> =>
      JSON.parse((await evaluate(directory, '--tasks', '5', '--json', ...words)).output).iteration;
    assert.equal(await measured('--checkpoint', 'best'), 20);
    assert.equal(await measured('--checkpoint', '0'), 0);
    assert.equal(await measured('--checkpoint', 'latest'), 60);
    assert.equal(await measured(), 60);
    const missing = await evaluate(directory, '--checkpoint', '40');
    assert.equal(missing.exitCode, 2);
    assert.match(missing.messages, /has no checkpoint of meta-iteration 40\. It has those of 60, 20, 0\./);
    assert.match((await evaluate(directory, '--checkpoint', 'first')).messages, /a meta-iteration, best or latest/);
    // An earlier version kept the newest ones alone.
    await rm(path.join(runFiles(directory).checkpoints, '20'), { recursive: true });
    assert.match(
      (await evaluate(directory, '--checkpoint', 'best')).messages,
      /no checkpoint of meta-iteration 20, where its best figure was measured\. It has those of 60, 0\./,
    );
  });

  it('prints the published figure of the same protocol with the difference from it', async () => {
    const directory = await newTrainedRun({
      published: [
        { figure: 'loss', value: 0.25, ci95: 0.01, shots: 5, source: 'A paper, table 2' },
        { figure: 'loss', value: 0.75, source: 'A paper, table 3' },
      ],
    });
    const { output } = await evaluate(directory, '--tasks', '5', '--shots', '5');
    assert.match(output, /\npublished +0\.2500 \+- 0\.0100\ndifference +[+-][\d.]+\n/);
    assert.match(output, /\npublished +A paper, table 2\n/);
    assert.doesNotMatch(output, /table 3/);
    const { loss, published } = JSON.parse((await evaluate(directory, '--tasks', '5', '--json')).output);
    assert.deepEqual(published, [{ figure: 'loss', value: 0.75, source: 'A paper, table 3', difference: loss - 0.75 }]);
  });

  it('prints no difference from a figure that is for other settings than were measured, and says for which', async () => {
    const figure = { figure: 'loss', value: 0.25, source: 'A paper, table 2' } as const;
    const directory = await newTrainedRun({ published: [figure] });
    const { output } = await evaluate(directory, '--tasks', '5', '--inner-steps', '1');
    assert.doesNotMatch(output, /\ndifference/);
    assert.match(
      output,
      /\npublished +A paper, table 2: 0\.2500, not set beside it: that is for evaluation\.innerSteps: \d+\n/,
    );
    const json = (await evaluate(directory, '--tasks', '5', '--inner-steps', '1', '--json')).output;
    const { published, publishedOtherwise } = JSON.parse(json);
    assert.deepEqual(published, []);
    assert.deepEqual(publishedOtherwise[0].source, figure.source);
  });

  it('sets no published figure beside a run that was extended, with step sizes of a shorter run, and says so', async () => {
    const directory = await newTrainedRun({ published: [{ figure: 'loss', value: 0.75, source: 'A paper, table 3' }] });
    await changeManifest(directory, { earlierLengths: [{ until: 20, metaIterations: 30 }] });
    const { output } = await evaluate(directory, '--tasks', '5');
    assert.doesNotMatch(output, /table 3/);
    assert.match(output, /\nextended +at 20 of 30, with the step sizes of a shorter run until then\n/);
  });

  it('sets no published figure beside a run that began with what another one has learned, and says with what', async () => {
    const directory = await newTrainedRun({ published: [{ figure: 'loss', value: 0.75, source: 'A paper, table 3' }] });
    const file = runFiles(directory).manifest;
    const initializedFrom = { run: 'first', directory: '', iteration: 45, parametersSha256: 'ab'.repeat(32) };
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), initializedFrom }));
    const { published, beginsWith } = JSON.parse((await evaluate(directory, '--tasks', '5', '--json')).output);
    assert.deepEqual([published, beginsWith], [[], 'first@45']);
    const { output } = await evaluate(directory, '--tasks', '5');
    assert.match(output, /\nbegins with +first@45\n/);
    assert.doesNotMatch(output, /published/);
  });

  it('tells what a run begins with from random parameters, where both stand at meta-iteration 0', async () => {
    const directory = await newTrainedRun();
    const file = runFiles(directory).manifest;
    const initializedFrom = { run: 'first', directory: '', iteration: 45, parametersSha256: 'ab'.repeat(32) };
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), initializedFrom }));
    const words = ['--checkpoint', '0', '--tasks', '5'];
    const { output } = await evaluate(directory, ...words, '--compare-random');
    assert.match(output, /\nbegins with first@45 +[\d.]+.*\nrandom +[\d.]+/);
    assert.equal(JSON.parse((await evaluate(directory, ...words, '--json')).output).parameters, 'beginning');
    const parametersOf = async (file: string) => {
      const { output } = await runWords('evaluations', file, '--json');
      return JSON.parse(output).map(({ parameters }: { readonly parameters: unknown }) => parameters);
    };
    assert.deepEqual((await parametersOf(directory)).sort(), ['beginning', 'beginning', 'random']);
    assert.match((await runWords('evaluations', directory)).output, / begins with first@45 /);
    const random = await newTrainedRun();
    assert.match((await evaluate(random, ...words)).output, /\nrandom +/);
    assert.deepEqual(await parametersOf(random), ['random']);
  });

  it('says on how many tasks the adaptation diverged', async () => {
    const innerOptimizer = { kind: 'sgd', learningRate: 1e9 } as const;
    const diverging = await newTrainedRun({
      algorithm: { kind: 'scratch', metaIterations: 1, metaBatch: 4, innerSteps: 4, innerBatch: 5, innerOptimizer },
    });
    const diverged = async (directory: string) => {
      const { divergedTasks, loss } = JSON.parse((await evaluate(directory, '--tasks', '5', '--json')).output);
      return [divergedTasks, loss === null];
    };
    assert.deepEqual(await diverged(diverging), [5, true]);
    assert.match((await evaluate(diverging, '--tasks', '5')).output, /\ndiverged +5 of 5 tasks: /);
    const good = await newTrainedRun();
    assert.deepEqual(await diverged(good), [0, false]);
    assert.doesNotMatch((await evaluate(good, '--tasks', '5')).output, /diverged/);
  });

  it('measures training classes where asked for, never beside held-out or published figures', async () => {
    const directory = await newTrainedRun({ published: [{ figure: 'loss', value: 0.75, source: 'A paper, table 3' }] });
    const { output, messages } = await evaluate(directory, '--tasks', '5', '--training-classes');
    assert.match(output, /\ntasks +5, of training classes, from number 8 of seed 3\n/);
    assert.match(output, /measured on training classes, not on held-out ones: not to be set beside other figures/);
    assert.doesNotMatch(output, /table 3/);
    assert.match(messages, /drawn from the same family: their figures differ by chance alone/);
    const beside = JSON.parse((await evaluate(directory, '--tasks', '5', '--training-classes', '--json')).output);
    assert.deepEqual([beside.side, beside.apart, beside.published], ['training', 'trainingClasses', []]);
    const heldOut = JSON.parse((await evaluate(directory, '--tasks', '5', '--json')).output);
    assert.deepEqual([heldOut.side, heldOut.apart], ['heldOut', null]);
    assert.notEqual(heldOut.loss, beside.loss);
    const listed = await listEvaluations(directory);
    assert.deepEqual(
      listed.map((listing) => listing.kind === 'evaluation' && listing.evaluation.protocol.side),
      ['heldOut', 'training', 'training'],
    );
  });

  it('refuses to measure the training side of a module', async () => {
    await writeFile(path.join(folder(), 'tasks.mjs'), taskModule());
    const directory = await newTrainedRun({ task: { kind: 'module', path: 'tasks.mjs' } });
    const { exitCode, output, messages } = await evaluate(directory, '--tasks', '5', '--training-classes');
    assert.deepEqual([exitCode, output], [2, ''], messages);
    assert.match(messages, /Tasks of a module cannot be measured on its training side/);
  });

  it('works on a run whose folder cannot be written, and says that nothing is stored', async () => {
    const directory = await newTrainedRun();
    await writeFile(path.join(directory, 'evaluations'), 'a file where the folder should be');
    const { exitCode, output, messages } = await evaluate(directory, '--tasks', '5');
    assert.equal(exitCode, 1, messages);
    assert.match(output, /after 15 meta-iterations/);
    assert.match(messages, /\nerror: The result could not be stored with the run: .*evaluations.* measure again\.\n$/);
    const told = await evaluate(directory, '--tasks', '5', '--json');
    assert.equal(told.exitCode, 1);
    assert.equal(JSON.parse(told.output).stored, null);
    assert.match(told.messages, /^error: .*could not be stored with the run: /m);
  });

  it('changes nothing of the run but its evaluations', async () => {
    const directory = await newTrainedRun();
    const before = (await readdir(directory, { recursive: true })).sort();
    await evaluate(directory, '--tasks', '5', '--compare-random');
    assert.equal((await listEvaluations(directory)).length, 2);
    await rm(path.join(directory, 'evaluations'), { recursive: true });
    assert.deepEqual((await readdir(directory, { recursive: true })).sort(), before);
  });

  it('refuses what tasks cannot be', async () => {
    const directory = await newTrainedRun();
    for (const [words, message] of [
      [['--shots', '50'], /All 50 points/],
      [['--shots', '1,x'], /whole numbers from 1 to 10000/],
      [['--queries', '3'], /"queries" is no key/],
      [['--checkpoint', '17'], /no checkpoint of meta-iteration 17/],
    ] as const) {
      const { exitCode, output, messages } = await evaluate(directory, ...words);
      assert.deepEqual([exitCode, output], [2, ''], messages);
      assert.match(messages, message);
    }
  });

  it('sets the run beside baselines on the same tasks, stores them, and says whether it is above them', async () => {
    const directory = await newTrainedRun();
    const { output } = await evaluate(directory, '--tasks', '20', '--baselines', '--compare-random');
    assert.match(output, /\nridge regression +[\d.]+ \+- [\d.]+\ndifference +[+-][\d.]+ \+- [\d.]+\nGaussian process /);
    assert.match(
      output,
      /\nbaselines +Not better than: .*Gaussian process.*\. After 15 meta-iterations, meta-training does not pay here\.\n/,
    );
    const listed = await listEvaluations(directory);
    assert.equal(listed.length, 2);
    for (const { file, ...listing } of listed) {
      assert.ok(listing.kind === 'evaluation');
      const stored = await readEvaluation(file);
      assert.ok(stored.kind === 'evaluation');
      const { baselines = [], tasks, report } = stored.evaluation;
      assert.deepEqual(
        baselines.map(({ name }) => name),
        ['ridge', 'gaussianProcess', 'nearestPoints'],
      );
      for (const { values, after, difference } of baselines) {
        assert.equal(values.length, tasks[0]?.after.length);
        const apart = (report.figures[0]?.after.mean ?? Number.NaN) - after.mean;
        assert.ok(Math.abs(difference.mean - apart) < 1e-9);
      }
      assert.deepEqual(
        listing.evaluation.baselines,
        baselines.map(({ values: _, ...baseline }) => baseline),
        'the summary has them without single tasks',
      );
    }
  });

  it('measures baselines where the experiment asks for them, unless they are not wanted', async () => {
    const { evaluation } = tinyExperiment();
    const directory = await newTrainedRun({ evaluation: { ...evaluation, baselines: true } });
    const baselinesOf = async (...words: string[]) => {
      const { output } = await evaluate(directory, '--tasks', '5', '--json', ...words);
      const { baselines }: { baselines: readonly { name: string }[] | null } = JSON.parse(output);
      return baselines?.map(({ name }) => name) ?? null;
    };
    assert.deepEqual(await baselinesOf(), ['ridge', 'gaussianProcess', 'nearestPoints']);
    assert.equal(await baselinesOf('--no-baselines'), null);
  });
});

describe('reptile-lab compare', () => {
  const folder = useTemporaryFolder();

  async function compare(...words: string[]) {
    const { terminal, output, messages } = recordTerminal(false);
    const context: CommandContext = { terminal, exitCode: 0, stopWork: undefined, failWork: undefined };
    const exitCode = await runCommandLine(['compare', ...words, '--workers', '1'], context);
    return { exitCode, output: output(), messages: messages() };
  }

  it('prints paired differences with what their intervals mean, as a table and as JSON', async () => {
    const directories: string[] = [];
    for (const [index, name] of ['one', 'two', 'three'].entries()) {
      const experiment = { ...tinyExperiment({ algorithm: { metaIterations: 15 } }), name, seed: index };
      const directory = await newRunOf(path.join(folder(), name), experiment, folder());
      await carryOutRun(directory);
      directories.push(directory);
    }
    const { exitCode, output, messages } = await compare(...directories, '--tasks', '20');
    assert.equal(exitCode, 0, messages);
    assert.match(
      output,
      /^run +meta-iterations +loss after adaptation +difference from the first +p \(Holm\) +tasks above, equal, below\n/,
    );
    assert.match(
      output,
      /\none +15 +[\d.]+ \+- [\d.]+\ntwo +15 +[\d.]+ \+- [\d.]+ +[+-][\d.]+ \+- [\d.]+ +(?:< 0\.001|[\d.]+) +\d+, \d+, \d+\nthree /,
    );
    assert.match(output, /\ntasks +20, the same for all runs, from number 8 of seed 0; 10 shots, not transductive\n/);
    assert.match(output, /\np +of the paired t-test.*corrected by Holm for 2 comparisons: .* in 5 % of cases at most/);
    const best = (await compare(...directories, '--tasks', '20', '--against', 'best')).output;
    assert.match(best, /difference from the best +p \(Holm\)/);
    assert.match(best, /corrected by Holm for 3 comparisons, which are all pairs, since the best was chosen by these/);
    const { runs, reference } = JSON.parse((await compare(...directories, '--tasks', '20', '--json')).output);
    assert.equal(reference, directories[0]);
    assert.deepEqual(
      runs.map(({ run, source, difference }: Record<string, unknown>) => [run, source, difference === null]),
      directories.map((directory, place) => [directory, 'stored', place === 0]),
    );
    const twin = await newRunOf(
      path.join(folder(), 'one'),
      { ...tinyExperiment({ algorithm: { metaIterations: 15 } }), name: 'one', seed: 9 },
      folder(),
    );
    await carryOutRun(twin);
    const named = await compare(directories[0] ?? '', twin, '--tasks', '20');
    assert.match(named.output, /\none - seed 0 +15 .*\none - seed 9 +15 /);
    assert.match(named.output, /\nsource +one - seed 0 as stored, one - seed 9 measured now\n/);
    const alone = await compare(directories[0] ?? '', directories[0] ?? '');
    assert.deepEqual([alone.exitCode, alone.output], [2, '']);
    assert.match(alone.messages, /two different runs at least/);
  });
});
