// A series that is thinned while it grows, held against all of its points.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SeriesPoints } from '../../../src/panel/panelMessages.ts';
import { pointAt } from '../../../src/panel/seriesThinning.ts';
import { ThinnedSeries } from '../../../src/panel/thinnedSeries.ts';
import { smoothSeries } from '../../../webview/training/smoothing.ts';

interface Point {
  readonly iteration: number;
  readonly value: number;
}

const [most, fewer] = [400, 200];

/** Points as a run measures them: ascending, with gaps. */
const measured = fc
  .array(fc.record({ step: fc.integer({ min: 1, max: 9 }), value: fc.double({ min: -1e3, max: 1e3, noNaN: true }) }), {
    minLength: 2,
    maxLength: 5000,
    size: 'max',
  })
  .map((steps) => {
    let iteration = 0;
    return steps.map(({ step, value }): Point => {
      iteration += step;
      return { iteration, value };
    });
  });

function grown(points: readonly Point[]): ThinnedSeries {
  const series = new ThinnedSeries();
  for (const { iteration, value } of points) {
    series.add(iteration, value);
    if (series.length > most) series.thin(fewer);
  }
  return series;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const keptOf = (points: SeriesPoints) => points.iterations.map((_, place) => pointAt(points, place));

/** What a chart and its smoothing need to be right about: ends, extremes, number and mean. */
function assertStandsFor(series: ThinnedSeries, points: readonly Point[]): void {
  const kept = keptOf(series.toPoints('a'));
  assert.ok(kept.length <= most);
  const values = points.map(({ value }) => value);
  assert.deepEqual([kept[0]?.iteration, kept.at(-1)?.iteration], [points[0]?.iteration, points.at(-1)?.iteration]);
  assert.deepEqual([kept[0]?.value, kept.at(-1)?.value], [points[0]?.value, points.at(-1)?.value]);
  const keptValues = kept.map(({ value }) => value);
  assert.deepEqual([Math.min(...keptValues), Math.max(...keptValues)], [Math.min(...values), Math.max(...values)]);
  const byIteration = new Map(points.map(({ iteration, value }) => [iteration, value]));
  for (const { iteration, value } of kept) assert.equal(value, byIteration.get(iteration));
  const count = sum(kept.map((point) => point.count));
  assert.ok(Math.abs(count - points.length) < 1e-6, `stands for ${count} of ${points.length} points`);
  const mean = sum(kept.map((point) => point.count * point.mean)) / count;
  assert.ok(Math.abs(mean - sum(values) / values.length) < 1e-6, `mean ${mean}`);
}

describe('ThinnedSeries', () => {
  it('stands for all of its points, however long it grows', () => {
    fc.assert(
      fc.property(measured, (points) => assertStandsFor(grown(points), points)),
      { numRuns: 60 },
    );
  });

  it('takes points of any order in at their places', () => {
    fc.assert(
      fc.property(measured, fc.integer({ min: 2, max: 97 }), (points, stride) => {
        const few = points.slice(0, most);
        const shuffled = Array.from({ length: stride }, (_, rest) =>
          few.filter((_point, place) => place % stride === rest),
        ).flat();
        assert.deepEqual(grown(shuffled).toPoints('a'), grown(few).toPoints('a'));
      }),
      { numRuns: 40 },
    );
  });

  it('says when a point does not come at the end, and lets the later of two at one iteration count', () => {
    const series = new ThinnedSeries();
    assert.deepEqual(
      [series.add(5, 1), series.add(7, 2), series.add(6, 3), series.add(7, 4), series.add(8, 5)],
      [true, true, false, false, true],
    );
    assert.deepEqual(series.toPoints('a'), { tag: 'a', iterations: [5, 6, 7, 8], values: [1, 3, 4, 5] });
  });

  it('says whether it can take points back exactly, and then has', () => {
    let exact = 0;
    fc.assert(
      fc.property(measured, fc.double({ min: 0, max: 1.01, noNaN: true }), (points, share) => {
        const series = grown(points);
        const from = Math.floor(share * (points.at(-1)?.iteration ?? 0));
        const left = points.filter(({ iteration }) => iteration < from);
        if (!series.withdraw(from)) return;
        exact++;
        if (left.length > 0) assertStandsFor(series, left);
        else assert.equal(series.length, 0);
      }),
      { numRuns: 200 },
    );
    assert.ok(exact > 20, `${exact} of 200`);
    const short = grown(Array.from({ length: 300 }, (_, iteration) => ({ iteration, value: 1 })));
    assert.equal(short.withdraw(123), true, 'nothing was thinned');
    assert.equal(short.length, 123);
    const cuts = Array.from({ length: 40 }, (_, place) => 1000 + place).filter((cut) => !grownTo(5000).withdraw(cut));
    assert.ok(cuts.length > 20, 'columns cannot be cut in two');
  });

  it('takes points back again and again, exactly as long as it says so', () => {
    const round = fc.record({ added: fc.integer({ min: 1, max: 900 }), back: fc.integer({ min: 0, max: 400 }) });
    let exact = 0;
    fc.assert(
      fc.property(fc.array(round, { minLength: 2, maxLength: 8 }), (rounds) => {
        const series = new ThinnedSeries();
        let points: Point[] = [];
        for (const { added, back } of rounds) {
          const start = (points.at(-1)?.iteration ?? 0) + 1;
          for (let iteration = start; iteration < start + added; iteration++) {
            const point = { iteration, value: Math.sin(iteration + points.length) };
            points.push(point);
            series.add(point.iteration, point.value);
            if (series.length > most) series.thin(fewer);
          }
          const from = start + added - back;
          points = points.filter(({ iteration }) => iteration < from);
          if (!series.withdraw(from)) return;
          if (points.length > 0) assertStandsFor(series, points);
          else assert.equal(series.length, 0);
        }
        exact++;
      }),
      { numRuns: 200 },
    );
    assert.ok(exact > 10, `${exact} of 200`);
  });

  it('looks, at each of very many withdrawals, only at points that came or went since the last one', () => {
    const [first, turns] = [3000, 20_000];
    const series = new ThinnedSeries();
    for (let iteration = 0; iteration < first; iteration++) series.add(iteration, 1);
    for (let turn = 0; turn < turns; turn++) {
      series.add(first + turn, 1);
      assert.equal(series.withdraw(first + turn + (turn % 2)), true);
      if (series.length > 4000) series.thin(2000);
    }
    const added = first + turns;
    assert.ok(series.pointsLookedAt <= 3 * added, `${series.pointsLookedAt} looked at for ${added} that were added`);
  });

  it('keeps smoothed means near those of all points', () => {
    const noise = (seed: number) => (Math.imul(seed ^ 0x5bd1e995, 0x45d9f3b) >>> 0) / 2 ** 32;
    const points = Array.from({ length: 50_000 }, (_, iteration) => ({
      iteration,
      value: 3 / (1 + iteration / 2000) + noise(iteration) ** 4,
    }));
    const all = {
      tag: 'a',
      iterations: points.map(({ iteration }) => iteration),
      values: points.map(({ value }) => value),
    };
    const thin = grown(points).toPoints('a');
    for (const smoothing of [0.99, 0.999]) {
      const [expected, got] = [smoothSeries(all, smoothing), smoothSeries(thin, smoothing)];
      for (const [place, iteration] of thin.iterations.entries()) {
        if (iteration < 5000) continue;
        const difference = Math.abs((got[place] ?? Number.NaN) - (expected[iteration] ?? Number.NaN));
        assert.ok(difference < 0.1, `${difference} at ${iteration}`);
      }
    }
  });
});

function grownTo(length: number): ThinnedSeries {
  return grown(Array.from({ length }, (_, iteration) => ({ iteration, value: iteration % 7 })));
}
