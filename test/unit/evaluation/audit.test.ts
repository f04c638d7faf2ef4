// A stored evaluation can be checked without Reptile Lab: by the names of its samples, and by the class probabilities
// beside it.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { evaluateRun, type RunEvaluation } from '../../../src/evaluation/evaluateRun.ts';
import { asTheExperimentSays } from '../../../src/evaluation/evaluationProtocol.ts';
import { openTrainedRun } from '../../../src/evaluation/openTrainedRun.ts';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { readEvaluation, type StoredEvaluation } from '../../../src/runs/evaluations.ts';
import { describeOmission, smallerEvaluations } from '../../../src/runs/smallerEvaluations.ts';
import { loadTaskData } from '../../../src/tasks/createTaskDistribution.ts';
import { episodeAt } from '../../../src/tasks/episodes/episodes.ts';
import { unpackText } from '../../../src/tasks/packedTexts.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { changingData, experimentOn, moduleFile, moduleSource, moduleTask } from '../../support/changingData.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { newRunOf, tinyExperiment } from '../trainer/trainerFixture.ts';

const [images] = changingData;
assert.ok(images !== undefined);
const tasks = 12;

describe('a stored evaluation', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();

  async function evaluate(directory: string, probabilities = true): Promise<RunEvaluation> {
    const run = await openTrainedRun(directory);
    const extent = { compareRandom: false, wholeCurve: false, baselines: false, workers: 2, probabilities };
    for await (const measured of evaluateRun(run, { ...asTheExperimentSays, tasks }, extent)) return measured;
    throw new Error('Nothing was measured.');
  }

  async function trained(data = changingData[0]): Promise<string> {
    assert.ok(data !== undefined);
    await data.write(folder());
    const directory = await newRunOf(folder(), experimentOn(data, 4));
    await carryOutRun(directory);
    return directory;
  }

  /** Of the file alone, without any type or reader of ours. */
  async function readAgain({ storage }: RunEvaluation) {
    assert.ok(storage.kind === 'stored' && storage.probabilities !== undefined);
    const rows: Record<string, string>[] = parse(await readFile(storage.probabilities), { columns: true });
    return { file: storage.file, rows };
  }

  it('gives the figures of its report from names and probabilities alone', async () => {
    const measured = await evaluate(await trained());
    const { file, rows } = await readAgain(measured);
    const { report, samples, tasks: figures, protocol } = JSON.parse(await readFile(file, 'utf8'));
    assert.equal(rows.length, tasks * 2);
    assert.deepEqual(Object.keys(rows[0] ?? {}), ['task', 'sample', 'class', 'way', 'p0', 'p1']);
    const graded = rows.map((row) => {
      const probabilities = [Number(row.p0), Number(row.p1)];
      for (const each of probabilities) assert.equal(Math.abs(Math.fround(each) - each) < 1e-7, true);
      const confidence = Math.max(...probabilities);
      const truth = Number(row.way);
      return {
        task: Number(row.task),
        confidence,
        isRight: probabilities.indexOf(confidence) === truth,
        likelihood: probabilities[truth] ?? Number.NaN,
        brier: probabilities.reduce((sum, each, way) => sum + (each - (way === truth ? 1 : 0)) ** 2, 0),
      };
    });
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const near = (actual: number, expected: number, what: string) =>
      assert.ok(Math.abs(actual - expected) < 1e-6, `${what}: ${actual} instead of ${expected}`);
    const { after } = report.calibration;
    near(mean(graded.map(({ isRight }) => Number(isRight))), report.figures[0].after.mean, 'accuracy');
    near(mean(graded.map(({ confidence }) => confidence)), after.meanConfidence, 'mean confidence');
    near(mean(graded.map(({ likelihood }) => -Math.log(likelihood))), after.negativeLogLikelihood, 'likelihood');
    near(mean(graded.map(({ brier }) => brier)), after.brierScore, 'Brier score');
    const bins = Array.from({ length: 15 }, (_, bin) =>
      graded.filter(({ confidence }) => Math.ceil(confidence * 15) - 1 === bin),
    );
    const distance = bins.reduce(
      (sum, bin) => sum + Math.abs(bin.reduce((of, { isRight, confidence }) => of + Number(isRight) - confidence, 0)),
      0,
    );
    near(distance / graded.length, after.expectedCalibrationError, 'calibration error');
    for (const [number, accuracy] of figures[0].after.entries())
      near(
        mean(graded.filter(({ task }) => task === protocol.firstTask + number).map(({ isRight }) => Number(isRight))),
        accuracy,
        'task',
      );
    // The names are those of the data's files, and no task has one on both sides.
    for (const [number, support] of samples.support.entries()) {
      const nameAt = (place: number): string => samples.names[place];
      const ofTask = rows.filter(({ task }) => Number(task) === protocol.firstTask + number);
      const query = samples.query[number].map(nameAt);
      assert.deepEqual(
        ofTask.map(({ sample }) => sample),
        query,
      );
      assert.equal(new Set([...support.map(nameAt), ...query]).size, 4);
      for (const [place, { way, class: className, sample = '' }] of ofTask.entries()) {
        assert.equal(Number(way), place);
        assert.equal(samples.classes[samples.ways[number][place]], className);
        assert.match(sample, new RegExp(`^${className}/\\d\\.png$`));
      }
    }
    const read = await readEvaluation(file);
    assert.ok(read.kind === 'evaluation');
    assert.deepEqual(read.evaluation.samples, measured.evaluation.samples);
  });

  it('names samples so that what was drawn can be listed: the list comes to the same samples', async () => {
    const { evaluation } = await evaluate(await trained(), false);
    const { samples } = evaluation;
    assert.ok(samples !== undefined && images?.task.kind === 'images');
    const namesOf = (task: number, side: 'support' | 'query') =>
      (samples[side][task] ?? []).map((place) => samples.names[place] ?? '');
    const contentOf = (task: number) =>
      [namesOf(task, 'support').toSorted(), namesOf(task, 'query').toSorted()].join('|');
    // With so few samples, two draws may come to the same task, which a list has once.
    const seen = new Map(samples.ways.map((_, task) => [contentOf(task), task]));
    const rows = [...seen.values()].flatMap((task) =>
      (['support', 'query'] as const).flatMap((side) => namesOf(task, side).map((name) => `${task},${side},${name}\n`)),
    );
    await writeFile(path.join(folder(), 'list.csv'), `episode,side,sample\n${rows.join('')}`);
    const { experiment } = readExperiment(
      JSON.stringify({ ...experimentOn(images), task: { ...images.task, episodes: { path: 'list.csv' } } }),
    );
    assert.ok(experiment !== undefined);
    const data = await loadTaskData(experiment.task, folder());
    assert.ok(data.kind === 'images' && data.images.episodes !== undefined);
    const { names, episodes } = data.images;
    const listed = [...seen.values()].map((_, number) => episodeAt(episodes, number));
    for (const side of ['support', 'query'] as const) {
      assert.deepEqual(
        listed.map((ways) => ways.flatMap((way) => Array.from(way[side], (sample) => unpackText(names, sample)))),
        [...seen.values()].map((task) => namesOf(task, side)),
      );
    }
  });

  for (const data of changingData.slice(1)) {
    it(`names ${data.name}, too`, async () => {
      const { evaluation } = await evaluate(await trained(data));
      const example = data.name === 'texts' ? /^wordc\d take\d of all$/ : /^c\d\/\d\.wav$/;
      assert.ok(evaluation.samples !== undefined && evaluation.samples.names.length > 0);
      for (const name of evaluation.samples.names) assert.match(name, example);
    });
  }

  it('of a module has no names, but probabilities; of functions it has neither', async () => {
    await writeFile(path.join(folder(), moduleFile), moduleSource(''));
    const ofModule = await newRunOf(folder(), { ...tinyExperiment(), task: moduleTask });
    await carryOutRun(ofModule);
    const measured = await evaluate(ofModule);
    assert.equal(measured.evaluation.samples, undefined);
    const { rows } = await readAgain(measured);
    assert.deepEqual(
      rows.slice(0, 2).map(({ sample }) => sample),
      ['sample 2', 'sample 3'],
    );
    const ofSine = await newRunOf(folder(), tinyExperiment());
    await carryOutRun(ofSine);
    const { storage, evaluation } = await evaluate(ofSine);
    assert.ok(storage.kind === 'stored' && storage.probabilities === undefined && evaluation.samples === undefined);
  });

  it('that is too large leaves names out first, those of the last tasks, and says so', async () => {
    const { evaluation } = await evaluate(await trained(), false);
    const versions = [...smallerEvaluations(evaluation, 1000)];
    const named = versions.slice(0, 5).map(({ samples }) => samples?.ways.length ?? 0);
    assert.deepEqual(named, [12, 6, 3, 1, 0]);
    const whole = versions.slice(0, 5).map(({ tasks: [figures] }) => figures?.after.length);
    assert.deepEqual(whole, [12, 12, 12, 12, 12]);
    const [, half] = versions;
    assert.ok(half?.samples !== undefined && evaluation.samples !== undefined);
    const namesOf = ({ names, query }: NonNullable<StoredEvaluation['samples']>) =>
      query.slice(0, 6).map((places) => places.map((place) => names[place]));
    assert.deepEqual(namesOf(half.samples), namesOf(evaluation.samples));
    assert.match(describeOmission(half, evaluation) ?? '', /names of samples are kept of the first 6 of 12 tasks/);
    // Of very many tasks only the first ones' were ever known.
    assert.match(describeOmission(half, half) ?? '', /names of samples are kept of the first 6 of 12 tasks/);
  });
});
