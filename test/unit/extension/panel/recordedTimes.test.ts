// When a run reached its meta-iterations.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { amongMany, RunHistory } from '../../../../src/extension/panel/runHistory.ts';
import { timeTags } from '../../../../src/panel/timeTags.ts';
import { FigureBatch } from '../../../../src/runs/figureBatch.ts';
import { tags } from '../../../../src/runs/tags.ts';

const figures = (...points: readonly (readonly [iteration: number, wallTime: number])[]) =>
  FigureBatch.from(
    points.map(([iteration, wallTime]) => ({ tag: tags.trainingLossLast, iteration, value: 1, wallTime })),
  );

function timesOf(history: RunHistory): Record<string, readonly (readonly [number, number | null])[]> {
  const { series } = history.takeAll();
  return Object.fromEntries(
    series
      .filter(({ tag }) => tag.startsWith('time/'))
      .map(({ tag, iterations, values }) => [
        tag.slice('time/'.length),
        iterations.map((iteration, place) => [iteration, values[place] ?? null] as const),
      ]),
  );
}

describe('the times of a run', () => {
  it('begin with its first figure', () => {
    const history = new RunHistory(amongMany);
    history.add(figures([1, 1000], [2, 1002], [2, 1003], [3, 1010]));
    const expected = [
      [1, 0],
      [2, 2],
      [3, 10],
    ];
    assert.deepEqual(timesOf(history), { wall: expected, work: expected });
  });

  it('are told only where somebody wants them', () => {
    const history = new RunHistory();
    history.add(figures([1, 1000], [2, 1002]));
    assert.deepEqual(timesOf(history), {});
  });

  it('of a resumed run leave out, as time at work, the time between its processes and what was done again', () => {
    const history = new RunHistory(amongMany);
    history.add(figures([1, 100], [2, 110], [3, 120]));
    assert.equal(history.withdraw(3), true);
    history.add(figures([3, 500], [4, 507]));
    assert.deepEqual(timesOf(history), {
      wall: [
        [1, 0],
        [2, 10],
        [3, 400],
        [4, 407],
      ],
      work: [
        [1, 0],
        [2, 10],
        [3, 10],
        [4, 17],
      ],
    });
  });

  it('begin anew where nothing is left of what was told', () => {
    const history = new RunHistory(amongMany);
    history.add(figures([1, 100], [2, 110]));
    history.withdraw(0);
    history.add(figures([1, 900], [2, 903]));
    assert.deepEqual(timesOf(history)[timeTags.wall.slice(5)], [
      [1, 0],
      [2, 3],
    ]);
  });

  it('and figures of a run among many are as dense at their end as before', () => {
    const history = new RunHistory(amongMany);
    history.add(figures(...Array.from({ length: 7800 }, (_, index) => [index + 1, index] as const)));
    const [series] = history.takeAll().series;
    assert.ok(series !== undefined && series.iterations.length <= amongMany.maxPoints / 2);
    const inLastTenth = series.iterations.filter((iteration) => iteration > 0.9 * 7800).length;
    assert.ok(Math.abs(inLastTenth / series.iterations.length - 0.1) < 0.02, String(inLastTenth));
  });

  it('never run backwards, even where a clock does', () => {
    const history = new RunHistory(amongMany);
    history.add(figures([1, 100], [2, 90], [3, 95], [4, 120]));
    for (const points of Object.values(timesOf(history)))
      for (const [place, [, seconds]] of points.entries())
        assert.ok((seconds ?? -1) >= (points[place - 1]?.[1] ?? 0), JSON.stringify(points));
  });
});
