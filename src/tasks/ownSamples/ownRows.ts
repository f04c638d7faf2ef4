// Rows of a person's own file of samples: CSV or TSV whose first line names the columns, a JSON list of objects, or one
// object a line.

import path from 'node:path';
import { parseBoundedJson } from '../../base/boundedJson.ts';
import { parseKeepingLongIntegers } from '../../base/longIntegers.ts';
import { quote } from '../../base/quote.ts';
import { messageOf } from '../../base/systemErrors.ts';
import { formOfTable, readHeadedTable } from '../files/headedTable.ts';
import { readRegularFile, reasonOf } from '../readDataFile.ts';
import { TaskError } from '../taskError.ts';
import { describe, isObject, textOf } from '../text/jsonValues.ts';
import { mostOwnSamples, type OwnAnswer } from './ownSample.ts';

/** One sample, its values by the names of their columns, in lower case. */
export interface OwnRow {
  /** The file and the line, or the entry's number. */
  readonly place: string;
  readonly values: RowValues;
}

export type RowValues = Pick<ReadonlyMap<string, unknown>, 'get' | 'has' | 'keys'>;

/** Of a table, whose rows share their names: maps of thousands of columns for each row would fill the memory. */
class TableRow implements RowValues {
  readonly #places: ReadonlyMap<string, number>;
  readonly #cells: readonly string[];

  constructor(places: ReadonlyMap<string, number>, cells: readonly string[]) {
    this.#places = places;
    this.#cells = cells;
  }

  /** Undefined for an empty cell, too. */
  get(name: string): unknown {
    const place = this.#places.get(name);
    return (place === undefined ? undefined : this.#cells[place]) || undefined;
  }

  has(name: string): boolean {
    return this.#places.has(name);
  }

  keys(): MapIterator<string> {
    return this.#places.keys();
  }
}

const mostFileBytes = 2 ** 26;
const bounds = { depth: 8, values: 5_000_000, names: 1_000_000 };

/**
 * Empty lines and rows are passed over. At least one row.
 * @param columns what a file has to hold, for messages
 * @throws {TaskError}
 */
export async function readOwnRows(file: string, columns: string): Promise<readonly OwnRow[]> {
  const advice = `Name a CSV, TSV or JSON file with ${columns}.`;
  const bytes = await readRegularFile(file, mostFileBytes).catch((error: unknown) => {
    throw new TaskError(`Cannot read ${file}: ${reasonOf(error)}. ${advice}`, { cause: error });
  });
  const rows = rowsOf(file, withoutMark(utf8Of(file, bytes)), advice);
  if (rows.length === 0) throw new TaskError(`${file} holds no samples. ${advice}`);
  if (rows.length > mostOwnSamples)
    throw new TaskError(
      `${file} holds more than ${mostOwnSamples.toLocaleString('en-US')} samples, as no support or query set does. Use a part of it.`,
    );
  return rows;
}

function rowsOf(file: string, text: string, advice: string): readonly OwnRow[] {
  switch (path.extname(file).toLowerCase()) {
    case '.csv':
    case '.tsv':
    case '.txt':
      return rowsOfTable(file, new TextEncoder().encode(text), advice);
    case '.json':
      return rowsOfList(file, text, advice);
    case '.jsonl':
    case '.ndjson':
      return rowsOfLines(file, text, advice);
    default:
      throw new TaskError(
        `${file} is of no kind that is read here: its name must end in .csv, .tsv, .json or .jsonl. ${advice}`,
      );
  }
}

/** @throws {TaskError} for other encodings */
function utf8Of(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new TaskError(`${file} is no text in UTF-8. Save it as UTF-8.`);
  }
}

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function rowsOfTable(file: string, bytes: Uint8Array, advice: string): OwnRow[] {
  const form = formOfTable(bytes, (header) => header.some((name) => /^(text|label|[xy]\d*)$/.test(name)));
  const rows: OwnRow[] = [];
  readHeadedTable({ location: file, bytes }, form, advice, (header) => {
    const names = header.map((name) => name.toLowerCase());
    refuseTwins(file, names);
    const places = new Map(names.map((name, place) => [name, place]));
    return (row, line) => {
      if (row.every((value) => value === '') || rows.length > mostOwnSamples) return;
      rows.push({ place: `${file}, line ${line}`, values: new TableRow(places, row) });
    };
  });
  return rows;
}

function rowsOfList(file: string, text: string, advice: string): OwnRow[] {
  const list = parseJson(file, text);
  if (!Array.isArray(list)) throw new TaskError(`${file} holds ${describe(list)}, and no list of samples. ${advice}`);
  return list
    .slice(0, mostOwnSamples + 1)
    .map((entry: unknown, index) => rowOf(`${file}, entry ${index + 1}`, entry, advice));
}

/** A line at a time: of nothing but line ends a file may hold millions. */
function rowsOfLines(file: string, text: string, advice: string): OwnRow[] {
  const rows: OwnRow[] = [];
  let [number, start] = [1, 0];
  while (start < text.length && rows.length <= mostOwnSamples) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    const line = end === start ? '' : text.slice(start, end).trim();
    if (line !== '') {
      const place = `${file}, line ${number}`;
      rows.push(rowOf(place, parseJson(place, line), advice));
    }
    number++;
    start = end + 1;
  }
  return rows;
}

function parseJson(place: string, text: string): unknown {
  try {
    return parseBoundedJson(new TextEncoder().encode(text), bounds, parseKeepingLongIntegers);
  } catch (error) {
    throw new TaskError(`${place} is no JSON: ${messageOf(error)}`, { cause: error });
  }
}

function rowOf(place: string, entry: unknown, advice: string): OwnRow {
  if (!isObject(entry)) throw new TaskError(`${place} is ${describe(entry)}, and no object. ${advice}`);
  const entries = Object.entries(entry).map(([name, value]) => [name.toLowerCase(), value ?? undefined] as const);
  refuseTwins(
    place,
    entries.map(([name]) => name),
  );
  return { place, values: new Map(entries) };
}

function refuseTwins(place: string, names: readonly string[]): void {
  const met = new Set<string>();
  for (const name of names) {
    if (name !== '' && met.has(name))
      throw new TaskError(`${place} has two columns called ${quote(name)}. Remove one.`);
    met.add(name);
  }
}

/** Of a row whose column "label" says it. @throws {TaskError} where it is no name */
export function classOfRow({ place, values }: OwnRow): OwnAnswer {
  const label = values.get('label');
  if (label === undefined) return { kind: 'unknown' };
  const name = textOf(label, 'class', () => place).trim();
  return name === '' ? { kind: 'unknown' } : { kind: 'class', name };
}

/** For messages. */
export function namesOf(values: RowValues): string {
  const names = [...values.keys()].slice(0, 8).map(quote);
  return names.length === 0 ? 'nothing' : names.join(', ');
}
