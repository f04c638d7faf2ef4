// Thinning a series keeps what a person must still see, and the means that smoothing needs.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SeriesPoints } from '../../../src/panel/panelMessages.ts';
import { pointAt, thinSeries } from '../../../src/panel/seriesThinning.ts';

const series = (
  values: readonly (number | null)[],
  iterations = values.map((_, index) => index + 1),
): SeriesPoints => ({
  tag: 'train/inner_loss_last',
  iterations,
  values,
});

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('thinSeries', () => {
  it('leaves a short series as it is', () => {
    const short = series([3, 1, 2, 5]);
    assert.equal(thinSeries(short, 4), short);
  });

  it('keeps first, last, lowest and highest, in order and within the limit, and stands for as many points as were measured', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 4, maxLength: 400 }),
        fc.integer({ min: 4, max: 60 }),
        fc.integer({ min: 1, max: 7 }),
        (values, limit, spacing) => {
          const full = series(
            values,
            values.map((_, index) => 1 + index * spacing),
          );
          const thin = thinSeries(full, limit);
          assert.ok(thin.iterations.length <= limit || thin === full);
          assert.deepEqual(pointAt(thin, 0).value, values[0]);
          assert.deepEqual(pointAt(thin, thin.iterations.length - 1).value, values.at(-1));
          const kept = thin.values.map((value) => value ?? Number.NaN);
          assert.equal(Math.min(...kept), Math.min(...values));
          assert.equal(Math.max(...kept), Math.max(...values));
          for (const [index, iteration] of thin.iterations.entries()) {
            const next = thin.iterations[index + 1];
            if (next !== undefined) assert.ok(iteration < next);
            assert.equal(pointAt(thin, index).value, values[(iteration - 1) / spacing]);
          }
          const counts = thin.iterations.map((_, index) => pointAt(thin, index).count);
          assert.ok(Math.abs(sum(counts) - values.length) < 1e-6);
        },
      ),
    );
  });

  it('keeps the mean of a skewed series, however often it is thinned', () => {
    const values = Array.from({ length: 20_000 }, (_, index) => (index % 10 === 0 ? 10 : 0));
    const twice = thinSeries(thinSeries(series(values), 2000), 200);
    const points = twice.iterations.map((_, index) => pointAt(twice, index));
    const mean = sum(points.map((point) => point.mean * point.count)) / sum(points.map((point) => point.count));
    assert.ok(Math.abs(mean - 1) < 1e-9, `mean ${mean}`);
  });

  it('takes a loss that is no number for a gap, not for an extreme', () => {
    const values = Array.from({ length: 100 }, (_, index) => (index > 40 && index < 60 ? null : index));
    const thin = thinSeries(series(values), 20);
    assert.ok(thin.values.includes(null), 'the gap stays visible');
    assert.ok(thin.thinned?.means.every((mean) => mean === null || Number.isFinite(mean)));
  });
});
