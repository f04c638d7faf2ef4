// A run whose settings were chosen on validation classes is measured on the test classes of the same data.

import assert from 'node:assert/strict';
import path from 'node:path';
import { randomStream } from '../../../src/engine/random.ts';
import { type Comparison, compareRuns } from '../../../src/evaluation/compareRuns.ts';
import { evaluateRun } from '../../../src/evaluation/evaluateRun.ts';
import { asTheExperimentSays } from '../../../src/evaluation/evaluationProtocol.ts';
import { openTrainedRun } from '../../../src/evaluation/openTrainedRun.ts';
import type { ExperimentInput } from '../../../src/experiment/schema.ts';
import { reasonApart } from '../../../src/runs/comparableEvaluation.ts';
import type { StoredEvaluation } from '../../../src/runs/evaluations.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { measuredIn } from '../../../src/runs/measuredEvaluation.ts';
import { TaskError } from '../../../src/tasks/taskError.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { classTree, type Tree, writeTree } from '../../support/imageData.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { newRunOf } from '../trainer/trainerFixture.ts';

const settings = { ...asTheExperimentSays, tasks: 20 };
const test = { classes: 'test' } as const;

describe('the test classes of a run that holds out validation classes', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();

  /** Four classes to train, two for validation, three to test, of different noise. */
  const parts: Tree = classTree([
    ...['a', 'b', 'c', 'd'].map((name) => `train/${name}`),
    ...['e', 'f'].map((name) => `val/${name}`),
    ...['g', 'h', 'i'].map((name) => `test/${name}`),
  ]);

  async function train(evaluateOn: 'validation' | 'test', tree: Tree = parts): Promise<string> {
    await writeTree(path.join(folder(), 'data'), tree);
    const experiment: ExperimentInput = {
      name: evaluateOn,
      seed: 1,
      task: {
        kind: 'images',
        dataset: { source: 'folder', path: 'data', size: 6, heldOut: 0.4, evaluateOn },
        ...{ ways: 2, shots: 1, queries: 2, trainShots: 2 },
      },
      model: { kind: 'mlp', hidden: [4] },
      algorithm: { metaIterations: 8, metaBatch: 2, innerSteps: 2, innerBatch: 2, innerOptimizer: { kind: 'adam' } },
      evaluation: { every: 4, tasks: 3, innerSteps: 2, innerBatch: 2 },
      engine: { workers: 1 },
    };
    const directory = await newRunOf(folder(), experiment);
    assert.equal((await carryOutRun(directory)).state, 'completed');
    return directory;
  }

  async function evaluate(directory: string, classes: 'own' | 'test'): Promise<StoredEvaluation> {
    const extent = { compareRandom: false, wholeCurve: false, baselines: true, workers: 1 };
    for await (const { evaluation } of evaluateRun(await openTrainedRun(directory, { classes }), settings, extent))
      return evaluation;
    throw new Error('Nothing was measured.');
  }

  async function compare(...directories: readonly string[]): Promise<Comparison> {
    const runs = [];
    for (const directory of directories) runs.push(await openTrainedRun(directory, test));
    const extent = { against: 'first', baselines: undefined, workers: 1, labels: new Map() } as const;
    for await (const comparison of compareRuns(runs, settings, extent)) return comparison;
    throw new Error('Nothing was compared.');
  }

  const classesOf = ({ report }: StoredEvaluation) =>
    report.kind === 'classification' ? report.confusion.classes.toSorted().join('') : '';

  it('give the figures of a run that held these out from the beginning, and stand beside them', async () => {
    const [chosen, beside] = [await train('validation'), await train('test')];
    const [onValidation, onTest, asFromTheBeginning] = [
      await evaluate(chosen, 'own'),
      await evaluate(chosen, 'test'),
      await evaluate(beside, 'own'),
    ];
    assert.deepEqual([classesOf(onValidation), classesOf(onTest)], ['ef', 'ghi']);
    for (const key of ['tasks', 'samples', 'report', 'baselines', 'initialization'] as const)
      assert.deepEqual(onTest[key], asFromTheBeginning[key], key);
    assert.equal(onTest.data?.heldOut, asFromTheBeginning.data?.heldOut);
    assert.equal(onTest.data?.split, onValidation.data?.split);
    const manifest = await readManifest(chosen);
    assert.equal(reasonApart(onTest, manifest), undefined);
    assert.deepEqual(
      [onValidation, onTest].map((evaluation) => measuredIn(evaluation).protocol.isValidation),
      [true, false],
    );
    // What is stored of the one is never taken for the other.
    const { runs, protocol } = await compare(chosen, beside);
    assert.deepEqual(
      runs.map(({ source, difference }) => [source, difference?.above, difference?.below]),
      [
        ['stored', undefined, undefined],
        ['stored', 0, 0],
      ],
    );
    assert.equal(
      protocol.task.dataset !== undefined && JSON.stringify(protocol.task).includes('"evaluateOn":"test"'),
      true,
    );
  });

  it('are those that the data have by now: figures of others are not taken for theirs', async () => {
    const [first, second] = [await train('validation'), await train('validation')];
    await evaluate(first, 'test');
    await writeTree(path.join(folder(), 'data'), classTree(['test/j'], 4, randomStream(5, 'split')));
    const { runs } = await compare(first, second);
    assert.deepEqual(
      runs.map(({ source }) => source),
      ['measured', 'measured'],
    );
    assert.equal(classesOf(await evaluate(first, 'test')), 'ghij');
  });

  it('say that they chose nothing where the best checkpoint is measured', async () => {
    const directory = await train('validation');
    const run = await openTrainedRun(directory, test);
    const { experiment, manifest } = run;
    assert.ok(experiment.task.kind === 'images' && manifest.best !== null);
    const atBest = { ...run, trained: { ...run.trained, iteration: manifest.best.iteration } };
    const wentOn = { ...atBest, manifest: { ...manifest, iteration: manifest.best.iteration + 1 } };
    const extent = { compareRandom: false, wholeCurve: false, baselines: false, workers: 1 };
    const chosenBy = { ...settings, firstTask: 0, tasks: experiment.evaluation.tasks };
    for await (const { evaluation } of evaluateRun(wentOn, chosenBy, extent))
      assert.equal(evaluation.isChosenByItsTasks, undefined);
    const own = { ...(await openTrainedRun(directory)), trained: wentOn.trained, manifest: wentOn.manifest };
    for await (const { evaluation } of evaluateRun(own, chosenBy, extent))
      assert.equal(evaluation.isChosenByItsTasks, true);
  });

  it('are refused where it was trained on one of them, by its name or by what it holds', async () => {
    const twice = Object.entries(parts).flatMap(([name, content]) =>
      name.startsWith('train/d/') ? [[name.replace('train/d', 'test/z'), content] as const] : [],
    );
    const directory = await train('validation', { ...parts, ...Object.fromEntries(twice) });
    await assert.rejects(openTrainedRun(directory, test), (error: unknown) => {
      assert.ok(error instanceof TaskError);
      assert.match(error.message, /"z" is among those that the run was trained on/);
      return true;
    });
  });

  it('are refused where the data have none', async () => {
    const withoutTest = Object.fromEntries(Object.entries(parts).filter(([name]) => !name.startsWith('test/')));
    const validated = await train('validation', withoutTest);
    await assert.rejects(openTrainedRun(validated, test), /has no test classes/);
  });

  it('are refused where held-out classes were drawn', async () => {
    const drawn = await train('test', classTree(['a', 'b', 'c', 'd', 'e', 'f']));
    await assert.rejects(openTrainedRun(drawn, test), /tell no test classes apart.*--test-classes/);
  });
});
