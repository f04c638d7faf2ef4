// CSV files of a split, as mini-ImageNet has them: `train.csv`, `val.csv` and `test.csv` with a file name and a label
// in each row.

import { CsvError, parse } from 'csv-parse/sync';
import { inCodeUnitOrder, type SourceFile } from '../files/fileSource.ts';
import { countOf, someNames } from '../files/someNames.ts';
import { mostSplitRows } from '../splitBounds.ts';
import { TaskError } from '../taskError.ts';
import { addTo, type ClassLayout, type LabelledClass, type Part } from './classLayout.ts';

/** One of the files of a split. */
export interface SplitTable {
  readonly part: Part;
  /** For messages. */
  readonly location: string;
  readonly bytes: Uint8Array;
}

interface LabelledRow {
  readonly file: string;
  readonly label: string;
}

const fileColumns = ['filename', 'file', 'image', 'path', 'image_path', 'filepath'];
const labelColumns = ['label', 'class', 'category', 'class_name', 'wnid'];

/**
 * The classes that the tables name, with those of `images` that they list.
 * @throws {TaskError} when a table cannot be read, or none of its images is there
 */
export function layOutByTables(
  tables: readonly SplitTable[],
  images: readonly SourceFile[],
  onNote: (note: string) => void,
): ClassLayout {
  const finder = new ImageFinder(images);
  const labelOf = new Map<SourceFile, string>();
  const parts = new Map<Part, LabelledClass[]>();
  const relabelled: string[] = [];
  for (const table of tables) {
    const rows = readRows(table);
    const classes = new Map<string, SourceFile[]>();
    const missing: string[] = [];
    for (const { file, label } of rows) {
      const found = finder.find(file, label);
      const earlier = found && labelOf.get(found);
      if (found === undefined) missing.push(file);
      else if (earlier === undefined) {
        labelOf.set(found, label);
        addTo(classes, label, found);
      } else if (earlier !== label) relabelled.push(file);
    }
    if (missing.length === rows.length) throw new TaskError(noneFound(table, missing));
    if (missing.length > 0) {
      onNote(`${countOf(missing.length, 'image')} that ${table.location} lists are not there: ${someNames(missing)}.`);
    }
    parts.set(
      table.part,
      [...classes].map(([name, files]) => ({ name, files })).sort((a, b) => inCodeUnitOrder(a.name, b.name)),
    );
  }
  if (relabelled.length > 0) {
    onNote(
      `${countOf(relabelled.length, 'image')} listed under two labels count for the first: ${someNames(relabelled)}.`,
    );
  }
  const names = tables.map(({ location }) => location.replace(/^.*[\\/]/, ''));
  return { kind: 'split', parts, splitBy: names.join(', ') };
}

function noneFound({ location }: SplitTable, missing: readonly string[]): string {
  return (
    `None of the ${countOf(missing.length, 'image')} that ${location} lists is there: ${someNames(missing)}. ` +
    'Set task.dataset.path to the folder that holds them, or to the classes of a complete ImageNet.'
  );
}

interface TableColumns {
  readonly file: number;
  readonly label: number;
}

/** Row by row, and two of its columns alone: a table of a megabyte may have millions of rows, or of columns. */
function readRows({ location, bytes }: SplitTable): LabelledRow[] {
  const rows: LabelledRow[] = [];
  const most = mostSplitRows();
  let columns: TableColumns | undefined;
  const takeRow = (row: readonly string[]) => {
    if (columns === undefined) {
      columns = columnsOf(row, location);
      return null;
    }
    if (rows.length === most) {
      throw new TaskError(
        `${location} lists more than ${most.toLocaleString('en-US')} images, as no split does. Check that it is the right file.`,
      );
    }
    rows.push({
      file: (row[columns.file] ?? '').replaceAll('\\', '/').replace(/^(\.?\/)+/, ''),
      label: (row[columns.label] ?? '').normalize('NFC'),
    });
    return null;
  };
  try {
    const options = { bom: true, trim: true, skip_empty_lines: true, max_record_size: 2 ** 20, on_record: takeRow };
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

function columnsOf(header: readonly string[], location: string): TableColumns {
  const names = header.map((name) => name.toLowerCase());
  const [file, label] = [fileColumns, labelColumns].map((known) =>
    names.indexOf(known.find((name) => names.includes(name)) ?? ''),
  );
  if (file !== undefined && label !== undefined && file >= 0 && label >= 0) return { file, label };
  throw new TaskError(
    `${location} has no columns filename and label, but ${someNames(names)}. Name them so in its first line.`,
  );
}

/** Finds images by what a table calls them. */
class ImageFinder {
  readonly #byName = new Map<string, SourceFile>();
  /** Undefined where several images are called so. */
  readonly #byBaseName = new Map<string, SourceFile | undefined>();
  /** By the last folder and the name; made when a name alone is not enough. */
  #byEnding: Map<string, SourceFile> | undefined;
  readonly #ofSynset = new Map<string, { readonly number: number; readonly file: SourceFile }[]>();

  constructor(images: readonly SourceFile[]) {
    for (const file of images) {
      const name = file.name.normalize('NFC');
      const base = baseOf(name);
      this.#byName.set(name, file);
      this.#byBaseName.set(base, this.#byBaseName.has(base) ? undefined : file);
      const [, synset, number] = imageNetName.exec(base) ?? [];
      if (synset !== undefined) addTo(this.#ofSynset, synset.toLowerCase(), { number: Number(number), file });
    }
    for (const files of this.#ofSynset.values()) files.sort((a, b) => a.number - b.number);
  }

  /** By the path; by the name alone, or where several have it by the label's folder; or by its rank in ImageNet. */
  find(written: string, label: string): SourceFile | undefined {
    const name = written.normalize('NFC');
    const base = baseOf(name);
    const found = this.#byName.get(name) ?? this.#byBaseName.get(base);
    if (found !== undefined) return found;
    return this.#byBaseName.has(base) ? this.#byFolder(`${label}/${base}`) : this.#byRank(base);
  }

  #byFolder(ending: string): SourceFile | undefined {
    this.#byEnding ??= new Map(
      [...this.#byName].map(([name, file]) => [name.split('/').slice(-2).join('/'), file] as const),
    );
    return this.#byEnding.get(ending);
  }

  /**
   * mini-ImageNet's tables call images by their synset and their rank in it, from 1, in the order of ImageNet's own
   * numbers: `n0153282900000005.jpg` is the fifth of `n01532829_*.JPEG` (Ravi and Larochelle, 2017).
   */
  #byRank(base: string): SourceFile | undefined {
    const [, synset, rank] = rankedName.exec(base) ?? [];
    return synset === undefined ? undefined : this.#ofSynset.get(synset.toLowerCase())?.[Number(rank) - 1]?.file;
  }
}

const imageNetName = /^(n\d{8})_(\d{1,9})\.jpe?g$/i;
const rankedName = /^(n\d{8})(\d{8})\.jpe?g$/i;

function baseOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
