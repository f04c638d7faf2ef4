// How a source says which classes there are and how they are split: a list or tables that the experiment names, those
// in the data, or folders.

import path from 'node:path';
import type { FileSource } from '../files/fileSource.ts';
import { countOf, someNames } from '../files/someNames.ts';
import { TaskError } from '../taskError.ts';
import { type ClassLayout, type LabelledClass, partsOf } from './classLayout.ts';
import { isTableName, readTableBytes, readTableFile, tablesIn, tablesOfFolder } from './findTables.ts';
import { classesByFolder, layOutByFolders } from './folderLayout.ts';
import type { ImageFolderSpec } from './imageFolderSpec.ts';
import type { ImageOrigins } from './imageOrigins.ts';
import { joinNamedParts, separateParts } from './partOverlap.ts';
import { baseOf, folderOf } from './paths.ts';
import { contentsOf, type SourceContents } from './sourceContents.ts';
import { splitByList } from './splitList.ts';
import { layOutByTable, layOutByTables } from './splitTable.ts';
import { hasImageColumns } from './tableRows.ts';

/**
 * With nothing on two sides.
 * @param folder where relative paths of the experiment begin
 * @param origins hears what tables say beside the classes
 * @throws {TaskError} when there are no images, no layout is recognised, or a split cannot be read or does not fit
 * @throws the signal's reason
 */
export async function findLayout(
  spec: ImageFolderSpec,
  folder: string,
  source: FileSource,
  origins: ImageOrigins,
  onNote: (note: string) => void,
  signal?: AbortSignal,
): Promise<ClassLayout> {
  const contents = await contentsOf(source, signal);
  contents.notes.forEach(onNote);
  if (spec.split !== undefined && spec.heldOutClasses === undefined) {
    const split = path.resolve(folder, spec.split);
    const tables = await tablesOfFolder(split);
    const layout =
      tables === undefined
        ? splitByList(split, await readTableFile(split), classesByFolder(contents, onNote), onNote)
        : layOutByTables(tables, contents.images, origins, onNote);
    return separateParts(spec, layout, onNote);
  }
  const layout = await layoutOfData(spec, contents, source, origins, onNote);
  if (layout.kind === 'unsplit') return layout;
  // Classes that the experiment names are held out, whatever parts they stand in.
  return spec.heldOutClasses === undefined
    ? separateParts(spec, layout, onNote)
    : { kind: 'unsplit', classes: joinNamedParts(spec, layout, onNote) };
}

/** What the data themselves say. Named classes are those of the folders, or else of the tables. */
async function layoutOfData(
  { heldOutClasses }: ImageFolderSpec,
  contents: SourceContents,
  source: FileSource,
  origins: ImageOrigins,
  onNote: (note: string) => void,
): Promise<ClassLayout> {
  if (heldOutClasses !== undefined) {
    const notes: string[] = [];
    const layout = layOutByFolders(contents, (note) => notes.push(note));
    const names = new Set(classesOfAll(layout).map(({ name }) => name));
    if (heldOutClasses.every((name) => names.has(name.normalize('NFC')))) {
      notes.forEach(onNote);
      return layout;
    }
  }
  const tables = await tablesIn(contents, source);
  if (tables.length > 0) return layOutByTables(tables, contents.images, origins, onNote);
  const list = contents.tables.find(({ name }) => /^splits?\.json$/i.test(name.slice(contents.root.length)));
  if (list !== undefined && heldOutClasses === undefined) {
    return splitByList(
      source.describe(list),
      await readTableBytes(source, list),
      classesByFolder(contents, onNote),
      onNote,
    );
  }
  const notes: string[] = [];
  const layout = layOutByFolders(contents, (note) => notes.push(note));
  const classes = classesOfAll(layout);
  const byTable = classes.length > 1 ? undefined : await layoutByOnlyTable(contents, source, origins, onNote);
  if (byTable !== undefined) return byTable;
  notes.forEach(onNote);
  const unread = contents.calledAsParts.map(({ name }) => name);
  if (layout.kind === 'unsplit' && unread.length > 0 && heldOutClasses === undefined) {
    onNote(
      `${source.location}: ${someNames(unread)} ${unread.length === 1 ? 'is called as a part of a split, but is no split' : 'are called as parts of a split, but are no split'} that is read ` +
        '(tables in CSV for training and for another part, with the columns filename and label, or split.json): the classes are not divided by it.',
    );
  }
  if (classes.length > 1) return layout;
  throw new TaskError(noLayout(contents, source, classes));
}

function classesOfAll(layout: ClassLayout): readonly LabelledClass[] {
  return layout.kind === 'unsplit' ? layout.classes : partsOf(layout).flatMap(([, { classes }]) => classes);
}

/** Images in no folders, of which one table says the classes. */
async function layoutByOnlyTable(
  { tables, images }: SourceContents,
  source: FileSource,
  origins: ImageOrigins,
  onNote: (note: string) => void,
): Promise<ClassLayout | undefined> {
  const found: { readonly location: string; readonly bytes: Uint8Array }[] = [];
  for (const file of tables.filter(({ name }) => isTableName(name)).slice(0, mostTables)) {
    const table = { location: source.describe(file), bytes: await readTableBytes(source, file) };
    if (hasImageColumns(table)) found.push(table);
  }
  const [only, ...others] = found;
  return only === undefined || others.length > 0 ? undefined : layOutByTable(only, images, origins, onNote);
}

const mostTables = 20;

const knownLayouts =
  'Known layouts: a folder of images for each class (class/image.png); such folders in train, val and test, or base and novel, ' +
  'or meta-train, meta-val and meta-test; images with train.csv, val.csv and test.csv of filename and label, beside them or in a folder ' +
  'of their own; images with one table of filename and label; class folders with split.json.';

function noLayout(
  { root, images, tables, calledAsParts }: SourceContents,
  { location }: FileSource,
  classes: readonly LabelledClass[],
): string {
  const [only] = classes;
  const csvs = [...tables.filter(({ name }) => isTableName(name)), ...calledAsParts].map(({ name }) => baseOf(name));
  const loose = images.filter(({ name }) => folderOf(name.slice(root.length)) === '').length;
  const found =
    only === undefined
      ? `${countOf(images.length, 'image')}, ${loose === images.length ? '' : 'of which some are '}in no folders of classes`
      : `one class alone, ${someNames([only.name])}, with ${countOf(only.files.length, 'image')}`;
  const lacking =
    csvs.length === 0
      ? 'and no table that says their classes'
      : `and ${someNames([...new Set(csvs)])}, which ${csvs.length === 1 ? 'is no table' : 'are no tables'} of a split or of all images with the columns filename and label`;
  return `${location} holds ${found}, ${lacking}. ${knownLayouts}`;
}
