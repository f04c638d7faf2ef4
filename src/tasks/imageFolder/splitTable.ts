// CSV files of a split, as mini-ImageNet has them: `train.csv`, `val.csv` and `test.csv` with a file name and a label
// in each row.

import { addTo } from '../../base/addTo.ts';
import type { SourceFile } from '../files/fileSource.ts';
import { countOf, someNames } from '../files/someNames.ts';
import { TaskError } from '../taskError.ts';
import { type ClassLayout, classesOf, type LabelledClass, type LaidOutPart, type SplitLayout } from './classLayout.ts';
import { ImageFinder } from './imageFinder.ts';
import type { ImageOrigins } from './imageOrigins.ts';
import { allParts, type Part, partNamed } from './partNames.ts';
import { nameIn } from './paths.ts';
import { type LabelledRow, type LabelTable, readTableRows } from './tableRows.ts';

/** One of the files of a split. */
export interface SplitTable extends LabelTable {
  readonly part: Part;
}

/**
 * The classes that the tables name, part by part, with those of `images` that they list. An image that several parts
 * list stands in each of them.
 * @param origins hears what the tables say beside the classes
 * @throws {TaskError} when a table cannot be read, or none of its images is there
 */
export function layOutByTables(
  tables: readonly SplitTable[],
  images: readonly SourceFile[],
  origins: ImageOrigins,
  onNote: (note: string) => void,
): SplitLayout {
  const finder = new ImageFinder(images);
  const parts = new Map<Part, LaidOutPart>();
  for (const part of allParts) {
    const ofPart = tables.filter((table) => table.part === part);
    if (ofPart.length === 0) continue;
    const source = ofPart.map(({ location }) => nameIn(location)).join(', ');
    parts.set(part, {
      classes: classesIn(
        ofPart.map((table) => ({ ...readRows(table), part })),
        finder,
        origins,
        onNote,
      ),
      source,
    });
  }
  return { kind: 'split', parts, splitBy: [...parts.values()].map(({ source }) => source).join(', ') };
}

/**
 * The classes of a table of all images, part by part where a column names the part of each.
 * @throws {TaskError} as `layOutByTables`
 */
export function layOutByTable(
  table: LabelTable,
  images: readonly SourceFile[],
  origins: ImageOrigins,
  onNote: (note: string) => void,
): ClassLayout {
  const finder = new ImageFinder(images);
  const { location, rows } = readRows(table);
  const partOf = (row: LabelledRow) => partNamed(row.part ?? '');
  const named = new Set(rows.map(partOf));
  if (named.has('train') && named.size > 1 && !named.has(undefined)) {
    const parts = allParts
      .filter((part) => named.has(part))
      .map((part) => {
        const ofPart = { location, rows: rows.filter((row) => partOf(row) === part) };
        const source = `${nameIn(location)} (${part})`;
        return [part, { classes: classesIn([ofPart], finder, origins, onNote), source }] as const;
      });
    return { kind: 'split', parts: new Map(parts), splitBy: nameIn(location) };
  }
  const told = [...new Set(rows.flatMap(({ part }) => part ?? []))];
  if (told.length > 0) {
    onNote(
      `${location} has a column of parts, but classes are not divided by it: it would have to name a part for training and another one in every row, and has ${someNames(told)}.`,
    );
  }
  const part = partNamed(nameIn(location).replace(/\.[^.]*$/, ''));
  return { kind: 'unsplit', classes: classesIn([{ location, rows, part }], finder, origins, onNote) };
}

interface ReadTable {
  readonly location: string;
  readonly rows: readonly LabelledRow[];
  /** What the table's name says of all of them. */
  readonly part?: Part | undefined;
}

function readRows(table: LabelTable): ReadTable {
  return { location: table.location, rows: readTableRows(table) };
}

function classesIn(
  tables: readonly ReadTable[],
  finder: ImageFinder,
  origins: ImageOrigins,
  onNote: (note: string) => void,
): readonly LabelledClass[] {
  const classes = new Map<string, SourceFile[]>();
  const labelOf = new Map<SourceFile, string>();
  const relabelled: string[] = [];
  for (const table of tables) {
    const { location, rows, part } = table;
    const missing: string[] = [];
    const unlabelled: string[] = [];
    for (const { file, label, part: _, ...origin } of rows) {
      if (label === '') {
        unlabelled.push(file);
        continue;
      }
      const found = finder.find(file, label, part);
      const earlier = found && labelOf.get(found);
      if (found === undefined) missing.push(file);
      else if (earlier === undefined) {
        labelOf.set(found, label);
        origins.note(found, origin);
        addTo(classes, label, found);
      } else if (earlier !== label) relabelled.push(file);
    }
    if (missing.length === rows.length) throw new TaskError(noneFound(location, missing));
    if (missing.length > 0) {
      onNote(
        `${countOf(missing.length, 'image')} that ${location} lists are not there, or several are called so: ${someNames(missing)}.`,
      );
    }
    if (unlabelled.length > 0)
      onNote(
        `${countOf(unlabelled.length, 'image')} without a label in ${location} take no part: ${someNames(unlabelled)}.`,
      );
  }
  if (relabelled.length > 0) {
    const names = tables.map(({ location }) => nameIn(location)).join(', ');
    onNote(
      `${countOf(relabelled.length, 'image')} listed under two labels in ${names} count for the first: ${someNames(relabelled)}.`,
    );
  }
  return classesOf(classes);
}

function noneFound(location: string, missing: readonly string[]): string {
  return (
    `None of the ${countOf(missing.length, 'image')} that ${location} lists is there: ${someNames(missing)}. ` +
    'Set task.dataset.path to the folder that holds them, or to the classes of a complete ImageNet.'
  );
}
