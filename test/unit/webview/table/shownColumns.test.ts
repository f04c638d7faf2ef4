// What lines have cells for: all of few columns, of many those that stay and those that are seen, in places that do not
// move.

import assert from 'node:assert/strict';
import type { LaidColumn } from '../../../../webview/table/columnLayout.ts';
import { type ColumnSpan, inSteps, isWindowed, spansOf, templateOf } from '../../../../webview/table/shownColumns.ts';

/** Column `n` is 10 + n pixels wide; the first `pinned` of them stay. */
function laidColumns(count: number, pinned: number): readonly LaidColumn[] {
  return Array.from({ length: count }, (_, place) => ({
    column: { id: `c${place}`, title: '', kind: 'text', section: 'parameter', aliases: [], isUniform: false },
    width: 10 + place,
    pinnedAt: place < pinned ? 50 * place : null,
  }));
}

const said = (spans: readonly ColumnSpan[]) =>
  spans.map((span) => (span.kind === 'room' ? span.width : span.laid.column.id));
const widthOf = (columns: readonly LaidColumn[]) => columns.reduce((sum, { width }) => sum + width, 0);

describe('the columns that lines have cells for', () => {
  it('are all of them where they are few, whatever is seen', () => {
    const columns = laidColumns(40, 1);
    assert.ok(!isWindowed(columns));
    assert.deepEqual(
      said(spansOf(columns, [3, 4])),
      columns.map(({ column }) => column.id),
    );
  });

  it('are those that stay and those that are seen, with room for the others', () => {
    const columns = laidColumns(60, 2);
    assert.ok(isWindowed(columns));
    assert.deepEqual(said(spansOf(columns, [3, 4, 5])), [
      'c0',
      'c1',
      widthOf(columns.slice(2, 5)),
      'c5',
      'c6',
      'c7',
      widthOf(columns.slice(8)),
    ]);
  });

  it('are others only once several have come into sight', () => {
    assert.deepEqual(inSteps([7, 8], 60), [6, 7, 8, 9, 10, 11]);
    assert.deepEqual(inSteps([11], 60), inSteps([6, 7], 60));
    assert.deepEqual(inSteps([57, 58], 59), [54, 55, 56, 57, 58]);
    assert.deepEqual(inSteps([], 60), []);
  });

  it('leave every column in its place, wherever the table is scrolled to', () => {
    const columns = laidColumns(60, 2);
    for (const seen of [[], [0, 1], [10, 11, 12], [56, 57]]) {
      const spans = spansOf(columns, seen);
      let left = 0;
      for (const span of spans) {
        if (span.kind === 'column') assert.equal(left, widthOf(columns.slice(0, span.place)), `${seen}`);
        left += span.kind === 'room' ? span.width : span.laid.width;
      }
      assert.equal(left, widthOf(columns));
      assert.equal(templateOf(spans).split(' ').length, spans.length);
    }
  });
});
