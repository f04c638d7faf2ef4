// What a person changes of the table's columns, and where they stand then.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Column } from '../../../../src/table/columns.ts';
import { firstChoices, type TableChoices } from '../../../../src/table/page/tableChoices.ts';
import {
  moveColumn,
  moveColumnBy,
  pinColumn,
  showColumn,
  sortBy,
  widenColumn,
} from '../../../../webview/table/chosenColumns.ts';
import { layColumns } from '../../../../webview/table/columnLayout.ts';

function number(id: string): Column {
  return { id, kind: 'number', title: id, aliases: [], section: 'course', isUniform: false };
}

const accuracy: Column = {
  id: 'accuracy',
  kind: 'figure',
  quantity: 'accuracy',
  title: 'accuracy',
  aliases: [],
  section: 'heldOut',
  isUniform: false,
};
const shown = ['title', 'a', 'b', 'c'];

function sorted(...presses: readonly (readonly [Column, boolean])[]): string {
  const { sort } = presses.reduce((choices, [column, isAdded]) => sortBy(choices, column, isAdded), firstChoices);
  return sort.map(({ column, direction }) => `${direction === 'descending' ? '-' : ''}${column}`).join(',');
}

describe('the order of rows', () => {
  it('has the best first, then the worst, then is as it was', () => {
    assert.equal(sorted([accuracy, false]), '-accuracy');
    assert.equal(sorted([accuracy, false], [accuracy, false]), 'accuracy');
    assert.equal(sorted([accuracy, false], [accuracy, false], [accuracy, false]), '');
  });

  it('is of one column, or with Shift of one more, which keeps its rank when it is turned', () => {
    assert.equal(sorted([accuracy, false], [number('a'), false]), 'a');
    assert.equal(sorted([accuracy, false], [number('a'), true]), '-accuracy,a');
    assert.equal(sorted([accuracy, false], [number('a'), true], [accuracy, true]), 'accuracy,a');
    assert.equal(sorted([accuracy, false], [number('a'), true], [accuracy, true], [accuracy, true]), 'a');
  });
});

describe('the columns that are shown', () => {
  it('come and go, but for the one that says whose row it is', () => {
    assert.deepEqual(showColumn(firstChoices, shown, 'b', false).columns, ['title', 'a', 'c']);
    assert.deepEqual(showColumn(firstChoices, shown, 'd', true).columns, ['title', 'a', 'b', 'c', 'd']);
    assert.equal(showColumn(firstChoices, shown, 'title', false), firstChoices);
  });

  it('move to where another stands, or by one, and never before the first', () => {
    assert.deepEqual(moveColumn(firstChoices, shown, 'c', 'a').columns, ['title', 'c', 'a', 'b']);
    assert.deepEqual(moveColumn(firstChoices, shown, 'a', 'c').columns, ['title', 'b', 'c', 'a']);
    assert.deepEqual(moveColumnBy(firstChoices, shown, 'b', -1).columns, ['title', 'b', 'a', 'c']);
    assert.equal(moveColumnBy(firstChoices, shown, 'a', -1), firstChoices);
    assert.equal(moveColumnBy(firstChoices, shown, 'c', 1), firstChoices);
  });

  it('stay in view among those that stay, and are scrolled again among the others', () => {
    const pinned = pinColumn(firstChoices, 'a', true);
    assert.deepEqual(pinned.pinned, ['a']);
    assert.deepEqual(moveColumn(pinned, shown, 'c', 'a').pinned, ['c', 'a']);
    assert.deepEqual(moveColumn(pinned, shown, 'a', 'c').pinned, []);
    assert.deepEqual(pinColumn(pinned, 'a', false).pinned, []);
  });

  it('are as wide as was chosen, within bounds, or as wide as what they hold', () => {
    assert.deepEqual(widenColumn(firstChoices, 'a', 123.4).widths, { a: 123 });
    assert.deepEqual(widenColumn(firstChoices, 'a', -5).widths, { a: 40 });
    assert.deepEqual(widenColumn(firstChoices, 'a', 1e9).widths, { a: 800 });
    assert.deepEqual(widenColumn(widenColumn(firstChoices, 'a', 100), 'a', null).widths, {});
  });
});

describe('the layout of columns', () => {
  const columns = shown.map(number);
  const laid = (choices: Pick<TableChoices, 'pinned' | 'widths'>) =>
    layColumns(columns, choices, () => 100).map(({ column, width, pinnedAt }) => [column.id, width, pinnedAt]);

  it('has those that stay first, each beside the one before it', () => {
    assert.deepEqual(laid({ pinned: ['title', 'c'], widths: { title: 150 } }), [
      ['title', 150, 0],
      ['c', 100, 150],
      ['a', 100, null],
      ['b', 100, null],
    ]);
  });

  it('passes over columns that are not there', () => {
    assert.deepEqual(
      laid({ pinned: ['gone'], widths: { gone: 300 } }),
      shown.map((id) => [id, 100, null]),
    );
  });
});
