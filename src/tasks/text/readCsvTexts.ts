// Texts from CSV and TSV files, of any size.

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, type Options, parse } from 'csv-parse';
import type { LoadOptions } from '../loadOptions.ts';
import { TaskError } from '../taskError.ts';
import { type FileDatasetSpec, neededColumns, type TakeText } from './columns.ts';
import { longestLine, readTextBlocks } from './decodeTextFile.ts';
import { OddLines } from './oddLines.ts';
import { recogniseTable, type TableDialect, withoutEmptyEnd } from './tableDialect.ts';

/**
 * Takes every record's text and class. Empty lines, and lines of delimiters alone, are passed over, and so are lines
 * that repeat the header, as files that were joined have them; line breaks within quotes become LF.
 * @throws {TaskError} with the line, when the file cannot be read, a quote is not closed or a record has another number
 * of columns than the first line
 */
export async function readCsvTexts(
  file: string,
  spec: FileDatasetSpec,
  usualDelimiter: ',' | '\t',
  take: TakeText,
  { signal, onNote }: Pick<LoadOptions, 'signal' | 'onNote'>,
): Promise<void> {
  const beginning = await beginningOf(file, spec, signal);
  if (beginning.trim() === '') return;
  const dialect = recogniseTable(beginning, spec, usualDelimiter, file);
  for (const note of dialect.notes) onNote?.(note);
  const odd = new OddLines(file, dialect);
  let lastWholeLine = 0;
  const takeRecord = recordTaker(file, dialect, odd, take);
  const options: Options = {
    delimiter: dialect.delimiter,
    quote: spec.quotes ? '"' : null,
    record_delimiter: '\n',
    from_line: 1 + dialect.linesBefore,
    max_record_size: longestLine,
    relax_column_count: true,
    skip_empty_lines: true,
    on_record: (record, { lines }) => {
      takeRecord(record, lines, lines - lastWholeLine);
      lastWholeLine = lines;
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
  odd.refuse();
  for (const note of odd.notes()) onNote?.(note);
}

/** Whole lines, of a mebibyte or more. */
async function beginningOf(file: string, spec: FileDatasetSpec, signal?: AbortSignal): Promise<string> {
  for await (const text of textsOf(file, spec, signal)) return text;
  return '';
}

/**
 * With LF at the end of every line: the parser counts a CR LF within quotes as two lines. No block ends within a CR LF.
 */
async function* textsOf(file: string, spec: FileDatasetSpec, signal?: AbortSignal): AsyncGenerator<string> {
  for await (const { text } of readTextBlocks(file, spec.encoding, signal)) yield text.replace(/\r\n?/g, '\n');
}

function recordTaker(
  file: string,
  { header, columns }: TableDialect,
  odd: OddLines,
  take: TakeText,
): (record: readonly string[], line: number, linesSince: number) => void {
  let width = header?.length;
  let isFirst = header !== undefined;
  return (record, line, linesSince) => {
    const filled = withoutEmptyEnd(record);
    if (isFirst) {
      isFirst = false;
      return;
    }
    if (filled.length === 0) return;
    width ??= Math.max(filled.length, neededColumns(columns));
    const text = record[columns.text];
    const label = record[columns.label];
    if (filled.length > width || record.length < width || text === undefined || label === undefined) {
      odd.noteWidth(line, record.length, width);
      return;
    }
    if (header !== undefined && isSame(filled, header)) {
      odd.noteHeader(line);
      return;
    }
    if (linesSince > 1) odd.noteLines(line, text, width);
    odd.noteClass(label);
    take({ text, label }, () => `${file}, line ${line}`);
  };
}

function isSame(record: readonly string[], other: readonly string[]): boolean {
  return record.length === other.length && record.every((value, index) => value === other[index]);
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
