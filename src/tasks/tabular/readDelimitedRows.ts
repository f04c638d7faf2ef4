// Rows of CSV and TSV files, of any size.

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, type Options, parse } from 'csv-parse';
import { quote } from '../../base/quote.ts';
import { beginningOfTable, firstRecords, usualDelimiters } from '../files/delimitedTable.ts';
import { countOf } from '../files/someNames.ts';
import { TaskError } from '../taskError.ts';
import { longestLine, readTextBlocks } from '../text/decodeTextFile.ts';
import { withoutEmptyEnd } from '../text/tableDialect.ts';
import { findNamed, RowCollection, type TableDemand, type TableRow } from './tableRows.ts';

/** @throws {TaskError} with the line, where the table is none or a column is not there */
export async function readDelimitedRows(
  demand: TableDemand,
  signal: AbortSignal | undefined,
  onNote: ((note: string) => void) | undefined,
): Promise<readonly TableRow[]> {
  const { path: file } = demand;
  const { delimiter, linesBefore, header } = recogniseHeader(await beginningOf(demand, signal), demand);
  const places = findNamed(
    header,
    demand.columns,
    `Line ${linesBefore + 1} of ${file} names`,
    header.length === 1 ? ', or set task.dataset.delimiter to what divides the columns' : '',
  );
  const collection = new RowCollection(file, places.length);
  const repeated: number[] = [];
  let isFirst = true;
  let lastWholeLine = 0;
  const takeRecord = (record: readonly string[], line: number) => {
    if (isFirst) {
      isFirst = false;
      return;
    }
    const filled = withoutEmptyEnd(record);
    if (filled.length === 0) return;
    if (filled.length > header.length || record.length < header.length)
      throw new TaskError(
        `${file}, line ${line} has ${countOf(record.length, 'column')}, the header ${header.length}. ` +
          `Put a value that holds ${quote(delimiter)} or a line break in "double quotes", or check task.dataset.delimiter.`,
      );
    if (filled.length === header.length && filled.every((value, place) => value === header[place])) {
      repeated.push(line);
      return;
    }
    const cells = places.map((place) => {
      const value = record[place]?.trim() ?? '';
      return value === '' ? undefined : value;
    });
    collection.take(line, cells);
  };
  const options: Options = {
    delimiter,
    record_delimiter: '\n',
    from_line: 1 + linesBefore,
    max_record_size: longestLine,
    relax_column_count: true,
    skip_empty_lines: true,
    on_record: (record: readonly string[], { lines }: { readonly lines: number }) => {
      takeRecord(record, lines);
      lastWholeLine = lines;
      return null;
    },
  };
  const parser = parse(options);
  parser.resume();
  try {
    await pipeline(Readable.from(textsOf(demand, signal)), parser);
  } catch (error) {
    throw error instanceof CsvError ? explain(error, file, lastWholeLine) : error;
  }
  if (repeated.length > 0)
    onNote?.(
      `${file}: passed over ${countOf(repeated.length, 'line')} that repeat the header, the first on line ${repeated[0]}.`,
    );
  return collection.rows;
}

async function beginningOf(demand: TableDemand, signal: AbortSignal | undefined): Promise<string> {
  for await (const text of textsOf(demand, signal)) return text;
  return '';
}

/** With LF at the end of every line: the parser counts a CR LF within quotes as two lines. */
async function* textsOf({ path: file, encoding }: TableDemand, signal?: AbortSignal): AsyncGenerator<string> {
  for await (const { text } of readTextBlocks(file, encoding, signal)) yield text.replace(/\r\n?/g, '\n');
}

interface Header {
  readonly delimiter: string;
  /** 1 where the first line says what divides the columns. */
  readonly linesBefore: 0 | 1;
  readonly header: readonly string[];
}

/** A delimiter that nobody says is the one that makes the columns asked for of the first line, or at least the most. */
function recogniseHeader(beginning: string, { path: file, delimiter: set, columns }: TableDemand): Header {
  const table = beginningOfTable(beginning);
  const { told, linesBefore } = table;
  if (told !== undefined && set !== undefined && told !== set)
    throw new TaskError(
      `The first line of ${file} says that ${quote(told)} divides its columns, but task.dataset.delimiter is ${quote(set)}. Remove the setting.`,
    );
  const said = told ?? set;
  const headers = (said === undefined ? usualDelimiters : [said]).map((delimiter): Header => {
    const [record = []] = firstRecords(table, delimiter, { most: 1, hasQuotes: true });
    return { delimiter, linesBefore, header: withoutEmptyEnd(record) };
  });
  const known = ({ header }: Header) => {
    const names = new Set(header.map((name) => name.trim()));
    return columns.filter((column) => names.has(column.trim())).length;
  };
  return headers.reduce((best, each) =>
    known(each) > known(best) || (known(each) === known(best) && each.header.length > best.header.length) ? each : best,
  );
}

function explain(error: CsvError, file: string, lastWholeLine: number): TaskError {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return new TaskError(`${file}: a quote that opens after line ${lastWholeLine} is never closed. Close it.`, {
        cause: error,
      });
    case 'CSV_MAX_RECORD_SIZE':
      return new TaskError(
        `${file}: the record after line ${lastWholeLine} is longer than ${longestLine / 2 ** 20} MiB. A quote before it may not be closed.`,
        { cause: error },
      );
    default:
      return new TaskError(
        `${file}, line ${typeof error.lines === 'number' ? error.lines : 1}: a quote stands where none can. Write "" for a quote within quotes.`,
        { cause: error },
      );
  }
}
