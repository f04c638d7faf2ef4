// What tables of texts and of images have in common: which characters divide columns, and the line before the header in
// which spreadsheets say so.

import { parse } from 'csv-parse/sync';

/** The likeliest first. */
export const usualDelimiters = [',', '\t', ';', '|'] as const;

/** Spreadsheets fill the line up as they do all others. */
const separatorLine = /^"?sep=(?<delimiter>[^"\r\n\p{Cs}])"?[,;\t|]*(?:\n|$)/iu;

export interface TableBeginning {
  /** What the first line says that divides the columns; undefined where it says nothing of that. */
  readonly told: string | undefined;
  /** Without that line. */
  readonly text: string;
  readonly linesBefore: 0 | 1;
}

/** @param beginning with LF at the ends of lines */
export function beginningOfTable(beginning: string): TableBeginning {
  const [line = '', told] = separatorLine.exec(beginning) ?? [];
  return { told, text: beginning.slice(line.length), linesBefore: told === undefined ? 0 : 1 };
}

/**
 * The first records of a table, empty lines left out, or fewer where a quote is wrong: that is told with its line when
 * the table is read.
 */
export function firstRecords(
  { text }: Pick<TableBeginning, 'text'>,
  delimiter: string,
  { most, hasQuotes }: { readonly most: number; readonly hasQuotes: boolean },
): readonly (readonly string[])[] {
  const records: string[][] = [];
  try {
    parse(text, {
      delimiter,
      quote: hasQuotes ? '"' : null,
      record_delimiter: '\n',
      relax_column_count: true,
      skip_empty_lines: true,
      to: most,
      on_record: (record: string[]) => {
        records.push(record);
        return null;
      },
    });
  } catch {
    return records;
  }
  return records;
}
