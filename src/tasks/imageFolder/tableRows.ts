// The rows of a table of images and labels, in CSV.

import { CsvError, parse } from 'csv-parse/sync';
import { someNames } from '../files/someNames.ts';
import { formOf } from '../files/tableForm.ts';
import { mostSplitRows } from '../splitBounds.ts';
import { TaskError } from '../taskError.ts';

/** A table of images and labels. */
export interface LabelTable {
  /** For messages. */
  readonly location: string;
  readonly bytes: Uint8Array;
}

interface LabelledRow {
  readonly file: string;
  readonly label: string;
}

const fileColumns = [
  'filename',
  'file',
  'image',
  'path',
  'image_path',
  'filepath',
  'file_name',
  'image_name',
  'img_path',
  'image_id',
  'img',
];
const labelColumns = ['label', 'class', 'category', 'class_name', 'wnid', 'labels', 'class_label'];

interface TableColumns {
  readonly file: number;
  readonly label: number;
}

/**
 * Row by row, and two of its columns alone: a table of a megabyte may have millions of rows, or of columns.
 * @throws {TaskError} when it has no such columns, no rows, too many, or rows of other lengths
 */
export function readTableRows({ location, bytes }: LabelTable): readonly LabelledRow[] {
  const rows: LabelledRow[] = [];
  let columns: TableColumns | undefined;
  const takeRow = (row: readonly string[]) => {
    if (columns === undefined) {
      columns = columnsOf(row, location);
      return null;
    }
    if (rows.length === mostSplitRows()) {
      const most = mostSplitRows().toLocaleString('en-US');
      throw new TaskError(
        `${location} lists more than ${most} images, as no split does. Check that it is the right file.`,
      );
    }
    rows.push({
      file: (row[columns.file] ?? '').replaceAll('\\', '/').replace(/^(\.?\/)+/, ''),
      label: (row[columns.label] ?? '').normalize('NFC'),
    });
    return null;
  };
  try {
    const { delimiter, headerLine } = formOf(bytes);
    const options = {
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      from_line: headerLine,
      bom: true,
      trim: true,
      skip_empty_lines: true,
      max_record_size: 2 ** 20,
      on_record: takeRow,
    };
    parse(Buffer.from(bytes), options);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new TaskError(`${location} cannot be read as CSV: ${error.message}. Correct it, or get it again.`, {
      cause: error,
    });
  }
  if (rows.length > 0) return rows;
  throw new TaskError(
    `${location} lists no images. Its first line names the columns, filename and label; each other line is an image.`,
  );
}

/** Undefined where one of them is missing. */
function knownColumns(names: readonly string[]): TableColumns | undefined {
  const [file, label] = [fileColumns, labelColumns].map((known) =>
    names.indexOf(known.find((name) => names.includes(name)) ?? ''),
  );
  return file !== undefined && label !== undefined && file >= 0 && label >= 0 ? { file, label } : undefined;
}

/** Whether the table's header names the columns of images and labels. */
export function hasImageColumns({ bytes }: Pick<LabelTable, 'bytes'>): boolean {
  const { delimiter, header } = formOf(bytes);
  return (
    knownColumns(header.split(delimiter).map((name) => name.trim().replaceAll('"', '').toLowerCase())) !== undefined
  );
}

function columnsOf(header: readonly string[], location: string): TableColumns {
  const names = header.map((name) => name.toLowerCase());
  const columns = knownColumns(names);
  if (columns !== undefined) return columns;
  throw new TaskError(
    `${location} has no columns filename and label, but ${someNames(names)}. Name them so in its first line.`,
  );
}
