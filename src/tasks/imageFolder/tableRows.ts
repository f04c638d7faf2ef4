// The rows of a table of images and labels, in CSV.

import { quote } from '../../base/quote.ts';
import { formOfTable, readHeadedTable } from '../files/headedTable.ts';
import { someNames } from '../files/someNames.ts';
import { mostSplitRows } from '../splitBounds.ts';
import { TaskError } from '../taskError.ts';
import type { ImageOrigin } from './imageOrigins.ts';

/** A table of images and labels. */
export interface LabelTable {
  /** For messages. */
  readonly location: string;
  readonly bytes: Uint8Array;
}

export interface LabelledRow extends ImageOrigin {
  readonly file: string;
  /** What the table says of the part of a split, where it has a column for it. */
  readonly part: string | undefined;
  /** Empty where the row has none. */
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

/** What classes are one of, for tasks of one group. */
const groupColumns = ['group', 'superclass', 'supercategory', 'superclass_name', 'coarse_label', 'alphabet', 'domain'];
const makerColumns = ['maker', 'author', 'drawer', 'writer', 'artist', 'photographer', 'subject'];

const partColumns = ['split', 'set', 'subset', 'partition', 'part'];

interface TableColumns {
  readonly file: number;
  readonly label: number;
  /** -1 where there is no such column. */
  readonly group: number;
  readonly maker: number;
  readonly part: number;
}

/**
 * Row by row, and few of its columns alone: a table of a megabyte may have millions of rows, or of columns.
 * @throws {TaskError} when it has no such columns, no rows, too many, or rows of other lengths
 */
export function readTableRows({ location, bytes }: LabelTable): readonly LabelledRow[] {
  const rows: LabelledRow[] = [];
  readHeadedTable({ location, bytes }, formOf(bytes), 'Correct it, or get it again.', (header) => {
    const columns = columnsOf(header, location);
    return (row) => {
      refuseMore(rows.length, location);
      rows.push({
        file: (row[columns.file] ?? '').replaceAll('\\', '/').replace(/^(\.?\/)+/, ''),
        label: (row[columns.label] ?? '').normalize('NFC'),
        group: textAt(row, columns.group),
        maker: textAt(row, columns.maker),
        part: textAt(row, columns.part),
      });
    };
  });
  if (rows.length > 0) return rows;
  throw new TaskError(
    `${location} lists no images. Its first line names the columns, filename and label; each other line is an image.`,
  );
}

/** @throws {TaskError} */
function refuseMore(rows: number, location: string): void {
  if (rows < mostSplitRows()) return;
  const most = mostSplitRows().toLocaleString('en-US');
  throw new TaskError(`${location} lists more than ${most} images, as no split does. Check that it is the right file.`);
}

/** Undefined where the table has no such column, or says nothing there. */
function textAt(row: readonly string[], place: number): string | undefined {
  return place < 0 ? undefined : row[place]?.normalize('NFC') || undefined;
}

/** Undefined where one of them is missing. */
function knownColumns(names: readonly string[]): TableColumns | undefined {
  const placeOf = (known: readonly string[]) => names.indexOf(known.find((name) => names.includes(name)) ?? '');
  const [file, label] = [placeOf(fileColumns), placeOf(labelColumns)];
  if (file < 0 || label < 0) return undefined;
  return { file, label, group: placeOf(groupColumns), maker: placeOf(makerColumns), part: placeOf(partColumns) };
}

/** Whether the table's header names the columns of images and labels. */
export function hasImageColumns({ bytes }: Pick<LabelTable, 'bytes'>): boolean {
  return knownColumns(formOf(bytes).header) !== undefined;
}

function formOf(bytes: Uint8Array): ReturnType<typeof formOfTable> {
  return formOfTable(bytes, (header) => knownColumns(header) !== undefined);
}

function columnsOf(header: readonly string[], location: string): TableColumns {
  const names = header.map((name) => name.toLowerCase());
  const columns = knownColumns(names);
  if (columns !== undefined) {
    refuseTwins(names, columns, location);
    return columns;
  }
  throw new TaskError(
    `${location} has no columns filename and label, but ${someNames(names)}. Name them so in its first line.`,
  );
}

/** @throws {TaskError} where the header has two columns of a name that is used */
function refuseTwins(names: readonly string[], { file, label }: TableColumns, location: string): void {
  for (const place of [file, label]) {
    const name = names[place] ?? '';
    if (names.indexOf(name, place + 1) < 0) continue;
    throw new TaskError(
      `${location} has two columns ${quote(name)}. Give the one that is not meant another name in its first line.`,
    );
  }
}
