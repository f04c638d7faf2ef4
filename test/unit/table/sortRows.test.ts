// The order of rows by several columns.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import '../../support/seededProperties.ts';
import type { CellValue } from '../../../src/table/cells.ts';
import type { Column } from '../../../src/table/columns.ts';
import { cellOf } from '../../../src/table/runRow.ts';
import { type SortKey, sortRows } from '../../../src/table/sortRows.ts';
import { columnsOf } from '../../../src/table/tableColumns.ts';
import { testRow } from '../../support/tableRows.ts';

function column(id: string): Column {
  const found = columnsOf([
    testRow({ cells: { name: '', accuracy: { value: 0, ci95: 0 }, tags: [] }, parameters: { seed: 1, mixed: 1 } }),
  ]);
  const named = found.find((candidate) => candidate.id === id);
  if (named === undefined) throw new Error(`There is no column ${id}.`);
  return named;
}

function sorted(id: string, direction: SortKey['direction'], values: readonly (CellValue | undefined)[]): unknown[] {
  const rows = values.map((value) => testRow({ cells: value === undefined ? {} : { [id]: value } }));
  return sortRows(rows, [{ column: column(id), direction }], cellOf).map((row) => row.cells.get(id));
}

describe('the order of rows', () => {
  it('is that of figures, and leaves last what has none or is no number, either way', () => {
    const figure = (value: number) => ({ value, ci95: 0.1 });
    const [low, high, wrong] = [figure(0.1), figure(0.9), figure(Number.NaN)];
    assert.deepEqual(sorted('accuracy', 'ascending', [wrong, high, undefined, low]), [low, high, wrong, undefined]);
    assert.deepEqual(sorted('accuracy', 'descending', [wrong, low, undefined, high]), [high, low, wrong, undefined]);
    const [most, least] = [figure(Number.POSITIVE_INFINITY), figure(Number.NEGATIVE_INFINITY)];
    assert.deepEqual(sorted('accuracy', 'descending', [undefined, low, most, least]), [most, low, least, undefined]);
  });

  it('is that of texts as people read them', () => {
    assert.deepEqual(sorted('name', 'ascending', ['run 10', 'Run 9', undefined, 'alpha']), [
      'alpha',
      'Run 9',
      'run 10',
      undefined,
    ]);
    assert.deepEqual(sorted('name', 'descending', ['b', undefined, 'c', 'a']), ['c', 'b', 'a', undefined]);
  });

  const value = fc.constantFrom<(CellValue | undefined)[]>(undefined, 1, 2, 'a', 'B', 'b', true, Number.NaN);
  const direction = fc.constantFrom<SortKey['direction'][]>('ascending', 'descending');

  it('is total, keeps every row once, and keeps what is equal in its order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { maxLength: 20 }), direction, direction, (cells, first, second) => {
        const rows = cells.map(([mixed, seed]) =>
          testRow({
            cells: { ...(mixed === undefined ? {} : { name: mixed }), ...(seed === undefined ? {} : { run: seed }) },
          }),
        );
        const keys: SortKey[] = [
          { column: column('name'), direction: first },
          { column: { ...column('name'), id: 'run' }, direction: second },
        ];
        const once = sortRows(rows, keys, cellOf);
        assert.deepEqual(new Set(once), new Set(rows));
        assert.equal(once.length, rows.length);
        assert.deepEqual(sortRows(once, keys, cellOf), once);
        // By the second key and then, keeping what is equal, by the first.
        const [outer, inner] = keys;
        assert.ok(outer !== undefined && inner !== undefined);
        assert.deepEqual(sortRows(sortRows(rows, [inner], cellOf), [outer], cellOf), once);
      }),
    );
  });
});
