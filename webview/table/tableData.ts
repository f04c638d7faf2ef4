// The rows that the page has been told of: a snapshot, then what is new of it.

import type { RunHue } from '../../src/panel/runColours.ts';
import { numberIn } from '../../src/table/cells.ts';
import type { Column } from '../../src/table/columns.ts';
import { type PackedRows, unpackRows } from '../../src/table/page/packedRows.ts';
import { ownHuesOf } from '../../src/table/rowHues.ts';
import type { RunRow } from '../../src/table/runRow.ts';
import { columnsOf } from '../../src/table/tableColumns.ts';

export interface TableData {
  /** The newest first. */
  readonly rows: readonly RunRow[];
  readonly byDirectory: ReadonlyMap<string, RunRow>;
  /** By directory, see `ownHuesOf`. */
  readonly hues: ReadonlyMap<string, RunHue>;
  /** Every column in which one of them has a value. */
  readonly columns: readonly Column[];
  /** Runs that the page is not told of. */
  readonly leftOut: number;
}

export function dataOf(packed: PackedRows, leftOut: number): TableData {
  return gather(unpackRows(packed), leftOut);
}

export function changeData(
  data: TableData,
  changes: { readonly rows: PackedRows; readonly removed: readonly string[]; readonly leftOut: number },
): TableData {
  const byDirectory = new Map(data.byDirectory);
  for (const row of unpackRows(changes.rows)) byDirectory.set(row.directory, row);
  for (const directory of changes.removed) byDirectory.delete(directory);
  return gather([...byDirectory.values()], changes.leftOut);
}

function gather(rows: readonly RunRow[], leftOut: number): TableData {
  const created = new Map(rows.map((row) => [row, numberIn(row.cells.get('created')) ?? 0]));
  const inOrder = [...rows].sort(
    (a, b) => (created.get(b) ?? 0) - (created.get(a) ?? 0) || (a.directory < b.directory ? 1 : -1),
  );
  const byDirectory = new Map(inOrder.map((row) => [row.directory, row]));
  return { rows: inOrder, byDirectory, hues: ownHuesOf(inOrder), columns: columnsOf(inOrder), leftOut };
}
