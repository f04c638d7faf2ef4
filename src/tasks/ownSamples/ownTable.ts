// A person's own rows: of a user, a device or a patient that the run has never met.

import { quote } from '../../base/quote.ts';
import { categoryOf } from '../tabular/cells.ts';
import { createRowWriter, inputsOf, requireNumber, type TableCoding } from '../tabular/tableCoding.ts';
import type { Cell } from '../tabular/tableRows.ts';
import { TaskError } from '../taskError.ts';
import { describe } from '../text/jsonValues.ts';
import { namesOf, type OwnRow, readOwnRows } from './ownRows.ts';
import type { OwnAnswer, OwnSample } from './ownSample.ts';

/**
 * Columns are called as in the run's data; a query's target may be missing, and no task is to be named. Values of an
 * answer are in the target's own unit.
 * @throws {TaskError}
 */
export async function readOwnTable(file: string, coding: TableCoding): Promise<readonly OwnSample[]> {
  const features = coding.features.map(({ column }) => column);
  const needed = `the columns ${features.map(quote).join(', ')} and, where it is known, ${quote(coding.target.column)}`;
  const rows = await readOwnRows(file, needed);
  const write = createRowWriter(coding);
  const width = inputsOf(coding);
  requireColumns(file, rows, features, needed);
  return rows.map((row) => {
    const input = new Float32Array(width);
    write(
      features.map((column) => cellOf(row, column)),
      input,
      () => row.place,
    );
    return { place: row.place, input, answer: answerOf(row, coding) };
  });
}

/** A cell may be empty, but a column that is nowhere was forgotten. @throws {TaskError} */
function requireColumns(file: string, rows: readonly OwnRow[], features: readonly string[], needed: string): void {
  const missing = features.find((column) => !rows.some(({ values }) => values.has(column.toLowerCase())));
  if (missing === undefined) return;
  throw new TaskError(
    `${file}: there is no ${quote(missing)}, only ${namesOf(rows[0]?.values ?? new Map())}. The file needs ${needed}.`,
  );
}

function answerOf(row: OwnRow, { target, decimal }: TableCoding): OwnAnswer {
  const cell = cellOf(row, target.column);
  if (cell === undefined) return { kind: 'unknown' };
  if (target.kind === 'number') {
    const value = requireNumber(cell, target.column, decimal, () => row.place);
    return value === undefined ? { kind: 'unknown' } : { kind: 'values', values: [value] };
  }
  const name = categoryOf(cell);
  if (target.values.includes(name)) return { kind: 'class', name };
  throw new TaskError(
    `${row.place}: ${quote(target.column)} is ${quote(name)}, which the run has learned nothing of. It tells apart ${target.values.slice(0, 10).map(quote).join(', ')}.`,
  );
}

function cellOf({ place, values }: OwnRow, column: string): Cell {
  const value = values.get(column.toLowerCase());
  if (value === undefined) return undefined;
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  throw new TaskError(`${place}: ${quote(column)} is ${describe(value)}. It must be a number or a text.`);
}
