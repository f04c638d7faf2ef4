// How a table is written: which character divides its columns, and whether a line before the header says so.

import { quote } from '../../base/quote.ts';
import { beginningOfTable, firstRecords, usualDelimiters } from '../files/delimitedTable.ts';
import { TaskError } from '../taskError.ts';
import { type Columns, type FileDatasetSpec, findColumns, neededColumns } from './columns.ts';

export interface TableDialect {
  readonly delimiter: string;
  /** Lines in front of the header, which are passed over: 1 where the first says `sep=;`, as spreadsheets write it. */
  readonly linesBefore: 0 | 1;
  /** Names of the columns, from the first line; undefined where there are none. */
  readonly header: readonly string[] | undefined;
  /** That it is a header and no record: a column was found by its name. */
  readonly isHeaderCertain: boolean;
  readonly columns: Columns<number>;
  /** What a person should know of it. */
  readonly notes: readonly string[];
}

/** So many records tell how a table without a header is divided. */
const mostLooked = 100;

/**
 * The dialect of a table that begins with `beginning`, some whole lines with LF at their ends. A delimiter that is not
 * set is the one that makes columns of the first line which hold text and class; `usual` where several do.
 * @throws {TaskError} when no delimiter does, or without a header several do
 */
export function recogniseTable(
  beginning: string,
  spec: FileDatasetSpec,
  usual: ',' | '\t',
  file: string,
): TableDialect {
  const { told, text, linesBefore } = beginningOfTable(beginning);
  if (told !== undefined && spec.delimiter !== undefined && told !== spec.delimiter) {
    throw new TaskError(
      `The first line of ${file} says that ${quote(told)} divides its columns, but task.dataset.delimiter is ${quote(spec.delimiter)}. ` +
        `Set it to ${quote(told)}, or remove it.`,
    );
  }
  const table: Table = { text, spec, file, linesBefore };
  const set = told ?? spec.delimiter;
  const others = [usual, ...usualDelimiters.filter((other) => other !== usual)];
  if (spec.header) return withHeader(table, set, others);
  return withoutHeader(table, set, others);
}

/** Whether what begins with `beginning` is a table of texts and classes, for all that can be told of it. */
export function isTable(beginning: string, spec: FileDatasetSpec): boolean {
  const { told, text, linesBefore } = beginningOfTable(beginning.replace(/\r\n?/g, '\n'));
  if (told !== undefined) return true;
  const table: Table = { text, spec, file: '', linesBefore };
  const delimiters = spec.delimiter === undefined ? usualDelimiters : [spec.delimiter];
  if (spec.header) return delimiters.some((delimiter) => !(readHeader(table, delimiter) instanceof TaskError));
  return fittingDelimiters(table, delimiters).length > 0;
}

interface Table {
  readonly text: string;
  readonly spec: FileDatasetSpec;
  readonly file: string;
  readonly linesBefore: 0 | 1;
}

function withHeader(table: Table, set: string | undefined, others: readonly string[]): TableDialect {
  const first = set ?? others[0] ?? ',';
  const read = (delimiter: string) => readHeader(table, delimiter);
  const asMeant = read(first);
  if (!(asMeant instanceof TaskError)) return asMeant;
  const serving = others.map(read).filter((tried): tried is TableDialect => !(tried instanceof TaskError));
  const [found] = serving;
  if (found !== undefined && serving.length === 1) {
    if (set === undefined) return { ...found, notes: [...found.notes, dividedBy(table.file, found.delimiter)] };
    throw new TaskError(
      table.linesBefore > 0
        ? `The first line of ${table.file} says that ${quote(set)} divides its columns, but the second is divided by ${quote(found.delimiter)}. Correct the first line, or remove it.`
        : `The first line of ${table.file} is divided by ${quote(found.delimiter)}, not by ${quote(set)}. ` +
            `Set task.dataset.delimiter to ${quote(found.delimiter)}, or remove it.`,
    );
  }
  // Names that are not known are shown as whoever wrote them divided them.
  const columnsBy = (delimiter: string) => recordsOf(table, delimiter, 1)[0]?.length ?? 0;
  const widest = others.reduce((best, other) => (columnsBy(other) > columnsBy(best) ? other : best), first);
  const error = set === undefined && columnsBy(first) < 2 && columnsBy(widest) > 1 ? read(widest) : asMeant;
  throw error instanceof TaskError ? error : asMeant;
}

function readHeader(table: Table, delimiter: string): TableDialect | TaskError {
  const { spec, file, linesBefore } = table;
  const header = withoutEmptyEnd(recordsOf(table, delimiter, 1)[0] ?? []);
  const place = `${linesBefore === 0 ? 'The first line' : 'Line 2'} of ${file}`;
  try {
    const { columns, notes } = findColumns(spec, header, place);
    const isHeaderCertain = typeof spec.textColumn !== 'number' || typeof spec.labelColumn !== 'number';
    return { delimiter, linesBefore, header, isHeaderCertain, columns, notes: notes.map((note) => `${file}: ${note}`) };
  } catch (error) {
    if (error instanceof TaskError) return error;
    throw error;
  }
}

function withoutHeader(table: Table, set: string | undefined, others: readonly string[]): TableDialect {
  const { spec, file, linesBefore } = table;
  const { columns } = findColumns(spec, undefined, file);
  const dialect = (delimiter: string, notes: readonly string[] = []): TableDialect => ({
    delimiter,
    linesBefore,
    header: undefined,
    isHeaderCertain: false,
    columns,
    notes,
  });
  if (set !== undefined) return dialect(set);
  const fitting = fittingDelimiters(table, others);
  const [usual = ','] = others;
  const [found = usual] = fitting;
  if (fitting.length > 1) {
    throw new TaskError(
      `The lines of ${file} can be divided by ${fitting.map((each) => quote(each)).join(' or by ')}, and no header tells by which. ` +
        'Set task.dataset.delimiter.',
    );
  }
  return dialect(found, found === usual ? [] : [dividedBy(file, found)]);
}

/** Those that divide all lines of a table without a header into the same number of columns. */
function fittingDelimiters(table: Table, delimiters: readonly string[]): readonly string[] {
  const needed = neededColumns(findColumns(table.spec, undefined, table.file).columns);
  return delimiters.filter((delimiter) => dividesAlike(recordsOf(table, delimiter, mostLooked), needed));
}

function dividesAlike(records: readonly (readonly string[])[], needed: number): boolean {
  const filled = records.filter((record) => record.some((value) => value.trim() !== ''));
  const width = filled[0]?.length ?? 0;
  return width >= needed && filled.every((record) => record.length === width);
}

function dividedBy(file: string, delimiter: string): string {
  return `${file}: its columns are divided by ${quote(delimiter)}.`;
}

function recordsOf(table: Table, delimiter: string, most: number): readonly (readonly string[])[] {
  return firstRecords(table, delimiter, { most, hasQuotes: table.spec.quotes });
}

/** Spreadsheets end lines with delimiters behind which nothing stands. */
export function withoutEmptyEnd(record: readonly string[]): readonly string[] {
  const last = record.findLastIndex((value) => value.trim() !== '');
  return record.slice(0, last + 1);
}
