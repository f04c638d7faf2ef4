// A chart is drawn again only when it would look otherwise.

import assert from 'node:assert/strict';
import { isSameDrawing } from '../../../../webview/charts/sameDrawing.ts';

const line = (y: number) => ({
  key: 'loss',
  stroke: 'solid',
  points: [
    { x: 0, y },
    { x: 1, y: Number.NaN },
  ],
  describe: () => '',
});

describe('a drawing', () => {
  it('is the same where its data are, gaps too, whatever describes them', () => {
    assert.ok(isSameDrawing([line(1)], [line(1)]));
    assert.ok(isSameDrawing({ lines: [], marks: null }, { lines: [], marks: null }));
  });

  it('is another with any other value, number of values, or name', () => {
    assert.ok(!isSameDrawing([line(1)], [line(2)]));
    assert.ok(!isSameDrawing([line(1)], [line(1), line(1)]));
    assert.ok(!isSameDrawing({ a: 1 }, { a: 1, b: 2 }));
    assert.ok(!isSameDrawing({ a: 1, b: undefined }, { a: 1, c: undefined }));
    assert.ok(!isSameDrawing({ a: 1 }, null));
    assert.ok(!isSameDrawing([], {}));
    assert.ok(!isSameDrawing({ a: () => '' }, { a: '' }));
  });
});
