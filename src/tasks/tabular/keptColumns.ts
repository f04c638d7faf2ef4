// Columns as a run keeps them: whether they are those that its experiment names, and which of them hold something else
// by now.

import type { TableDatasetSpec } from '../../experiment/schema.ts';
import { liesElsewhere, type Scale } from '../columnScale.ts';
import { nameInSplit } from '../split/dataSplit.ts';
import type { ColumnChange } from '../split/describeChanges.ts';
import { TaskError } from '../taskError.ts';
import { categoryOf, numberOf } from './cells.ts';
import { mostClasses, nameOfColumn } from './learnCoding.ts';
import type { ColumnCoding, TableCoding } from './tableCoding.ts';
import type { TableRow } from './tableRows.ts';

/** @throws {TaskError} where the columns are no such as `dataset` has */
export function requireKeptColumns(kept: TableCoding, dataset: TableDatasetSpec): void {
  const { features, target, decimal, mostCategories } = dataset;
  const fits = (coding: ColumnCoding | undefined, column: typeof target, mostValues: number) =>
    coding !== undefined &&
    coding.column === nameOfColumn(column) &&
    (typeof column === 'string' || column.as === undefined || column.as === coding.kind) &&
    (coding.kind === 'number' || coding.values.length <= mostValues);
  const saysSomething = kept.target.kind === 'number' ? kept.target.deviation > 0 : kept.target.values.length > 1;
  if (
    kept.decimal === decimal &&
    kept.features.length === features.length &&
    features.every((column, place) => fits(kept.features[place], column, mostCategories)) &&
    fits(kept.target, target, mostClasses) &&
    saysSomething
  )
    return;
  throw new TaskError(
    "What the run keeps of its table's columns does not belong to the table that its experiment names. Undo what was changed in the run's files, or start a new run.",
  );
}

/**
 * Columns that are in other units by now, or have lost a category: where all rows of a task changed, these say why.
 * @param rows of training tasks, whose cells are those of the features and after them that of the target
 */
export function findMovedColumns(
  { features, target, decimal }: TableCoding,
  rows: readonly TableRow[],
): ColumnChange[] {
  return [...features, target].flatMap((coding, place): ColumnChange[] => {
    const column = nameInSplit(coding.column);
    if (coding.kind === 'category') {
      const values = new Set(rows.map(({ cells }) => categoryOf(cells[place])));
      const lost = coding.values.find((value) => !values.has(value));
      return lost === undefined ? [] : [{ column, lost: nameInSplit(lost) }];
    }
    const numbers = rows.flatMap(({ cells }) => {
      const value = numberOf(cells[place], decimal);
      return typeof value === 'number' ? [value] : [];
    });
    const [earlier, now] = [{ mean: coding.mean, deviation: coding.deviation }, scaleOf(numbers)];
    return Number.isFinite(now.mean + now.deviation) && liesElsewhere(earlier, now) ? [{ column, earlier, now }] : [];
  });
}

function scaleOf(values: readonly number[]): Scale {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  return { mean, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0)) };
}
