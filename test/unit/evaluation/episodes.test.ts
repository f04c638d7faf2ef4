// A run whose held-out tasks are a fixed list is measured on each of them once, and on that list alone.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { evaluateRun } from '../../../src/evaluation/evaluateRun.ts';
import { asTheExperimentSays, type EvaluationSettings } from '../../../src/evaluation/evaluationProtocol.ts';
import { openTrainedRun, type TrainedRun } from '../../../src/evaluation/openTrainedRun.ts';
import { settleTasks } from '../../../src/evaluation/settledTasks.ts';
import { reasonApart } from '../../../src/runs/comparableEvaluation.ts';
import type { StoredEvaluation } from '../../../src/runs/evaluations.ts';
import { listEvaluations } from '../../../src/runs/evaluationsReader.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { ChangedDataError } from '../../../src/tasks/split/dataChanges.ts';
import { TaskError } from '../../../src/tasks/taskError.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { changingData, experimentOn } from '../../support/changingData.ts';
import { failureWords } from '../../support/failureWords.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { newRunOf } from '../trainer/trainerFixture.ts';

const [images] = changingData;
assert.ok(images !== undefined);
const listName = 'episodes.csv';

describe('evaluating on a list of episodes', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();

  async function trained(episodes = 4, tasks = episodes): Promise<string> {
    await images?.write(folder());
    await writeList(episodes);
    assert.ok(images !== undefined);
    const experiment = experimentOn(images, 4);
    const directory = await newRunOf(folder(), {
      ...experiment,
      evaluation: { ...experiment.evaluation, tasks },
      task: {
        kind: 'images',
        dataset: { source: 'folder', path: 'data', size: 6, heldOutClasses: ['c4', 'c5'] },
        ways: 2,
        shots: 1,
        queries: 1,
        trainShots: 2,
        episodes: { path: listName },
      },
    });
    await carryOutRun(directory);
    return directory;
  }

  /** Of four samples of each class one is the support, in turn, and the next one the query. */
  async function writeList(episodes: number): Promise<void> {
    const rows = Array.from({ length: episodes }, (_, episode) =>
      ['c5', 'c4'].flatMap((name) => [
        `e${episode},support,${name}/${episode % 4}.png`,
        `e${episode},query,${name}/${(episode + 1) % 4}.png`,
      ]),
    );
    await writeFile(path.join(folder(), listName), ['episode,side,sample', ...rows.flat()].join('\n'));
  }

  async function evaluate(
    directory: string,
    settings: Partial<EvaluationSettings> = {},
    change: (run: TrainedRun) => TrainedRun = (run) => run,
  ): Promise<StoredEvaluation> {
    const run = change(await openTrainedRun(directory));
    const extent = { compareRandom: false, wholeCurve: false, baselines: false, workers: 1 };
    const asked = { ...asTheExperimentSays, tasks: undefined, ...settings };
    for await (const { evaluation } of evaluateRun(run, asked, extent)) return evaluation;
    throw new Error('Nothing was measured.');
  }

  it('says of the best checkpoint that these tasks chose it, which then stands for itself', async () => {
    const directory = await trained(4, 3);
    const manifest = await readManifest(directory);
    assert.ok(manifest.best !== null);
    const best = { ...manifest.best, iteration: manifest.iteration };
    // As if the run had gone on: the newest checkpoint is not chosen, whether it is the best or not.
    const wentOn = (run: TrainedRun) => ({ ...run, manifest: { ...manifest, best, iteration: best.iteration + 1 } });
    const isApart = async (settings: Partial<EvaluationSettings>, change?: typeof wentOn) => {
      const measured = await evaluate(directory, settings, change);
      return reasonApart(measured, manifest);
    };
    assert.equal(await isApart({}, wentOn), 'chosenByItsTasks');
    assert.equal(await isApart({ seed: 77 }, wentOn), 'chosenByItsTasks');
    assert.equal(await isApart({ firstTask: 2 }, wentOn), undefined);
    assert.equal(await isApart({}), undefined);
    const measured = (await listEvaluations(directory)).flatMap((listing) =>
      listing.kind === 'evaluation' ? [listing.evaluation.isChosenByItsTasks] : [],
    );
    assert.deepEqual(measured, [undefined, undefined, true, true]);
  });

  it('measures each once where nobody says how many, a stretch where one is asked for, and never more', async () => {
    const directory = await trained();
    assert.equal((await readManifest(directory)).state, 'completed');
    const all = await evaluate(directory);
    assert.deepEqual([all.protocol.firstTask, all.protocol.tasks, all.report.tasks], [0, 4, 4]);
    const some = await evaluate(directory, { firstTask: 1, tasks: 2 });
    assert.deepEqual(
      some.tasks.map(({ after }) => after),
      all.tasks.map(({ after }) => after.slice(1, 3)),
    );
    for (const [settings, message] of [
      [{ tasks: 5 }, /a fixed list of 4, from number 0 on, but 5 from number 0 on are asked for/],
      [{ firstTask: 3, tasks: 2 }, /but 2 from number 3 on/],
      [{ firstTask: 4 }, /but 1 from number 4 on/],
      [{ shots: [2] }, /task\.shots is 2\. Set task\.shots to 1\./],
    ] as const) {
      await assert.rejects(evaluate(directory, settings), (error: unknown) => {
        assert.ok(error instanceof TaskError);
        assert.match(error.message, message);
        return true;
      });
    }
  });

  it('goes by the list that the run began with: a changed one is a change of the data', async () => {
    const directory = await trained();
    const before = await evaluate(directory);
    const list = await readFile(path.join(folder(), listName), 'utf8');
    // Written otherwise it is the same.
    await writeFile(path.join(folder(), listName), list.replaceAll('\n', '\r\n').replaceAll(',', ';'));
    assert.deepEqual((await evaluate(directory)).tasks, before.tasks);
    await writeList(3);
    await assert.rejects(evaluate(directory), (error: unknown) => {
      assert.ok(error instanceof ChangedDataError);
      assert.match(error.message, /changed: the list of episodes/);
      return true;
    });
  });

  it('fails at the start where evaluations take more tasks than there are', async () => {
    const { state, failure } = await readManifest(await trained(3, 4));
    assert.equal(state, 'failed');
    assert.match(failureWords(failure), /evaluation\.tasks is 4, but held-out tasks are a fixed list of 3/);
  });

  it('takes 1000 drawn tasks, after those of the run itself, where nothing is listed', async () => {
    const { experiment } = await openTrainedRun(await trained());
    const runs = [2, 7].map((tasks) => ({
      experiment: { ...experiment, evaluation: { ...experiment.evaluation, tasks } },
      heldOutTasks: undefined,
    }));
    const { tasks, firstTask } = settleTasks({ ...asTheExperimentSays, tasks: undefined }, runs);
    assert.deepEqual([tasks, firstTask], [1000, 7]);
  });
});
