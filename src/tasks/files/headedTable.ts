// Tables whose first line names their columns, as lists of images and of episodes have: what divides the columns, and
// the rows.

import { CsvError, parse } from 'csv-parse/sync';
import { TaskError } from '../taskError.ts';
import { beginningOfTable, firstRecords, usualDelimiters } from './delimitedTable.ts';

interface TableForm {
  readonly delimiter: string;
  /** Names of the columns, in lower case. */
  readonly header: readonly string[];
  /** From 1. */
  readonly headerLine: number;
}

/** As far as headers are looked at. */
const longestHeader = 2 ** 16;
const longestRow = 2 ** 20;

/**
 * The delimiter is what spreadsheets name in a line of their own before the header, the one that makes known columns of
 * it, or at least the most.
 */
export function formOfTable(bytes: Uint8Array, isKnown: (header: readonly string[]) => boolean): TableForm {
  const text = new TextDecoder().decode(bytes.subarray(0, longestHeader)).replace(/\r\n?/g, '\n');
  const beginning = beginningOfTable(text);
  const delimiters = beginning.told === undefined ? usualDelimiters : [beginning.told];
  const forms = delimiters.map((delimiter) => {
    const [record = []] = firstRecords(beginning, delimiter, { most: 1, hasQuotes: true });
    const header = record.map((name) => name.trim().toLowerCase());
    return { delimiter, header, headerLine: 1 + beginning.linesBefore };
  });
  const widest = forms.reduce((most, each) => (each.header.length > most.header.length ? each : most));
  return forms.find(({ header }) => isKnown(header)) ?? widest;
}

interface HeadedTable {
  /** For messages. */
  readonly location: string;
  readonly bytes: Uint8Array;
}

/** @param line from 1 */
type TakeRow = (row: readonly string[], line: number) => void;

/**
 * Gives the header to `begin`, and each row after it to what that returns.
 * @throws {TaskError} where the table is no CSV, ending in `advice`; what `begin` and the rows' taker throw
 */
export function readHeadedTable(
  { location, bytes }: HeadedTable,
  { delimiter, headerLine }: Pick<TableForm, 'delimiter' | 'headerLine'>,
  advice: string,
  begin: (header: readonly string[], line: number) => TakeRow,
): void {
  let takeRow: TakeRow | undefined;
  try {
    parse(Buffer.from(bytes), {
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      from_line: headerLine,
      bom: true,
      trim: true,
      skip_empty_lines: true,
      max_record_size: longestRow,
      on_record: (row: readonly string[], { lines }: { readonly lines: number }) => {
        if (takeRow === undefined) takeRow = begin(row, lines);
        else takeRow(row, lines);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new TaskError(`${location} cannot be read as CSV: ${error.message}. ${advice}`, { cause: error });
  }
}
