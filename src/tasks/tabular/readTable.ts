// Reads the rows of a table from a file, in whatever format it is.

import { parseBoundedJson } from '../../base/boundedJson.ts';
import { parseKeepingLongIntegers } from '../../base/longIntegers.ts';
import { quote } from '../../base/quote.ts';
import { messageOf } from '../../base/systemErrors.ts';
import { recogniseOtherContent } from '../files/otherContent.ts';
import { mostInHeap } from '../heapRoom.ts';
import { TaskError } from '../taskError.ts';
import { readBeginning, readTextBlocks, readWholeText } from '../text/decodeTextFile.ts';
import { describe, isObject } from '../text/jsonValues.ts';
import { readDelimitedRows } from './readDelimitedRows.ts';
import { type Cell, findNamed, placeOfRow, type ReadTable, RowCollection, type TableDemand } from './tableRows.ts';

/**
 * All rows. Empty lines are passed over, and so are lines that repeat the header.
 * @throws {TaskError} with the line, where the file cannot be read or a column is not there
 */
export async function readTable(
  demand: TableDemand,
  signal?: AbortSignal,
  onNote?: (note: string) => void,
): Promise<ReadTable> {
  const { path: file } = demand;
  switch (await formatOf(demand)) {
    case 'json':
      return { file, unit: 'entry', rows: await readJsonRows(demand) };
    case 'jsonLines':
      return { file, unit: 'line', rows: await readJsonLines(demand, signal) };
    case 'table':
      return { file, unit: 'line', rows: await readDelimitedRows(demand, signal, onNote) };
  }
}

/** By what the file begins with: no table has a header that begins with a brace. */
async function formatOf({ path: file, encoding, format }: TableDemand): Promise<'json' | 'jsonLines' | 'table'> {
  const { bytes, text } = await readBeginning(file, encoding);
  const other = recogniseOtherContent(bytes);
  if (other !== undefined) throw new TaskError(`${file} is ${other.name}. ${other.advice}`);
  if (text.trim() === '') throw new TaskError(`${file} is empty. Get the file again, or correct task.dataset.path.`);
  switch (format) {
    case 'csv':
    case 'tsv':
      return 'table';
    case 'json':
    case 'jsonLines':
      return format;
    case 'auto':
      if (/^\s*\[\s*(?:[[{\]]|$)/.test(text)) return 'json';
      return /^\s*\{/.test(text) ? 'jsonLines' : 'table';
  }
}

function boundsOfJson() {
  return { depth: 8, values: mostInHeap(50_000_000, 64), names: mostInHeap(50_000_000, 96) };
}

async function readJsonRows(demand: TableDemand) {
  const { path: file } = demand;
  const list = parse(Buffer.from(await readWholeText(file, demand.encoding)), file);
  if (!Array.isArray(list))
    throw new TaskError(`${file} holds ${describe(list)}, and no list of rows: [{ "user": …, "rating": … }, …].`);
  const taker = new EntryTaker({ file, unit: 'entry' }, demand.columns);
  list.forEach((entry: unknown, index) => {
    taker.take(entry, index + 1);
  });
  return taker.end();
}

async function readJsonLines(demand: TableDemand, signal: AbortSignal | undefined) {
  const { path: file } = demand;
  const taker = new EntryTaker({ file, unit: 'line' }, demand.columns);
  for await (const { text, firstLine } of readTextBlocks(file, demand.encoding, signal)) {
    text.split(/\r\n?|\n/).forEach((line, index) => {
      if (line.trim() === '') return;
      const number = firstLine + index;
      taker.take(parse(Buffer.from(line), `${file}, line ${number}`), number);
    });
  }
  return taker.end();
}

function parse(bytes: Uint8Array, place: string): unknown {
  try {
    return parseBoundedJson(bytes, boundsOfJson(), parseKeepingLongIntegers);
  } catch (error) {
    throw new TaskError(`${place} is no JSON: ${messageOf(error)}`, { cause: error });
  }
}

/** Objects as rows. A key that one of them lacks is a value that is missing; one that none has is no column. */
class EntryTaker {
  readonly #table: Pick<ReadTable, 'file' | 'unit'>;
  readonly #columns: readonly string[];
  readonly #collection: RowCollection;
  readonly #missing: Set<string>;
  #keys: readonly string[] = [];

  constructor(table: Pick<ReadTable, 'file' | 'unit'>, columns: readonly string[]) {
    this.#table = table;
    this.#columns = columns;
    this.#collection = new RowCollection(table.file, columns.length);
    this.#missing = new Set(columns);
  }

  take(entry: unknown, number: number): void {
    const place = placeOfRow(this.#table, number);
    if (!isObject(entry))
      throw new TaskError(`${place} is ${describe(entry)}, and no object. Make it one, or remove it.`);
    if (this.#keys.length === 0) this.#keys = Object.keys(entry);
    const cells = this.#columns.map((column) => {
      if (!Object.hasOwn(entry, column)) return undefined;
      this.#missing.delete(column);
      return cellOf(entry[column], column, place);
    });
    this.#collection.take(number, cells);
  }

  end() {
    if (this.#missing.size > 0) findNamed(this.#keys, [...this.#missing], `Entries of ${this.#table.file} have`);
    return this.#collection.rows;
  }
}

function cellOf(value: unknown, column: string, place: string): Cell {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  throw new TaskError(`${place}: ${quote(column)} is ${describe(value)}. It must be a number or a text.`);
}
