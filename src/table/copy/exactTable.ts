// The table as exact values, for programs: figures in full precision, every interval in a column of its own.

import { type CellValue, isMeasurement } from '../cells.ts';
import type { Column } from '../columns.ts';
import type { FoldedCell } from '../foldRows.ts';
import { formatCell } from '../formatCell.ts';
import { cellOf } from '../runRow.ts';
import type { TableView } from '../tableView.ts';

/** Undefined: no value. */
export type ExactValue = number | string | undefined;

export interface ExactTable {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly ExactValue[])[];
}

interface ExactColumn {
  readonly head: string;
  readonly values: readonly ExactValue[];
}

/** Heads are the columns' ids, so that they can be asked for again. */
export function exactTable(view: TableView): ExactTable {
  const columns = view.kind === 'runs' ? exactRunColumns(view) : exactGroupColumns(view);
  return {
    heads: columns.map(({ head }) => head),
    rows: view.rows.map((_, row) => columns.map(({ values }) => values[row])),
  };
}

function exactRunColumns({ columns, rows }: Extract<TableView, { readonly kind: 'runs' }>): ExactColumn[] {
  return columns.flatMap((column) => {
    const cells = rows.map((row) => cellOf(row, column));
    return withParts(column, [
      ['', cells.map((cell) => exactCell(column, cell))],
      ['ci95', cells.map((cell) => (isMeasurement(cell) ? finite(cell.ci95) : undefined))],
      ['tasks', cells.map((cell) => (isMeasurement(cell) ? cell.tasks : undefined))],
    ]);
  });
}

function exactGroupColumns({
  columns,
  rows,
  grouping,
}: Extract<TableView, { readonly kind: 'groups' }>): ExactColumn[] {
  const days = grouping.by === 'day' ? [{ head: 'day', values: rows.map(({ group }) => textOf(group.common)) }] : [];
  return [
    ...days,
    { head: 'runs', values: rows.map(({ group }) => group.rows.length) },
    ...columns.flatMap((column) => {
      const cells = rows.map((row) => row.cells.get(column.id));
      const seeds = cells.map((cell) => (cell?.kind === 'seeds' ? cell : undefined));
      return withParts(column, [
        ['', cells.map((cell) => exactFolded(column, cell))],
        ['seeds', seeds.map((cell) => cell?.seeds)],
        ['ci95Seeds', seeds.map((cell) => finite(cell?.ci95))],
        ['ci95Tasks', seeds.map((cell) => finite(cell?.ci95OverTasks))],
        ['leastTasks', seeds.map((cell) => cell?.tasks?.least)],
        ['mostTasks', seeds.map((cell) => cell?.tasks?.most)],
        ['least', cells.map((cell) => (cell?.kind === 'range' ? exactCell(column, cell.least) : undefined))],
        ['most', cells.map((cell) => (cell?.kind === 'range' ? exactCell(column, cell.most) : undefined))],
      ]);
    }),
  ];
}

/** Columns beside the first one are there where a row has a value in them. */
function withParts(
  { id }: Column,
  parts: readonly (readonly [part: string, values: readonly ExactValue[]])[],
): ExactColumn[] {
  return parts.flatMap(([part, values]) => {
    if (part === '') return [{ head: id, values }];
    return values.some((value) => value !== undefined) ? [{ head: `${id}.${part}`, values }] : [];
  });
}

function exactFolded(column: Column, cell: FoldedCell | undefined): ExactValue {
  switch (cell?.kind) {
    case undefined:
    case 'range':
      return undefined;
    case 'same':
      return exactCell(column, cell.value);
    case 'seeds':
      return finite(cell.mean);
    case 'several':
      return cell.counts.map(([value]) => (value === undefined ? 'none' : exactCell(column, value))).join(' | ');
  }
}

/** Dates in ISO 8601; lists and choices as they read. */
export function exactCell(column: Column, value: CellValue | undefined): ExactValue {
  if (value === undefined) return undefined;
  if (isMeasurement(value)) return finite(value.value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'number') return formatCell(column, value, { plusMinus: '±' });
  return column.kind === 'date' ? isoTime(value) : finite(value);
}

function isoTime(time: number): string | undefined {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function finite(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

function textOf(value: CellValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
