// Rows packed for their way to the page, and unpacked there.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import '../../../support/seededProperties.ts';
import type { CellValue } from '../../../../src/table/cells.ts';
import type { FigureColumn } from '../../../../src/table/columns.ts';
import { packRows, unpackRows } from '../../../../src/table/page/packedRows.ts';
import type { RunRow } from '../../../../src/table/runRow.ts';
import { manyRows } from '../../../support/manyRows.ts';
import { testRow } from '../../../support/tableRows.ts';

const measured: FigureColumn = {
  id: 'eval.accuracy',
  kind: 'figure',
  quantity: 'accuracy',
  title: 'eval',
  aliases: ['eval'],
  section: 'evaluation',
  isUniform: false,
};

/** With plain maps in the order of their keys, so that rows can be compared. */
function plain(rows: readonly RunRow[]): unknown {
  const entries = (map: Iterable<readonly [string, unknown]>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return rows.map((row) => ({ ...row, cells: entries(row.cells), parameters: entries(row.parameters) }));
}

/** As the editor sends it: JSON. */
function sent(rows: readonly RunRow[]): readonly RunRow[] {
  return unpackRows(JSON.parse(JSON.stringify(packRows(rows))));
}

describe('packed rows', () => {
  const number = fc.double();
  const value: fc.Arbitrary<CellValue> = fc.oneof(
    number.map((each) => (Object.is(each, -0) ? 0 : each)),
    fc.constantFrom('completed', '', 'NaN', 'a "quotation"'),
    fc.boolean(),
    fc
      .tuple(fc.constantFrom(0.5, Number.NaN, Number.NEGATIVE_INFINITY), fc.constantFrom(0.1, Number.NaN))
      .map(([mean, ci95]) => ({ value: mean, ci95 })),
    fc.integer({ min: 1, max: 2000 }).map((tasks) => ({ value: 0.5, ci95: 0.1, tasks })),
    fc.array(fc.constantFrom('a', 'b'), { maxLength: 3 }),
  );
  const fact = fc.oneof(fc.integer(), fc.constantFrom('relu', 'NaN'), fc.boolean());
  const ids = fc.constantFrom('accuracy', 'tags', 'state', '__proto__', 'toString');
  const row = fc
    .record({
      cells: fc.dictionary(ids, value),
      parameters: fc.dictionary(ids, fact),
      groupId: fc.option(fc.constantFrom('g', 'h'), { nil: undefined }),
      isEvaluated: fc.boolean(),
    })
    .map(({ cells, parameters, groupId, isEvaluated }) => ({
      ...testRow({ ...(groupId === undefined ? {} : { groupId }) }),
      cells: new Map(Object.entries(cells)),
      parameters: new Map(Object.entries(parameters)),
      measured: isEvaluated ? [measured] : [],
    }));

  it('hold after their way what they held before it, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), (rows) => {
        assert.deepEqual(plain(sent(rows)), plain(rows));
      }),
    );
  });

  it('are read as maps are', () => {
    const [row] = sent([testRow({ cells: { accuracy: 0.5, state: 'running' } }), testRow({ cells: { loss: 1 } })]);
    assert.deepEqual(
      [row?.cells.get('accuracy'), row?.cells.get('loss'), row?.cells.has('loss')],
      [0.5, undefined, false],
    );
    assert.deepEqual(
      [row?.cells.size, [...(row?.cells.keys() ?? [])], [...(row?.cells.values() ?? [])]],
      [2, ['accuracy', 'state'], [0.5, 'running']],
    );
    const visited: unknown[] = [];
    row?.cells.forEach((each, id) => {
      visited.push([id, each]);
    });
    assert.deepEqual(visited, [
      ['accuracy', 0.5],
      ['state', 'running'],
    ]);
  });

  it('say once what thousands have in common', () => {
    const bytesOf = (count: number) => JSON.stringify(packRows(manyRows(count))).length;
    const perRow = (bytesOf(2000) - bytesOf(1000)) / 1000;
    assert.ok(perRow < 500, `${perRow} bytes a row`);
  });
});
