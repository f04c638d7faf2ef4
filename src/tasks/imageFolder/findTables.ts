// Where the tables of a split lie: beside the images, in a folder of their own in the data, or in one that the
// experiment names.

import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { addTo } from '../../base/addTo.ts';
import { type FileSource, inCodeUnitOrder, type SourceFile, UnreadableFileError } from '../files/fileSource.ts';
import { placeholderIn } from '../files/placeholders.ts';
import { someNames } from '../files/someNames.ts';
import { readDataFile, reasonOf } from '../readDataFile.ts';
import { largestSplitFile } from '../splitBounds.ts';
import { TaskError } from '../taskError.ts';
import { type Part, partNamed, partsNamedAlike } from './partNames.ts';
import { baseOf, folderOf } from './paths.ts';
import type { SourceContents } from './sourceContents.ts';
import type { SplitTable } from './splitTable.ts';
import { asUtf8 } from './tableEncoding.ts';
import { hasImageColumns } from './tableRows.ts';

interface PartFile<File> {
  readonly part: Part;
  readonly file: File;
}

/**
 * Tables for training and for another part, in one folder; empty where there are none. In folders apart from the images
 * only those count that have columns of images and labels: others may be about something else.
 * @throws {TaskError} when several folders have such tables, or one cannot be read
 */
export async function tablesIn({ root, tables }: SourceContents, source: FileSource): Promise<readonly SplitTable[]> {
  const byFolder = new Map<string, SourceFile[]>();
  for (const file of tables) if (isTableName(file.name)) addTo(byFolder, folderOf(file.name.slice(root.length)), file);
  for (const partsOf of [partsCalled, partsAlike]) {
    const splits = new Map<string, readonly SplitTable[]>();
    for (const [folder, files] of byFolder) {
      const ofParts = partsOf(files);
      if (!isSplit(ofParts.map(({ part }) => part)) || splits.size === mostFoldersOfTables) continue;
      const read = await readTables(source, ofParts);
      if (folder === '' && partsOf === partsCalled) return read;
      if (read.every(hasImageColumns)) splits.set(folder, read);
    }
    const [only, ...others] = splits.values();
    if (others.length > 0) throw new TaskError(severalSplits(source, root, [...splits.keys()]));
    if (only !== undefined) return only;
  }
  return [];
}

function severalSplits({ location }: FileSource, root: string, folders: readonly string[]): string {
  return (
    `${location} has tables of several splits, in ${someNames(folders.map((folder) => `${root}${folder}`))}. ` +
    'Set task.dataset.split to the folder of one of them.'
  );
}

/** Tables that are called as parts are. */
function partsCalled<File extends { readonly name: string }>(files: readonly File[]): readonly PartFile<File>[] {
  return files.flatMap((file) => {
    const part = partNamed(stemOf(file));
    return part === undefined ? [] : [{ part, file }];
  });
}

/** Tables such as `train_labels.csv` and `test_labels.csv`. */
function partsAlike<File extends { readonly name: string }>(files: readonly File[]): readonly PartFile<File>[] {
  const parts = partsNamedAlike(files.map(stemOf));
  return files.flatMap((file) => {
    const part = parts.get(stemOf(file));
    return part === undefined ? [] : [{ part, file }];
  });
}

/** Nobody splits a data set in more ways. */
const mostFoldersOfTables = 20;

async function readTables(source: FileSource, files: readonly PartFile<SourceFile>[]): Promise<readonly SplitTable[]> {
  const tables: SplitTable[] = [];
  for (const { part, file } of files) {
    tables.push({ part, location: source.describe(file), bytes: await readTableBytes(source, file) });
  }
  return tables;
}

function isSplit(parts: readonly Part[]): boolean {
  return parts.includes('train') && parts.some((part) => part !== 'train');
}

const tableEnding = /\.[ct]sv$/i;

function stemOf({ name }: { readonly name: string }): string {
  return baseOf(name).replace(tableEnding, '');
}

/** Whether a file is called as tables of images are. */
export function isTableName(name: string): boolean {
  return tableEnding.test(name);
}

/** @throws {TaskError} when the table or list cannot be read */
export async function readTableBytes(source: FileSource, file: SourceFile): Promise<Uint8Array> {
  const bytes = await source.read(file).catch((error: unknown) => {
    if (!(error instanceof UnreadableFileError)) throw error;
    throw new TaskError(`Cannot read ${source.describe(file)}: ${error.message}.`, { cause: error });
  });
  refusePlaceholder(source.describe(file), bytes);
  if (bytes.length <= largestSplitFile) return asUtf8(source.describe(file), bytes);
  throw new TaskError(
    `Cannot read ${source.describe(file)}: it is larger than ${largestSplitFile / 2 ** 20} MiB, as no list of a split is.`,
  );
}

/** A list or table outside of the data. @throws {TaskError} when it cannot be read */
export async function readTableFile(file: string): Promise<Uint8Array> {
  const bytes = await readDataFile(file, largestSplitFile);
  refusePlaceholder(file, bytes);
  return asUtf8(file, bytes);
}

function refusePlaceholder(location: string, bytes: Uint8Array): void {
  const placeholder = placeholderIn(bytes);
  if (placeholder !== undefined) throw new TaskError(`Cannot read ${location}: it is ${placeholder}.`);
}

/**
 * The tables of a folder outside of the data; undefined where the path leads to a file.
 * @throws {TaskError} when the folder has none
 */
export async function tablesOfFolder(location: string): Promise<readonly SplitTable[] | undefined> {
  const found = await stat(location).catch(() => undefined);
  if (!found?.isDirectory()) return undefined;
  const names = await readdir(location).catch((error: unknown) => {
    throw new TaskError(`Cannot list ${location}: ${reasonOf(error)}.`, { cause: error });
  });
  const files = names
    .filter(isTableName)
    .sort(inCodeUnitOrder)
    .map((name) => ({ name }));
  const called = partsCalled(files);
  const alike = partsAlike(files);
  const isAlike = alike.length > 0 && !isSplit(called.map(({ part }) => part));
  const tables: SplitTable[] = [];
  for (const { part, file } of isAlike ? alike : called) {
    const table = path.join(location, file.name);
    tables.push({ part, location: table, bytes: await readTableFile(table) });
  }
  if (tables.length > 0) return tables;
  throw new TaskError(
    `${location} holds no train.csv, val.csv or test.csv. Set task.dataset.split to a folder that does, or to a JSON file.`,
  );
}
