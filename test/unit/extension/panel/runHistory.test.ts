// What the panel is sent: everything once, thinned without losing extremes, then only what is new.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { Quantity } from '../../../../src/experiment/quantities.ts';
import { amongMany, RunHistory, tagsKept } from '../../../../src/extension/panel/runHistory.ts';
import { type Figure, FigureBatch } from '../../../../src/runs/figureBatch.ts';
import { adaptationCi95Tag, adaptationTag } from '../../../../src/runs/tags.ts';

const loss = (iteration: number, value: number): Figure => ({
  tag: 'train/inner_loss_last',
  iteration,
  value,
  wallTime: 0,
});

function curveFigures(iteration: number, steps: readonly number[], quantity: Quantity, value: number): Figure[] {
  return steps.flatMap((step) => [
    { tag: adaptationTag(quantity, step), iteration, value: value + step, wallTime: 0 },
    { tag: adaptationCi95Tag(quantity, step), iteration, value: 0.01, wallTime: 0 },
  ]);
}

const add = (history: RunHistory, figures: readonly Figure[]) => history.add(FigureBatch.from(figures));

describe('RunHistory', () => {
  it('tells everything once and then only what is new', () => {
    const history = new RunHistory();
    add(history, [loss(1, 3), loss(2, 2)]);
    assert.deepEqual(history.takeAll().series, [{ tag: 'train/inner_loss_last', iterations: [1, 2], values: [3, 2] }]);
    assert.deepEqual(history.takeNew(), { series: [], curves: [] });
    add(history, [loss(3, 1)]);
    assert.deepEqual(history.takeNew().series, [{ tag: 'train/inner_loss_last', iterations: [3], values: [1] }]);
    assert.deepEqual(history.takeAll().series[0]?.iterations, [1, 2, 3]);
  });

  it('puts an adaptation curve together from its single figures', () => {
    const history = new RunHistory();
    add(history, [...curveFigures(50, [0, 1, 5], 'loss', 2), ...curveFigures(50, [0, 1, 5], 'accuracy', 0)]);
    const { series, curves } = history.takeAll();
    assert.deepEqual(series, []);
    assert.deepEqual(curves, [
      {
        iteration: 50,
        steps: [0, 1, 5],
        measured: {
          loss: { means: [2, 3, 7], ci95s: [0.01, 0.01, 0.01] },
          accuracy: { means: [0, 1, 5], ci95s: [0.01, 0.01, 0.01] },
        },
      },
    ]);
  });

  it('gives a curve what was measured and nothing else', () => {
    const history = new RunHistory();
    add(history, [...curveFigures(0, [0, 1], 'loss', 4), ...curveFigures(50, [0, 1], 'return', -9)]);
    assert.deepEqual(
      history.takeAll().curves.map(({ measured }) => measured),
      [{ loss: { means: [4, 5], ci95s: [0.01, 0.01] } }, { return: { means: [-9, -8], ci95s: [0.01, 0.01] } }],
    );
  });

  it('shows of a half-read evaluation only the steps that are complete, and sends the curve again when it is', () => {
    const history = new RunHistory();
    const figures = curveFigures(10, [0, 1, 2], 'loss', 1);
    add(history, figures.slice(0, 3));
    assert.deepEqual(history.takeNew().curves[0]?.steps, [0]);
    add(history, figures.slice(3));
    assert.deepEqual(history.takeNew().curves[0]?.steps, [0, 1, 2]);
  });

  it('forgets what was withdrawn, and only that', () => {
    const history = new RunHistory();
    const curves = [0, 100, 200].flatMap((iteration) => curveFigures(iteration, [0], 'loss', 1));
    add(history, [loss(99, 3), loss(100, 2), loss(200, 1), ...curves]);
    history.withdraw(100);
    const { series, curves: left } = history.takeAll();
    assert.deepEqual(series, [{ tag: 'train/inner_loss_last', iterations: [99], values: [3] }]);
    assert.deepEqual(
      left.map((curve) => curve.iteration),
      [0],
    );
  });

  it('puts curves of any order in their places, and forgets those from an iteration on', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 80 }),
        fc.integer({ min: 0, max: 61 }),
        (order, from) => {
          const history = new RunHistory();
          for (const iteration of order) add(history, curveFigures(iteration, [0], 'loss', 1));
          const ascending = [...new Set(order)].sort((a, b) => a - b);
          const iterations = () => history.takeAll().curves.map(({ iteration }) => iteration);
          assert.deepEqual(iterations(), ascending);
          assert.equal(history.withdraw(from), true);
          assert.deepEqual(
            iterations(),
            ascending.filter((iteration) => iteration < from),
          );
        },
      ),
    );
  });

  it('says when what was withdrawn cannot be told apart any more from what counts', () => {
    const history = new RunHistory();
    add(
      history,
      Array.from({ length: 3000 }, (_, iteration) => loss(iteration, iteration % 5)),
    );
    assert.equal(history.withdraw(2500), true, 'every point stands for itself');
    add(
      history,
      Array.from({ length: 5000 }, (_, place) => loss(2500 + place, place % 5)),
    );
    assert.equal(history.withdraw(7500), true, 'nothing was withdrawn');
    assert.equal(history.withdraw(1001), false);
    const curves = new RunHistory();
    for (let iteration = 0; iteration <= 600; iteration++) add(curves, curveFigures(iteration, [0], 'loss', 1));
    assert.equal(curves.withdraw(601), true);
    assert.equal(curves.withdraw(300), false);
  });

  it('says when a figure does not follow those before it, until everything is told', () => {
    const history = new RunHistory();
    add(history, [loss(5, 1), loss(6, 2)]);
    history.takeAll();
    add(history, [loss(7, 3)]);
    assert.equal(history.isReordered, false);
    add(history, [loss(0, 4)]);
    assert.equal(history.isReordered, true);
    assert.deepEqual(history.takeAll().series[0]?.iterations, [0, 5, 6, 7]);
    assert.equal(history.isReordered, false);
  });

  it('does not grow with what is absurd: steps and evaluations without end, figures that nobody takes', () => {
    const history = new RunHistory();
    for (let step = 0; step < 5000; step++) add(history, curveFigures(7, [step], 'loss', 1));
    add(history, [{ tag: 'adaptation/loss/999999999999999999999999', iteration: 7, value: 1, wallTime: 0 }]);
    assert.ok((history.takeAll().curves[0]?.steps.length ?? 0) <= 256);
    add(
      history,
      Array.from({ length: 100_000 }, (_, place) => loss(place, 1)),
    );
    assert.ok((history.takeNew().series[0]?.iterations.length ?? 0) <= 2000);
  });

  it('stays bounded and keeps first, last, lowest and highest of any long series', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 5000, maxLength: 12_000 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 3000 }), (series, batch) => {
        const history = new RunHistory();
        for (let start = 0; start < series.length; start += batch) {
          add(
            history,
            series.slice(start, start + batch).map((value, offset) => loss(start + offset, value)),
          );
        }
        const [sent] = history.takeAll().series;
        assert.ok(sent !== undefined && sent.values.length <= 4000);
        assert.equal(sent.iterations.at(0), 0);
        assert.equal(sent.iterations.at(-1), series.length - 1);
        for (const extreme of [Math.min(...series), Math.max(...series)]) assert.ok(sent.values.includes(extreme));
        for (let index = 1; index < sent.iterations.length; index++) {
          assert.ok((sent.iterations[index] ?? 0) > (sent.iterations[index - 1] ?? 0));
        }
      }),
      { numRuns: 15 },
    );
  });

  it('keeps the first and the newest of many curves, and not much more than the page draws', () => {
    const history = new RunHistory();
    for (let iteration = 0; iteration <= 3000; iteration++) add(history, curveFigures(iteration, [0, 1], 'loss', 1));
    const iterations = history.takeAll().curves.map((curve) => curve.iteration);
    assert.ok(iterations.length <= 512, `${iterations.length} curves`);
    assert.equal(iterations[0], 0);
    assert.equal(iterations.at(-1), 3000);
  });
});

describe('the figures that are kept', () => {
  it('are those that charts of their own show, and among many runs some others, those first that come first', () => {
    const ofOneRun = tagsKept();
    assert.deepEqual(['train/inner_loss_last', 'meta/update_norm'].map(ofOneRun), [true, false]);
    const keeps = tagsKept(amongMany);
    const others = Array.from({ length: amongMany.otherTags + 5 }, (_, index) => `custom/${index}`);
    assert.equal(keeps('x'.repeat(1000)), false);
    assert.equal(others.filter(keeps).length, amongMany.otherTags);
    assert.deepEqual([keeps('custom/0'), keeps('train/inner_loss_last')], [true, true]);
  });
});
