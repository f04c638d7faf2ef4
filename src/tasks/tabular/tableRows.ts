// Rows of a table as they stand in its file, with where each of them stands; only the columns that are asked for.

import { quote } from '../../base/quote.ts';
import { nearestWord } from '../../base/spelling.ts';
import type { TableDatasetSpec } from '../../experiment/schema.ts';
import { someNames } from '../files/someNames.ts';
import { mostInHeap } from '../heapRoom.ts';
import { TaskError } from '../taskError.ts';

/** A value as the file has it: texts are trimmed, and undefined where nothing stands. */
export type Cell = string | number | boolean | undefined;

export interface TableRow {
  /** Of the line or the entry, from 1. */
  readonly number: number;
  /** One for each column that was asked for, in that order. */
  readonly cells: readonly Cell[];
}

export interface ReadTable {
  /** Absolute. */
  readonly file: string;
  /** What rows are counted by. */
  readonly unit: 'line' | 'entry';
  readonly rows: readonly TableRow[];
}

/** How a file is to be read, and which columns of it. */
export interface TableDemand extends Pick<TableDatasetSpec, 'format' | 'encoding' | 'delimiter'> {
  /** Absolute. */
  readonly path: string;
  /** Names; none stands twice. */
  readonly columns: readonly string[];
}

export function placeOfRow({ file, unit }: Pick<ReadTable, 'file' | 'unit'>, number: number): string {
  return `${file}, ${unit} ${number}`;
}

/** Takes rows until there are more than memory has room for. */
export class RowCollection {
  readonly rows: TableRow[] = [];
  readonly #file: string;
  readonly #most: number;

  constructor(file: string, columns: number) {
    this.#file = file;
    this.#most = mostInHeap(20_000_000, 120 + 40 * columns);
  }

  /** @throws {TaskError} */
  take(number: number, cells: readonly Cell[]): void {
    if (this.rows.length >= this.#most)
      throw new TaskError(
        `${this.#file} has more than ${this.#most.toLocaleString('en-US')} rows, for which there is no memory here. Use a part of it, or fewer features.`,
      );
    this.rows.push({ number, cells });
  }
}

/** Place of each of the columns among `names`. @throws {TaskError} where one is missing, or is there twice */
export function findNamed(
  names: readonly string[],
  columns: readonly string[],
  subject: string,
  advice = '',
): readonly number[] {
  const trimmed = names.map((name) => name.trim());
  return columns.map((column) => {
    const name = column.trim();
    const place = trimmed.indexOf(name);
    if (place < 0) {
      const meant = nearestWord(name, trimmed);
      const hint = meant === undefined ? '' : ` Did you mean ${quote(meant)}?`;
      throw new TaskError(
        `${subject} ${names.length === 0 ? 'no columns' : `the columns ${someNames(names)}`}, but none is ${quote(column)}.${hint} Correct task.dataset${advice}.`,
      );
    }
    if (trimmed.indexOf(name, place + 1) >= 0)
      throw new TaskError(`${subject} two columns ${quote(column)}. Call one of them otherwise, or remove it.`);
    return place;
  });
}
