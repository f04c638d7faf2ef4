// What is asked of the runs table, and what it shows: the same for the page, the terminal and whoever copies it.

import type { CellValue } from './cells.ts';
import type { Column } from './columns.ts';
import type { RowTest } from './filter/compileFilter.ts';
import { type FoldedRow, foldGroup, sortableOf } from './foldRows.ts';
import { type Grouping, groupRows } from './groupRows.ts';
import { cellOf, type RunRow } from './runRow.ts';
import { type SortKey, sortRows } from './sortRows.ts';
import { columnsOf, defaultColumns } from './tableColumns.ts';

export interface TableRequest {
  /** Undefined: every row. */
  readonly matches: RowTest | undefined;
  /** Undefined: those that say something of the rows that match. */
  readonly columns: readonly Column[] | undefined;
  /** None: as the rows were given. */
  readonly sort: readonly SortKey[];
  readonly grouping: Grouping | undefined;
}

export type TableView =
  | { readonly kind: 'runs'; readonly columns: readonly Column[]; readonly rows: readonly RunRow[] }
  | {
      readonly kind: 'groups';
      readonly columns: readonly Column[];
      readonly grouping: Grouping;
      readonly rows: readonly FoldedRow[];
    };

/** @param rows all of them, the newest first @param known columns of all rows, see `columnsOf` */
export function viewTable(rows: readonly RunRow[], request: TableRequest, known = columnsOf(rows)): TableView {
  const { matches, grouping, sort } = request;
  const shown = matches === undefined ? rows : rows.filter(matches);
  const columns = request.columns ?? chosenFor(shown, grouping, known);
  if (grouping === undefined) return { kind: 'runs', columns, rows: sortRows(shown, sort, cellOf) };
  const needed = [...new Set([...columns, ...sort.map(({ column }) => column)])];
  const folded = groupRows(shown, grouping, known).map((group) => foldGroup(group, grouping, needed));
  return { kind: 'groups', columns, grouping, rows: sortRows(folded, sort, sortableIn) };
}

function sortableIn({ cells }: FoldedRow, column: Column): CellValue | undefined {
  return sortableOf(cells.get(column.id), column);
}

/** What a single run is known by, or marked with, says nothing of many. */
const ofSingleRuns: ReadonlySet<string> = new Set(['run', 'star', 'tags', 'note', 'started', 'timeLeft', 'seed']);

function chosenFor(
  rows: readonly RunRow[],
  grouping: Grouping | undefined,
  known: readonly Column[],
): readonly Column[] {
  const columns = defaultColumns(rows, known);
  if (grouping === undefined) return columns;
  const others = columns.filter((column) => !ofSingleRuns.has(column.id));
  // What a group is told from others by comes first: it has no name.
  const head = grouping.by === 'column' ? [grouping.column] : others.filter(({ section }) => section === 'parameter');
  return [...head, ...others.filter((column) => !head.includes(column))];
}
