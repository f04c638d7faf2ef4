// Curves of several runs: along which axis, folded over seeds or not, and made once.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import '../../../support/seededProperties.ts';
import { meanOverSeeds } from '../../../../src/meta/seedInterval.ts';
import { progressAxes } from '../../../../src/panel/compareMessages.ts';
import { foldCurves, interpolateBetween } from '../../../../src/panel/foldCurves.ts';
import { timeTags } from '../../../../src/panel/timeTags.ts';
import { recordedQuantities } from '../../../../src/runs/quantities.ts';
import type { ChartView } from '../../../../webview/charts/chartView.ts';
import { compareAdaptationView } from '../../../../webview/compare/curves/adaptationView.ts';
import { compareHeldOutView } from '../../../../webview/compare/curves/heldOutView.ts';
import { timeUnitFor } from '../../../../webview/compare/curves/progress.ts';
import { compareTrainingView } from '../../../../webview/compare/curves/trainingView.ts';
import { type CompareModel, reduceCompare } from '../../../../webview/compare/model.ts';
import { besideOf, compareModel, generatedRuns, snapshotOf } from '../compareMessages.ts';
import { points } from '../messages.ts';

const along = (model: CompareModel, xAxis: (typeof progressAxes)[number]) =>
  reduceCompare(model, { kind: 'choose', choices: { xAxis } });
const lastX = (view: ChartView | undefined) => view?.lines[0]?.points.at(-1)?.x;
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('the x axis of several runs', () => {
  const model = compareModel(generatedRuns(1, 1));

  it('counts what the recorded data give', () => {
    const ends = progressAxes.map((axis) => lastX(compareHeldOutView(along(model, axis), 'accuracy')));
    assert.deepEqual(ends, [1000, 5000, 40_000, 120, 150]);
  });

  it('is titled by what it counts, times in a unit that suits the longest run', () => {
    const titles = progressAxes.map((axis) => compareHeldOutView(along(model, axis), 'accuracy')?.x.title);
    assert.deepEqual(titles, ['Meta-iterations', 'Tasks seen', 'Inner steps', 'Time at work (s)', 'Wall time (s)']);
    assert.deepEqual(
      [60, 600, 100_000].map((seconds) => timeUnitFor(seconds).name),
      ['s', 'min', 'h'],
    );
  });

  it('says how many runs are not drawn on it, and why', () => {
    const [run] = generatedRuns(1, 1);
    assert.ok(run !== undefined);
    const beside = besideOf([run]);
    const unknown = { ...beside, runs: beside.runs.map((one) => ({ ...one, innerStepsPerTask: null })) };
    const withoutSteps = reduceCompare(compareModel([run]), unknown);
    assert.equal(compareHeldOutView(along(withoutSteps, 'innerSteps'), 'accuracy'), undefined);
    const both = compareModel(generatedRuns(2, 1));
    const [first, ...others] = besideOf(generatedRuns(2, 1)).runs;
    assert.ok(first !== undefined);
    const half = reduceCompare(both, {
      ...besideOf(generatedRuns(2, 1)),
      runs: [{ ...first, tasksPerIteration: null }, ...others],
    });
    const view = compareHeldOutView(along(half, 'tasks'), 'accuracy');
    assert.equal(view?.lines.length, 1);
    assert.match(view?.caption ?? '', /1 run is not drawn: what was recorded does not give tasks seen\./);
  });

  it('reads times between the recorded ones, and none beyond them', () => {
    assert.equal(interpolateBetween([0, 10, 20], [0, 5, 25], 15), 15);
    assert.equal(interpolateBetween([0, 10, 20], [0, 5, 25], 10), 5);
    for (const beyond of [-1, 21, Number.NaN])
      assert.ok(Number.isNaN(interpolateBetween([0, 10, 20], [0, 5, 25], beyond)));
    assert.ok(Number.isNaN(interpolateBetween([], [], 0)));
  });

  it('follows new times of a run at work', () => {
    const timed = along(model, 'workTime');
    const [key] = [...timed.contents.runs.keys()];
    const next = reduceCompare(timed, {
      kind: 'delta',
      runKey: key ?? '',
      run: null,
      curves: [],
      sample: null,
      sampleIteration: null,
      evaluations: null,
      notices: null,
      series: [points(timeTags.work, [1100], [300])],
    });
    assert.equal(compareHeldOutView(next, 'accuracy')?.x.title, 'Time at work (min)');
    assert.equal(lastX(compareHeldOutView(next, 'accuracy')), 2);
  });
});

describe('curves that are folded over seeds', () => {
  const ys = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 2, maxLength: 30 });

  it('are the mean and the t interval at each place that all share', () => {
    fc.assert(
      fc.property(ys, ys, ys, (a, b, c) => {
        const length = Math.min(a.length, b.length, c.length);
        const curves = [a, b, c].map((values) => values.slice(0, length).map((y, x) => ({ x, y })));
        const { points: means, halfWidths, seeds } = foldCurves(curves);
        assert.equal(seeds, 3);
        assert.equal(means.length, length);
        for (const [place, { x, y }] of means.entries()) {
          const { mean, ci95 } = meanOverSeeds([a, b, c].map((values) => values[place] ?? Number.NaN));
          assert.deepEqual([x, y, halfWidths[place]], [place, mean, ci95]);
        }
      }),
    );
  });

  it('end where the first of them ends, and are read between points where places differ', () => {
    const even = [0, 2, 4, 6].map((x) => ({ x, y: x }));
    const odd = [1, 3, 5].map((x) => ({ x, y: 10 + x }));
    const { points: means } = foldCurves([even, odd]);
    assert.deepEqual(
      means,
      [1, 2, 3, 4, 5].map((x) => ({ x, y: 5 + x })),
    );
  });

  it('of other places stay few, and have a gap where a value is no number', () => {
    const long = Array.from({ length: 5000 }, (_, x) => ({ x, y: x === 2500 ? Number.NaN : 1 }));
    const other = Array.from({ length: 5000 }, (_, x) => ({ x: x + 0.5, y: 1 }));
    const { points: means } = foldCurves([long, other]);
    assert.ok(means.length <= 502, String(means.length));
    assert.ok(foldCurves([long, long]).points.some(({ y }) => Number.isNaN(y)));
  });

  it('have the single runs faint beneath, and one name for all', () => {
    const view = compareHeldOutView(compareModel(generatedRuns(2, 3)), 'accuracy');
    assert.equal(view?.lines.length, 8);
    const strong = view?.lines.filter(({ opacity }) => opacity === 1) ?? [];
    assert.deepEqual(
      strong.map((line) => plain(line.describe?.(0) ?? '').split(':')[0]),
      ['lr 0.001 (3 seeds)', 'lr 0.005 (3 seeds)'],
    );
    assert.ok(view?.lines.every(({ opacity, describe }) => opacity === 1 || describe === undefined));
    assert.match(view?.caption ?? '', /mean over seeds/);
    assert.equal(view?.bands.length, 2);
  });

  it('are not folded where that is not wanted, nor where one run alone is shown', () => {
    const model = compareModel(generatedRuns(2, 3));
    const apart = reduceCompare(model, { kind: 'choose', choices: { foldsSeeds: false } });
    const view = compareHeldOutView(apart, 'accuracy');
    assert.equal(view?.lines.length, 6);
    assert.equal(view?.bands.length, 6);
    const keys = generatedRuns(2, 3).map(({ key }) => key);
    const alone = reduceCompare(model, { kind: 'isolate', runKeys: keys.slice(0, 1) });
    const single = compareHeldOutView(alone, 'accuracy');
    assert.deepEqual([single?.lines.length, single?.bands.length], [1, 1]);
    assert.match(plain(single?.caption ?? ''), /95 % interval over tasks/);
  });
});

describe('charts of several runs', () => {
  it('leave bands over tasks out where there would be too many, and say so', () => {
    const model = reduceCompare(compareModel(generatedRuns(4, 2)), { kind: 'choose', choices: { foldsSeeds: false } });
    const view = compareHeldOutView(model, 'accuracy');
    assert.deepEqual([view?.lines.length, view?.bands.length], [8, 0]);
    assert.match(view?.caption ?? '', /Bands of single runs are left out/);
  });

  it('are not made flat by a band that reaches far beyond all lines, and say that it is cut off', () => {
    const [run] = generatedRuns(1, 1);
    assert.ok(run !== undefined);
    const wide = snapshotOf(run);
    const series = wide.series.map((one) =>
      one.tag === recordedQuantities.loss.tags.ci95 ? { ...one, values: one.values.map(() => 1000) } : one,
    );
    const view = compareHeldOutView(reduceCompare(compareModel([run]), { ...wide, series }), 'loss');
    const [top, line] = [view?.bands[0]?.upper ?? [], view?.lines[0]?.points ?? []];
    const highest = Math.max(...line.map(({ y }) => y));
    const span = highest - Math.min(...line.map(({ y }) => y));
    assert.ok(Math.abs(Math.max(...top.map(({ y }) => y)) - (highest + span)) < 1e-9);
    assert.match(view?.caption ?? '', /cut off/);
    assert.doesNotMatch(compareHeldOutView(compareModel([run]), 'loss')?.caption ?? '', /cut off/);
  });

  it('draw nothing where no run that is shown has such a figure', () => {
    const model = compareModel(generatedRuns(1, 1));
    assert.equal(compareHeldOutView(model, 'return'), undefined);
    assert.equal(compareAdaptationView(model, 'return'), undefined);
    const hidden = reduceCompare(model, { kind: 'hide', runKeys: ['/runs/000'], isHidden: true });
    assert.equal(compareTrainingView(hidden), undefined);
  });

  it('make the curve of a run again only when it changes', () => {
    const model = compareModel(generatedRuns(2, 1));
    const linesOf = (state: CompareModel) => compareTrainingView(state)?.lines.map((line) => line.points) ?? [];
    const before = linesOf(model);
    const [run] = generatedRuns(2, 1);
    assert.ok(run !== undefined);
    const after = linesOf(reduceCompare(model, snapshotOf({ ...run, seed: 9 })));
    assert.notEqual(after[0], before[0]);
    assert.equal(after[1], before[1]);
    assert.notEqual(linesOf(reduceCompare(model, { kind: 'choose', choices: { smoothing: 0.5 } }))[1], before[1]);
  });

  it('end as a table with a row for each point and the run’s label', () => {
    const model = compareModel(generatedRuns(2, 1));
    const rows = compareHeldOutView(model, 'accuracy')?.csv().trim().split('\n') ?? [];
    assert.equal(rows[0], 'run,Meta-iterations,accuracy');
    assert.equal(rows.length, 1 + 2 * 21);
    assert.match(rows[1] ?? '', /^lr 0\.001 · seed 0,0,0\./);
    const adaptation = compareAdaptationView(model, 'loss');
    assert.match(adaptation?.summary ?? '', /query loss\. lr 0\.001 · seed 0: /);
  });
});
