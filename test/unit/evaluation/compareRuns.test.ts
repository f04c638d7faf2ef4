// Runs compared on the same held-out tasks, whatever their own seeds.

import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Comparison, compareRuns, IncomparableRunsError } from '../../../src/evaluation/compareRuns.ts';
import { asTheExperimentSays, type EvaluationSettings } from '../../../src/evaluation/evaluationProtocol.ts';
import { openTrainedRun } from '../../../src/evaluation/openTrainedRun.ts';
import { readEvaluation } from '../../../src/runs/evaluations.ts';
import { listEvaluations } from '../../../src/runs/evaluationsReader.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { newRunOf, tinyExperiment } from '../trainer/trainerFixture.ts';

const settings = { ...asTheExperimentSays, tasks: 30 };

describe('comparing runs', () => {
  const folder = useTemporaryFolder();

  async function train(name: string, changes: Partial<ReturnType<typeof tinyExperiment>> = {}): Promise<string> {
    const experiment = { ...tinyExperiment({ algorithm: { metaIterations: 30 } }), name, ...changes };
    const directory = await newRunOf(path.join(folder(), name), experiment, folder());
    await carryOutRun(directory);
    return directory;
  }

  async function compare(
    directories: readonly string[],
    changes: Partial<EvaluationSettings> = {},
    against: 'first' | 'best' = 'first',
    onWarning: (warning: string) => void = () => {},
    baselines: boolean | undefined = undefined,
  ): Promise<Comparison[]> {
    const runs = await Promise.all(directories.map((directory) => openTrainedRun(directory)));
    const comparisons: Comparison[] = [];
    for await (const comparison of compareRuns(
      runs,
      { ...settings, ...changes },
      { against, baselines, workers: 1, labels: new Map() },
      { onWarning },
    ))
      comparisons.push(comparison);
    return comparisons;
  }

  it('measures all of them on the tasks of one seed, and takes the differences task by task', async () => {
    const directories = [await train('a'), await train('b', { seed: 77 }), await train('c', { seed: 5 })];
    const [comparison] = await compare(directories);
    assert.ok(comparison !== undefined);
    assert.deepEqual([comparison.protocol.seed, comparison.protocol.firstTask, comparison.tasks], [3, 8, 30]);
    const newest = async (directory: string) => readEvaluation((await listEvaluations(directory))[0]?.file ?? '');
    const values = (await Promise.all(directories.map(newest))).map((listing) => {
      assert.ok(listing.kind === 'evaluation' && listing.evaluation.protocol.seed === 3);
      return listing.evaluation.tasks[0]?.after ?? [];
    });
    for (const [place, { after, difference }] of comparison.runs.entries()) {
      const own = values[place] ?? [];
      assert.equal(after.mean, own.reduce((a, b) => a + b, 0) / 30);
      const differences = own.map((value, task) => value - (values[0]?.[task] ?? Number.NaN));
      assert.equal(difference?.mean, place === 0 ? undefined : differences.reduce((a, b) => a + b, 0) / 30);
    }
  });

  it('uses what is stored of the same tasks, or of more of them, and measures otherwise', async () => {
    const directories = [await train('a'), await train('b', { seed: 77 })];
    const sources = async (changes: Partial<EvaluationSettings>) =>
      (await compare(directories, changes))[0]?.runs.map(({ source }) => source).join(' ');
    const [first] = await compare(directories);
    assert.equal(await sources({}), 'stored stored');
    const [again] = await compare(directories, { tasks: 12 });
    assert.deepEqual(
      again?.runs.map(({ source, difference }) => [source, difference?.tasks]),
      [
        ['stored', undefined],
        ['stored', 12],
      ],
    );
    assert.notEqual(again?.runs[0]?.after.mean, first?.runs[0]?.after.mean);
    for (const other of [
      { tasks: 31 },
      { seed: 4 },
      { firstTask: 9 },
      { shots: [6] },
      { innerSteps: 3 },
      { transductive: [true] },
    ]) {
      assert.equal(await sources(other), 'measured measured', JSON.stringify(other));
    }
  });

  it('measures again where of a stored evaluation only the figures of fewer tasks were kept', async () => {
    const directories = [await train('a'), await train('b', { seed: 77 })];
    const [first] = await compare(directories);
    const listing = await readEvaluation((await listEvaluations(directories[0] ?? ''))[0]?.file ?? '');
    assert.ok(listing.kind === 'evaluation');
    const tasks = listing.evaluation.tasks.map(({ quantity, before, after }) => ({
      quantity,
      before,
      after: after.slice(0, 20),
    }));
    await writeFile(listing.file, JSON.stringify({ ...listing.evaluation, tasks }));
    const [again] = await compare(directories);
    assert.deepEqual([again?.tasks, again?.runs.map(({ source }) => source)], [30, ['measured', 'stored']]);
    assert.equal(again?.runs[0]?.after.mean, first?.runs[0]?.after.mean);
  });

  it('measures again, and says so, where the figures of single tasks are not those of the report', async () => {
    const directories = [await train('a'), await train('b', { seed: 77 })];
    const [first] = await compare(directories);
    const listing = await readEvaluation((await listEvaluations(directories[0] ?? ''))[0]?.file ?? '');
    assert.ok(listing.kind === 'evaluation');
    const { tasks } = listing.evaluation;
    const scaled = tasks.map((figures) => ({
      ...figures,
      after: figures.after.map((value, task) => (task === 3 ? 100 * value : value)),
    }));
    const renamed = tasks.map((figures) => ({ ...figures, quantity: 'accuracy' as const }));
    for (const changed of [scaled, renamed]) {
      for (const { file } of await listEvaluations(directories[0] ?? '')) await rm(file);
      await writeFile(listing.file, JSON.stringify({ ...listing.evaluation, tasks: changed }));
      const warnings: string[] = [];
      const [again] = await compare(directories, {}, 'first', (warning) => warnings.push(warning));
      assert.deepEqual(
        again?.runs.map(({ source }) => source),
        ['measured', 'stored'],
      );
      assert.deepEqual([again?.quantity, again?.runs[0]?.after], [first?.quantity, first?.runs[0]?.after]);
      assert.match(warnings.join(), /is not used: its figures of single tasks are not those that it reports/);
    }
  });

  it('compares with the best one where asked to', async () => {
    const directories = [await train('a', { seed: 1 }), await train('b', { seed: 2 }), await train('c', { seed: 4 })];
    const [comparison] = await compare(directories, {}, 'best');
    const means = comparison?.runs.map(({ after }) => after.mean) ?? [];
    assert.equal(comparison?.reference, means.indexOf(Math.min(...means)));
    assert.ok(comparison?.runs.every(({ difference }) => difference === undefined || difference.mean >= 0));
    assert.deepEqual([comparison?.against, comparison?.comparisons], ['best', 3]);
    assert.equal((await compare(directories))[0]?.comparisons, 2);
  });

  it('sets them beside baselines where that is asked for, and keeps them for the next time', async () => {
    const directories = [await train('a'), await train('b', { seed: 77 })];
    assert.deepEqual((await compare(directories))[0]?.baselines, []);
    const [measured] = await compare(directories, {}, 'first', undefined, true);
    assert.deepEqual(
      measured?.baselines.map(({ name }) => name),
      ['ridge', 'gaussianProcess', 'nearestPoints'],
    );
    const newest = await readEvaluation((await listEvaluations(directories[0] ?? ''))[0]?.file ?? '');
    assert.ok(newest.kind === 'evaluation');
    const [own, ridge] = [newest.evaluation.tasks[0]?.after ?? [], newest.evaluation.baselines?.[0]?.values ?? []];
    assert.deepEqual([own.length, ridge.length], [30, 30]);
    const mean = ridge.reduce((sum, value, task) => sum + value - (own[task] ?? Number.NaN), 0) / 30;
    assert.ok(Math.abs((measured?.baselines[0]?.difference.mean ?? Number.NaN) - mean) < 1e-9);
    const [stored] = await compare(directories.toReversed(), { seed: 3, firstTask: 8 });
    assert.deepEqual(
      stored?.runs.map(({ source }) => source),
      ['stored', 'stored'],
    );
    assert.deepEqual(
      stored?.baselines.map(({ after }) => after),
      measured?.baselines.map(({ after }) => after),
    );
    assert.deepEqual((await compare(directories, {}, 'first', undefined, false))[0]?.baselines, []);
    assert.deepEqual((await compare(directories, { seed: 4 }))[0]?.baselines, []);
  });

  it('gives a comparison for each protocol', async () => {
    const directories = [await train('a'), await train('b', { seed: 77 })];
    const comparisons = await compare(directories, { shots: [5, 10], transductive: [false, true] });
    assert.deepEqual(
      comparisons.map(({ protocol: { shots, transductive } }) => [shots, transductive]),
      [
        [5, false],
        [5, true],
        [10, false],
        [10, true],
      ],
    );
  });

  it('refuses runs whose held-out tasks differ, and says in what; training tasks may differ', async () => {
    const directories = [await train('a'), await train('b', { task: { kind: 'sine', shots: 5, trainShots: 20 } })];
    await assert.rejects(compare(directories), (error) => {
      assert.ok(error instanceof IncomparableRunsError);
      assert.match(error.message, /: task\.shots is 10 in “a” and 5 in “b”\. Set them with --shots and --queries\.$/);
      return true;
    });
    assert.equal((await compare(directories, { shots: [5] })).length, 1);
    const other = await train('d', { task: { kind: 'sine', amplitude: [1, 2] } });
    await assert.rejects(
      compare([directories[0] ?? '', other]),
      /task\.amplitude is \[0\.1,5\] in “a” and \[1,2\] in “d”\.$/,
    );
  });
});
