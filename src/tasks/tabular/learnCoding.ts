// Learns from the training tasks' rows how columns become inputs and targets: what kind they are, means, deviations and
// the values of categories. Nothing of a held-out row is looked at.

import { extentOf } from '../../base/extent.ts';
import { quote } from '../../base/quote.ts';
import type { TableDatasetSpec } from '../../experiment/schema.ts';
import { inCodeUnitOrder } from '../files/fileSource.ts';
import { countOf } from '../files/someNames.ts';
import { TaskError } from '../taskError.ts';
import { categoryOf, looksLikeNumber, numberOf } from './cells.ts';
import {
  type CategoryCoding,
  type ColumnCoding,
  type NumberCoding,
  requireNumber,
  type TableCoding,
} from './tableCoding.ts';
import type { TableRow } from './tableRows.ts';

type ColumnSpec = TableDatasetSpec['target'];

/** More are no classes but numbers, or names, that were taken for some. */
export const mostClasses = 1000;
/** So many of a column's values are numbers where the others are slips rather than names. */
const shareOfNumbers = 0.9;

export function nameOfColumn(column: ColumnSpec): string {
  return typeof column === 'string' ? column : column.column;
}

/** Rows whose cells are those of `columns`, in their order. */
export interface TrainingRows {
  readonly rows: readonly TableRow[];
  readonly namePlace: (row: number) => string;
}

/**
 * @param training cells are those of the features, and after them that of the target, which is never missing
 * @param onNote hears what was taken for what
 * @throws {TaskError} where a column cannot be what it is declared as, or says nothing
 */
export function learnCoding(
  { features, target, decimal, mostCategories }: TableDatasetSpec,
  training: TrainingRows,
  onNote: ((note: string) => void) | undefined,
): TableCoding {
  const learner = new ColumnLearner(training, decimal, mostCategories);
  const codings = features.map((feature, place) => learner.learn(feature, place));
  const learned = requireTarget(learner.learn(target, features.length, mostClasses));
  const inferred = [...features, target].flatMap((column, place) => {
    const coding = [...codings, learned][place];
    return typeof column === 'object' && column.as !== undefined ? [] : (coding ?? []);
  });
  if (inferred.length > 0) onNote?.(`${describeKinds(inferred)} Say otherwise with { "column": …, "as": … }.`);
  for (const note of learner.notes) onNote?.(note);
  return { decimal, features: codings, target: learned };
}

const mostNamed = 20;

/** `Taken as numbers: "year" and "age". Taken as a category: "genre".` */
function describeKinds(codings: readonly ColumnCoding[]): string {
  const told = (kind: ColumnCoding['kind'], one: string, several: string) => {
    const names = codings.filter((coding) => coding.kind === kind).map(({ column }) => quote(column));
    if (names.length === 0) return [];
    const others = names.length > mostNamed ? ` and ${(names.length - mostNamed).toLocaleString('en-US')} others` : '';
    return [`Taken as ${names.length === 1 ? one : several}: ${names.slice(0, mostNamed).join(', ')}${others}.`];
  };
  return [...told('number', 'a number', 'numbers'), ...told('category', 'a category', 'categories')].join(' ');
}

function requireTarget(target: ColumnCoding): ColumnCoding {
  const sameAll =
    target.kind === 'number'
      ? target.deviation === 0
        ? target.mean
        : undefined
      : target.values.length < 2
        ? target.values[0]
        : undefined;
  if (sameAll === undefined) return target;
  throw new TaskError(
    `The target ${quote(target.column)} is ${sameAll} in all rows of training tasks: there is nothing to learn. Choose another target or split.`,
  );
}

/**
 * As declared; otherwise a number where all values of training rows are some, or nine in ten are meant as some.
 * @param place of its cell in each row
 * @throws {TaskError} at the first that is none, where the others are numbers
 */
export function kindOfColumn(
  column: ColumnSpec,
  place: number,
  { rows, namePlace }: TrainingRows,
  decimal: TableDatasetSpec['decimal'],
): 'number' | 'category' {
  if (typeof column === 'object' && column.as !== undefined) return column.as;
  let [numbers, others, meantAsNumbers] = [0, 0, 0];
  let firstOther: TableRow | undefined;
  for (const row of rows) {
    const cell = row.cells[place];
    const value = numberOf(cell, decimal);
    if (value === undefined) continue;
    if (value !== 'no number') {
      numbers++;
      continue;
    }
    others++;
    firstOther ??= row;
    if (looksLikeNumber(cell)) meantAsNumbers++;
  }
  if (firstOther === undefined) return numbers > 0 ? 'number' : 'category';
  if (numbers + meantAsNumbers < shareOfNumbers * (numbers + others)) return 'category';
  const { number, cells } = firstOther;
  requireNumber(cells[place], nameOfColumn(column), decimal, () => namePlace(number));
  return 'number';
}

class ColumnLearner {
  readonly notes: string[] = [];
  readonly #training: TrainingRows;
  readonly #decimal: TableDatasetSpec['decimal'];
  readonly #mostCategories: number;

  constructor(training: TrainingRows, decimal: TableDatasetSpec['decimal'], mostCategories: number) {
    this.#training = training;
    this.#decimal = decimal;
    this.#mostCategories = mostCategories;
  }

  /** @param mostValues of a target's classes, all of which are kept */
  learn(column: ColumnSpec, place: number, mostValues?: number): ColumnCoding {
    const name = nameOfColumn(column);
    const kind = kindOfColumn(column, place, this.#training, this.#decimal);
    return kind === 'number' ? this.#learnNumber(name, place) : this.#learnCategory(name, place, mostValues);
  }

  #learnNumber(column: string, place: number): NumberCoding {
    const values: number[] = [];
    for (const { cells, number } of this.#training.rows) {
      const value = requireNumber(cells[place], column, this.#decimal, () => this.#training.namePlace(number));
      if (value !== undefined) values.push(value);
    }
    if (values.length === 0)
      throw new TaskError(`${quote(column)} has no value in any row of a training task. Leave it out.`);
    const mean = meanOf(values);
    const deviation = isConstant(values) ? 0 : Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
    if (!Number.isFinite(mean) || !Number.isFinite(deviation))
      throw new TaskError(`${quote(column)} has values too large to be averaged. Write them in another unit.`);
    if (deviation === 0) this.notes.push(noteConstant(column));
    return { kind: 'number', column, mean, deviation, marksMissing: values.length < this.#training.rows.length };
  }

  #learnCategory(column: string, place: number, mostClasses: number | undefined): CategoryCoding {
    const counts = new Map<string, number>();
    for (const { cells } of this.#training.rows) {
      const value = categoryOf(cells[place]);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    if (mostClasses !== undefined && counts.size > mostClasses)
      throw new TaskError(
        `The target ${quote(column)} has ${countOf(counts.size, 'class')}, more than the ${mostClasses} that are possible. ` +
          `If it is a number, correct what is none in it, or declare { "column": ${quote(column)}, "as": "number" }.`,
      );
    if (counts.size === 1 && mostClasses === undefined) this.notes.push(noteConstant(column));
    const frequent = mostFrequent(counts, mostClasses ?? this.#mostCategories);
    const rest = counts.size - frequent.length;
    if (rest > 0)
      this.notes.push(
        `${quote(column)} has ${countOf(counts.size, 'value')} in training tasks: the ${frequent.length} most frequent have an input each, the ` +
          `other ${rest.toLocaleString('en-US')} share one. Raise task.dataset.mostCategories to have more.`,
      );
    return { kind: 'category', column, values: frequent };
  }
}

function noteConstant(column: string): string {
  return `${quote(column)} is the same in all rows of training tasks, so that nothing can be learned from it.`;
}

/**
 * What values that were computed differ by alone, as 0.3 and 0.1 + 0.2 do, of the largest of them. Divided by such a
 * deviation, rounding would be a feature, and any other value of a held-out row beyond all bounds.
 */
const ofRounding = 1e-13;

function isConstant(values: readonly number[]): boolean {
  const { least, most } = extentOf(values);
  return most - least <= ofRounding * Math.max(Math.abs(least), Math.abs(most));
}

function meanOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** In code-unit order, so that no order of rows shows. */
function mostFrequent(counts: ReadonlyMap<string, number>, most: number): string[] {
  return [...counts]
    .sort(([one, often], [other, oftener]) => oftener - often || inCodeUnitOrder(one, other))
    .slice(0, most)
    .map(([value]) => value)
    .sort(inCodeUnitOrder);
}
