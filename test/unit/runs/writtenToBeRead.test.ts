// What a run writes can be read back, however large it is: the excess is left out, and that is said.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AdaptationSample } from '../../../src/meta/executor.ts';
import { readEvaluation, type StoredEvaluation, storeEvaluation } from '../../../src/runs/evaluations.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { readNewestSample, writeSample } from '../../../src/runs/samples.ts';
import { holdOf } from '../../support/holdOf.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

/** Of some value for each number, so that what is kept can be told. */
const numbers = (length: number) => Array.from({ length }, (_, index) => index + 0.5);

/** In base64, of so many bytes. */
const picture = (way: number, length: number) => ({ way, pixels: 'A'.repeat(length) });

describe('samples that are too large', () => {
  const folder = useTemporaryFolder();

  async function writeAndRead(sample: AdaptationSample) {
    const omission = await writeSample(await holdOf(folder()), { iteration: 20, sample });
    const { drawn, problem } = await readNewestSample(folder());
    assert.equal(problem, undefined);
    return { omission, read: drawn?.sample };
  }

  it('are written whole as long as they can be read, and nothing is said', async () => {
    const sample: AdaptationSample = {
      task: { kind: 'values', targets: numbers(10_000).map((value) => [value]) },
      steps: numbers(27),
      outputs: Array.from({ length: 27 }, () => numbers(10_000)),
    };
    assert.deepEqual(await writeAndRead(sample), { omission: undefined, read: sample });
  });

  it('lose steps between the first and the last before anything else', async () => {
    const sample: AdaptationSample = {
      task: { kind: 'curve', queryX: numbers(50_000), queryY: numbers(50_000), supportX: [1], supportY: [2] },
      steps: [0, 1, 2, 4, 8, 16],
      outputs: [0, 1, 2, 4, 8, 16].map((step) => numbers(50_000).map((value) => value + step)),
    };
    const { omission, read } = await writeAndRead(sample);
    assert.equal(
      omission,
      'Samples of adaptation are too large to be drawn whole: they are written with 3 of 6 steps.',
    );
    assert.deepEqual(read, { ...sample, steps: [0, 2, 16], outputs: [0, 2, 5].map((place) => sample.outputs[place]) });
  });

  it('keep the answers of the queries that stay', async () => {
    const [count, width] = [40_000, 10];
    const targets = Array.from({ length: count }, (_, query) => Array.from({ length: width }, () => query));
    const sample: AdaptationSample = {
      task: { kind: 'values', targets },
      steps: [0, 3],
      outputs: [targets.flat(), targets.flat()],
    };
    const { omission, read } = await writeAndRead(sample);
    assert.match(omission ?? '', /written with 5,000 of 40,000 queries/);
    assert.ok(read?.task.kind === 'values');
    assert.deepEqual(read.outputs, [read.task.targets.flat(), read.task.targets.flat()]);
    assert.deepEqual(read.task.targets[1]?.slice(0, 2), [8, 8]);
  });

  it('of photographs keep some of the support set and of the queries', async () => {
    const support = Array.from({ length: 400 }, (_, index) => picture(index % 5, 30_000));
    const sample: AdaptationSample = {
      task: {
        kind: 'images',
        width: 100,
        height: 75,
        channels: 3,
        classNames: [...'abcde'],
        support,
        query: support,
      },
      steps: [0, 1, 2],
      outputs: [0, 1, 2].map(() => numbers(2000)),
    };
    const { omission, read } = await writeAndRead(sample);
    assert.match(omission ?? '', /2 of 3 steps and 7 of 400 queries and 200 of 400 support samples/);
    assert.ok(read?.task.kind === 'images');
    assert.deepEqual([read.task.query.length, read.outputs[1]?.length], [7, 35]);
  });

  it('of policies keep the ends of their paths', async () => {
    const path = Array.from({ length: 20_000 }, (_, time): [number, number] => [time, 1 - time]);
    const drawn = Array.from({ length: 5 }, () => ({ path, finalPose: [], totalReward: -1 }));
    const bounds = { x: [-1, 1], y: [-1, 1] } as const;
    const sample: AdaptationSample = {
      task: { kind: 'paths', bounds, goal: [0, 0], goalRadius: null, trajectories: [drawn, drawn, drawn] },
      steps: [0, 1, 2],
      outputs: [],
    };
    const { omission, read } = await writeAndRead(sample);
    assert.match(omission ?? '', /2 of 3 steps and 5,000 of 20,000 points of a path/);
    assert.ok(read?.task.kind === 'paths');
    const kept = read.task.trajectories[1]?.[4]?.path ?? [];
    assert.deepEqual([kept[0], kept.at(-1)], [path[0], path.at(-1)]);
  });

  it('are left out where nothing of them can be done without, and the older one stays', async () => {
    const small = { task: { kind: 'values', targets: [[1]] }, steps: [0], outputs: [[1]] } as const;
    await writeSample(await holdOf(folder()), { iteration: 10, sample: small });
    const large = { ...small, task: { kind: 'values', targets: [numbers(400_000)] } } as const;
    const { omission, read } = await writeAndRead(large);
    assert.match(omission ?? '', /too large to be drawn, and are left out/);
    assert.deepEqual(read, small);
  });
});

describe('evaluations that are too large', () => {
  const folder = useTemporaryFolder();

  const distribution = { mean: 0.5, ci95: 0.01, standardDeviation: 1, median: 0.5, quantile05: 0, quantile95: 1 };
  const calibration = {
    samples: 1,
    meanConfidence: 1,
    accuracy: 1,
    expectedCalibrationError: 0,
    negativeLogLikelihood: 1,
    brierScore: 0,
  };

  function evaluation(tasks: number, classes: number): StoredEvaluation {
    const counts = Array.from({ length: classes ** 2 }, (_, place): [number, number, number] => {
      const [actual, predicted] = [Math.floor(place / classes), place % classes];
      return [actual, predicted, actual === predicted ? 9 : 1];
    });
    const before = Array.from({ length: tasks }, (_, task) => task / 7);
    const figure = {
      curve: Array.from({ length: 2 }, () => ({ mean: 0.5, ci95: 0.01 })),
      before: distribution,
      after: distribution,
    };
    return {
      formatVersion: 1,
      createdAt: '2026-11-21T10:00:00.000Z',
      engineVariant: 'fused',
      workers: 2,
      seconds: 1,
      protocol: {
        version: 1,
        seed: 3,
        firstTask: 0,
        tasks,
        innerSteps: 5,
        innerBatch: 5,
        transductive: false,
        side: 'heldOut',
        shots: 1,
        task: {},
      },
      initialization: { iteration: 60, parametersSha256: '00' },
      report: {
        kind: 'classification',
        tasks,
        steps: [0, 5],
        worst: [],
        figures: [
          { quantity: 'accuracy', ...figure },
          { quantity: 'loss', ...figure },
        ],
        calibration: { before: { ...calibration, bins: [] }, after: { ...calibration, bins: [] } },
        confusion: { classes: Array.from({ length: classes }, (_, number) => `class ${number}`), counts },
      },
      tasks: [
        { quantity: 'accuracy', before, after: before },
        { quantity: 'loss', before, after: before },
      ],
    };
  }

  async function storeAndRead(one: StoredEvaluation) {
    const { file, omission } = await storeEvaluation(folder(), one);
    const listing = await readEvaluation(file);
    assert.ok(listing.kind === 'evaluation', JSON.stringify(listing));
    return { omission, read: listing.evaluation };
  }

  it('are stored whole as long as they can be read, and nothing is said', async () => {
    const whole = evaluation(90_000, 5);
    assert.deepEqual(await storeAndRead(whole), { omission: undefined, read: whole });
  });

  it('keep every mean and interval, and the figures of the first tasks', async () => {
    const whole = evaluation(300_000, 5);
    const { omission, read } = await storeAndRead(whole);
    assert.match(
      omission ?? '',
      /kept of the first ([\d,]+) of 300,000 tasks .* Means and intervals are those of all tasks/,
    );
    const kept = read.tasks[0]?.after.length ?? 0;
    assert.ok(kept > 60_000, `${kept} tasks are kept`);
    assert.deepEqual(read, {
      ...whole,
      tasks: whole.tasks.map((figures) => ({
        ...figures,
        before: figures.before.slice(0, kept),
        after: figures.after.slice(0, kept),
      })),
    });
  });

  it('of very many classes keep the commonest pairs of them', async () => {
    const whole = evaluation(1000, 500);
    const { omission, read } = await storeAndRead(whole);
    assert.match(omission ?? '', /the table of mistakes has the 56,250 commonest of 250,000 pairs of classes/);
    assert.deepEqual(read.tasks, whole.tasks);
    assert.deepEqual(read.report.figures, whole.report.figures);
    assert.ok(read.report.kind === 'classification');
    assert.equal(read.report.confusion.counts.filter(([actual, predicted]) => actual === predicted).length, 500);
  });

  it('are written once, as one line of JSON', async () => {
    await storeEvaluation(folder(), evaluation(200_000, 5));
    const { evaluations } = runFiles(folder());
    const [name = '', ...others] = await readdir(evaluations);
    assert.deepEqual(others, []);
    assert.doesNotMatch(await readFile(path.join(evaluations, name), 'utf8'), /\n./);
  });
});
