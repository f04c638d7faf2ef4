// The table as JSON: what a script or an agent reads.

import { type CellValue, isMeasurement } from './cells.ts';
import { betterIn, type Column } from './columns.ts';
import { exactCell } from './copy/exactTable.ts';
import type { FoldedCell } from './foldRows.ts';
import { cellOf } from './runRow.ts';
import type { TableView } from './tableView.ts';

/**
 * Columns with what they hold, and rows with `cells` by column ids: a figure is its value, half its 95 % interval and, of
 * a stored evaluation, its number of tasks, a date ISO 8601, a list a list. A row is a run, or a group with the directories of its runs and folded cells. Numbers
 * keep full precision; what is not finite is for whoever writes the JSON to make null.
 */
export function reportView(view: TableView): object {
  const columns = view.columns.map(describeColumn);
  switch (view.kind) {
    case 'runs':
      return {
        columns,
        rows: view.rows.map((row) => ({
          directory: row.directory,
          cells: cellsOf(view.columns, (column) => reportCell(column, cellOf(row, column))),
        })),
      };
    case 'groups':
      return {
        columns,
        groups: view.rows.map(({ group, cells }) => ({
          common: group.common ?? null,
          runs: group.rows.map(({ directory }) => directory),
          cells: cellsOf(view.columns, (column) => reportFolded(column, cells.get(column.id))),
        })),
      };
  }
}

function describeColumn(column: Column): object {
  const { id, title, kind, section } = column;
  return { id, title, kind, section, better: betterIn(column) ?? null };
}

function cellsOf(columns: readonly Column[], report: (column: Column) => unknown): object {
  return Object.fromEntries(
    columns.flatMap((column) => {
      const value = report(column);
      return value === undefined ? [] : [[column.id, value]];
    }),
  );
}

function reportCell(column: Column, value: CellValue | undefined): unknown {
  if (value === undefined) return undefined;
  if (isMeasurement(value)) {
    const { tasks, ci95 } = value;
    return { value: value.value, ci95, ...(tasks !== undefined && { tasks }) };
  }
  return column.kind === 'date' ? exactCell(column, value) : value;
}

function reportFolded(column: Column, cell: FoldedCell | undefined): unknown {
  switch (cell?.kind) {
    case undefined:
      return undefined;
    case 'same':
      return { kind: 'same', value: reportCell(column, cell.value) };
    case 'seeds':
      return cell;
    case 'range': {
      const [least, most] = [cell.least, cell.most].map((value) => reportCell(column, value));
      return { kind: 'range', least, most, runs: cell.runs };
    }
    case 'several':
      return {
        kind: 'several',
        counts: cell.counts.map(([value, runs]) => ({ value: reportCell(column, value) ?? null, runs })),
      };
  }
}
