// Series in the page: appending thinned to unthinned points, and intervals that were thinned to other points than their
// means.

import assert from 'node:assert/strict';
import { alignIntervals, appendPoints, lastValue } from '../../../webview/series.ts';
import { points } from './messages.ts';

describe('appendPoints', () => {
  it('keeps what each point stands for when one part is thinned', () => {
    const thin = { ...points('a', [1, 5], [1, 3]), thinned: { means: [2, 2], counts: [2, 3] } };
    assert.deepEqual(appendPoints(thin, points('a', [6, 7], [7, null])), {
      ...points('a', [1, 5, 6, 7], [1, 3, 7, null]),
      thinned: { means: [2, 2, 7, null], counts: [2, 3, 1, 1] },
    });
    assert.deepEqual(appendPoints(points('a', [0], [9]), thin).thinned, { means: [9, 2, 2], counts: [1, 2, 3] });
  });
});

describe('alignIntervals', () => {
  it('takes the interval of the same meta-iteration, else interpolates, else the nearest', () => {
    const means = points('a', [0, 10, 15, 20, 40], [1, 1, 1, 1, 1]);
    const intervals = points('a_ci95', [10, 20], [2, 4]);
    assert.deepEqual(alignIntervals(means, intervals), [2, 2, 3, 4, 4]);
  });

  it('knows nothing where there is no interval', () => {
    assert.deepEqual(alignIntervals(points('a', [1], [1]), undefined), [Number.NaN]);
  });
});

describe('lastValue', () => {
  it('is undefined for no series and for a last value that is no number', () => {
    assert.equal(lastValue(undefined), undefined);
    assert.equal(lastValue(points('a', [1, 2], [3, null])), undefined);
    assert.equal(lastValue(points('a', [1, 2], [3, 4])), 4);
  });
});
