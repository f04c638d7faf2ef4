// Texts from CSV and TSV files, of any size.

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, type Options, parse } from 'csv-parse';
import { TaskError } from '../taskError.ts';
import { type Columns, type FileDatasetSpec, findColumns, type TakeText } from './columns.ts';
import { longestLine, readTextBlocks } from './decodeTextFile.ts';

/**
 * Takes every record's text and class. Empty lines are passed over; a record may have more columns than are needed;
 * line breaks within quotes become LF.
 * @throws {TaskError} with the line, when the file cannot be read, a quote is not closed or a record has too few
 * columns
 */
export async function readCsvTexts(
  file: string,
  spec: FileDatasetSpec,
  defaultDelimiter: ',' | '\t',
  take: TakeText,
  signal?: AbortSignal,
): Promise<void> {
  let lastWholeLine = 0;
  const takeRecord = recordTaker(file, spec, take);
  const options: Options = {
    delimiter: spec.delimiter ?? defaultDelimiter,
    quote: spec.quotes ? '"' : null,
    record_delimiter: '\n',
    max_record_size: longestLine,
    relax_column_count: true,
    skip_empty_lines: true,
    on_record: (record, { lines }) => {
      lastWholeLine = lines;
      takeRecord(record, lines);
      // Taken already: nothing is to be kept.
      return null;
    },
  };
  const parser = parse(options);
  parser.resume();
  try {
    await pipeline(Readable.from(textsOf(file, spec, signal)), parser);
  } catch (error) {
    throw error instanceof CsvError ? explain(error, file, lastWholeLine) : error;
  }
}

/**
 * With LF at the end of every line: the parser counts a CR LF within quotes as two lines. No block ends within a CR LF.
 */
async function* textsOf(file: string, spec: FileDatasetSpec, signal?: AbortSignal): AsyncGenerator<string> {
  for await (const { text } of readTextBlocks(file, spec.encoding, signal)) yield text.replace(/\r\n?/g, '\n');
}

function recordTaker(
  file: string,
  spec: FileDatasetSpec,
  take: TakeText,
): (record: readonly string[], line: number) => void {
  let columns: Columns<number> | undefined;
  return (record, line) => {
    if (columns === undefined) {
      columns = findColumns(spec, spec.header ? record : undefined, `The first line of ${file}`);
      if (spec.header) return;
    }
    const text = record[columns.text];
    const label = record[columns.label];
    if (text === undefined || label === undefined) {
      throw new TaskError(
        `${file}, line ${line} has only ${record.length} ${record.length === 1 ? 'column' : 'columns'}, but text and class are columns ` +
          `${columns.text + 1} and ${columns.label + 1}. Correct the line, or check task.dataset.delimiter.`,
      );
    }
    take({ text, label }, () => `${file}, line ${line}`);
  };
}

function explain(error: CsvError, file: string, lastWholeLine: number): TaskError {
  const line = typeof error.lines === 'number' ? error.lines : 1;
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return new TaskError(
        `${file}: a quote that opens after line ${lastWholeLine} is never closed. Close it, or set task.dataset.quotes to false if ` +
          'quotes have no meaning in this file.',
        { cause: error },
      );
    case 'CSV_MAX_RECORD_SIZE':
      return new TaskError(
        `${file}: the record that ends after line ${line} is longer than ${longestLine / 2 ** 20} MiB. A quote before it may not be closed.`,
        { cause: error },
      );
    default:
      return new TaskError(
        `${file}, line ${line}: a quote stands where none can. Write "" for a quote within quotes, or set ` +
          'task.dataset.quotes to false if quotes have no meaning in this file.',
        { cause: error },
      );
  }
}
