// How a source says which classes there are and how they are split: a list or tables that the experiment names, those
// in the data, or folders.

import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { ImageDatasetSpec } from '../../experiment/schema.ts';
import { type FileSource, UnreadableFileError } from '../files/fileSource.ts';
import { readDataFile } from '../readDataFile.ts';
import { largestSplitFile } from '../splitBounds.ts';
import { TaskError } from '../taskError.ts';
import {
  type ClassLayout,
  classesByFolder,
  contentsOf,
  joinParts,
  layOutByFolders,
  type Part,
  partNamed,
} from './classLayout.ts';
import { splitByList } from './splitList.ts';
import { layOutByTables, type SplitTable } from './splitTable.ts';

export type ImageFolderSpec = Extract<ImageDatasetSpec, { source: 'folder' }>;

/**
 * @param folder where relative paths of the experiment begin
 * @throws {TaskError} when there are no images, or a split cannot be read or does not fit them
 */
export async function findLayout(
  spec: ImageFolderSpec,
  folder: string,
  source: FileSource,
  onNote: (note: string) => void,
): Promise<ClassLayout> {
  const contents = contentsOf(source);
  contents.notes.forEach(onNote);
  // Classes that the experiment names are those of the folders.
  if (spec.heldOutClasses !== undefined)
    return { kind: 'unsplit', classes: joinParts(layOutByFolders(contents, onNote)) };
  if (spec.split !== undefined) {
    const split = path.resolve(folder, spec.split);
    const tables = await tablesIn(split);
    if (tables !== undefined) return layOutByTables(tables, contents.images, onNote);
    return splitByList(split, await readDataFile(split, largestSplitFile), classesByFolder(contents, onNote), onNote);
  }
  const tables: SplitTable[] = [];
  for (const file of contents.tables) {
    const part = partOfTable(file.name.slice(contents.root.length));
    if (part !== undefined)
      tables.push({ part, location: source.describe(file), bytes: await readTable(source, file) });
  }
  if (tables.some(({ part }) => part === 'train') && tables.length > 1)
    return layOutByTables(tables, contents.images, onNote);
  const list = contents.tables.find(({ name }) => /^splits?\.json$/i.test(name.slice(contents.root.length)));
  if (list !== undefined) {
    return splitByList(source.describe(list), await readTable(source, list), classesByFolder(contents, onNote), onNote);
  }
  return layOutByFolders(contents, onNote);
}

function partOfTable(name: string): Part | undefined {
  return name.toLowerCase().endsWith('.csv') ? partNamed(name.slice(0, -'.csv'.length)) : undefined;
}

async function readTable(source: FileSource, file: FileSource['files'][number]): Promise<Uint8Array> {
  const bytes = await source.read(file).catch((error: unknown) => {
    if (!(error instanceof UnreadableFileError)) throw error;
    throw new TaskError(`Cannot read ${source.describe(file)}: ${error.message}.`, { cause: error });
  });
  if (bytes.length <= largestSplitFile) return bytes;
  throw new TaskError(
    `Cannot read ${source.describe(file)}: it is larger than ${largestSplitFile / 2 ** 20} MiB, as no list of a split is.`,
  );
}

/** The tables of a folder outside of the data; undefined where the path leads to a file. */
async function tablesIn(location: string): Promise<SplitTable[] | undefined> {
  const found = await stat(location).catch(() => undefined);
  if (!found?.isDirectory()) return undefined;
  const names: readonly (readonly [Part, readonly string[]])[] = [
    ['train', ['train.csv', 'training.csv']],
    ['validation', ['val.csv', 'valid.csv', 'validation.csv']],
    ['test', ['test.csv']],
  ];
  const tables: SplitTable[] = [];
  for (const [part, candidates] of names) {
    const file = candidates.map((name) => path.join(location, name)).find((candidate) => existsSync(candidate));
    if (file !== undefined) tables.push({ part, location: file, bytes: await readDataFile(file, largestSplitFile) });
  }
  if (tables.length > 0) return tables;
  throw new TaskError(
    `${location} holds no train.csv, val.csv or test.csv. Set task.dataset.split to a folder that does, or to a JSON file.`,
  );
}
