// What becomes of a row before the model gets it: learned from the training tasks' rows alone, then the same for all.

import { quote } from '../../base/quote.ts';
import { TaskError } from '../taskError.ts';
import { categoryOf, type Decimal, numberOf } from './cells.ts';
import type { Cell } from './tableRows.ts';

/** Plain data. Columns that never vary while training have a deviation of 0: their input is always 0. */
export interface NumberCoding {
  readonly kind: 'number';
  readonly column: string;
  /** Of the training tasks' rows that have a value. */
  readonly mean: number;
  readonly deviation: number;
  /** Whether a second input is 1 where the value is missing, which it is in some training rows. */
  readonly marksMissing: boolean;
}

export interface CategoryCoding {
  readonly kind: 'category';
  readonly column: string;
  /** Each has an input of its own, in this order; all others share the one after them. */
  readonly values: readonly string[];
}

export type ColumnCoding = NumberCoding | CategoryCoding;

export interface TableCoding {
  readonly decimal: Decimal;
  readonly features: readonly ColumnCoding[];
  /** Of a category all values are classes, in the order of the model's outputs; there is none for others. */
  readonly target: ColumnCoding;
}

/** Values that the model gets of a row. */
export function inputsOf({ features }: Pick<TableCoding, 'features'>): number {
  return features.reduce((sum, coding) => sum + widthOf(coding), 0);
}

function widthOf(coding: ColumnCoding): number {
  switch (coding.kind) {
    case 'number':
      return coding.marksMissing ? 2 : 1;
    case 'category':
      return coding.values.length + 1;
  }
}

/**
 * Writes a row's features into `inputs`, whose values are 0.
 * @param cells of the features, in their order
 * @throws {TaskError} where a cell of a number holds none
 */
export type WriteRow = (cells: readonly Cell[], inputs: Float32Array, namePlace: () => string) => void;

export function createRowWriter({ features, decimal }: Pick<TableCoding, 'features' | 'decimal'>): WriteRow {
  let next = 0;
  const writers = features.map((coding) => {
    const first = next;
    next += widthOf(coding);
    return coding.kind === 'number' ? numberWriter(coding, first, decimal) : categoryWriter(coding, first);
  });
  return (cells, inputs, namePlace) => {
    writers.forEach((write, place) => {
      write(cells[place], inputs, namePlace);
    });
  };
}

type WriteCell = (cell: Cell, inputs: Float32Array, namePlace: () => string) => void;

/** @param first place of its inputs */
function numberWriter(coding: NumberCoding, first: number, decimal: Decimal): WriteCell {
  return (cell, inputs, namePlace) => {
    const value = requireNumber(cell, coding.column, decimal, namePlace);
    if (value !== undefined) inputs[first] = standardised(value, coding, namePlace);
    else if (coding.marksMissing) inputs[first + 1] = 1;
  };
}

function categoryWriter({ values }: CategoryCoding, first: number): WriteCell {
  const places = new Map(values.map((value, place) => [value, place]));
  return (cell, inputs) => {
    inputs[first + (places.get(categoryOf(cell)) ?? values.length)] = 1;
  };
}

/** Undefined where there is none. @throws {TaskError} */
export function requireNumber(
  cell: Cell,
  column: string,
  decimal: Decimal,
  namePlace: () => string,
): number | undefined {
  const value = numberOf(cell, decimal);
  if (value !== 'no number') return value;
  const advice =
    decimal === '.' && typeof cell === 'string' && /^[+-]?\d+,\d+$/.test(cell)
      ? 'Set task.dataset.decimal to "," if that is a decimal mark.'
      : `Correct it, leave the cell empty, or declare the column as { "column": ${quote(column)}, "as": "category" }.`;
  throw new TaskError(`${namePlace()}: ${quote(column)} is ${shown(cell)}, which is no number. ${advice}`);
}

function shown(cell: Cell): string {
  return typeof cell === 'string' ? quote(cell) : String(cell);
}

/** In deviations from the mean. @throws {TaskError} where that is more than a number of 32 bits holds */
export function standardised(
  value: number,
  { column, mean, deviation }: NumberCoding,
  namePlace: () => string,
): number {
  if (deviation === 0) return 0;
  const scaled = Math.fround((value - mean) / deviation);
  if (Number.isFinite(scaled)) return scaled;
  throw new TaskError(
    `${namePlace()}: ${quote(column)} is ${value}, too far from what training tasks have, ${mean} on average. Correct it, or leave the cell empty.`,
  );
}

/** The value that `standardised` stands for. */
export function unstandardised(scaled: number, { mean, deviation }: Pick<NumberCoding, 'mean' | 'deviation'>): number {
  return mean + scaled * deviation;
}
