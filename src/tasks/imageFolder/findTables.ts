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
import { type Part, partNamed } from './partNames.ts';
import { baseOf, folderOf } from './paths.ts';
import type { SourceContents } from './sourceContents.ts';
import type { SplitTable } from './splitTable.ts';
import { asUtf8 } from './tableEncoding.ts';
import { hasImageColumns } from './tableRows.ts';

interface TableFile {
  readonly part: Part;
  readonly file: SourceFile;
}

/**
 * Tables for training and for another part, in one folder; empty where there are none. In folders apart from the images
 * only those count that have columns of images and labels: others may be about something else.
 * @throws {TaskError} when several folders have such tables, or one cannot be read
 */
export async function tablesIn({ root, tables }: SourceContents, source: FileSource): Promise<readonly SplitTable[]> {
  const byFolder = new Map<string, TableFile[]>();
  for (const file of tables) {
    const part = partOfTable(baseOf(file.name));
    if (part !== undefined) addTo(byFolder, folderOf(file.name.slice(root.length)), { part, file });
  }
  const splits = new Map<string, readonly SplitTable[]>();
  for (const [folder, files] of byFolder) {
    if (!isSplit(files.map(({ part }) => part)) || splits.size === mostFoldersOfTables) continue;
    const read = await readTables(source, files);
    if (folder === '') return read;
    if (read.every(hasImageColumns)) splits.set(folder, read);
  }
  const [only = [], ...others] = splits.values();
  if (others.length === 0) return only;
  throw new TaskError(
    `${source.location} has tables of several splits, in ${someNames([...splits.keys()].map((folder) => `${root}${folder}`))}. ` +
      'Set task.dataset.split to the folder of one of them.',
  );
}

/** Nobody splits a data set in more ways. */
const mostFoldersOfTables = 20;

async function readTables(source: FileSource, files: readonly TableFile[]): Promise<readonly SplitTable[]> {
  const tables: SplitTable[] = [];
  for (const { part, file } of files) {
    tables.push({ part, location: source.describe(file), bytes: await readTableBytes(source, file) });
  }
  return tables;
}

function isSplit(parts: readonly Part[]): boolean {
  return parts.includes('train') && parts.some((part) => part !== 'train');
}

function partOfTable(name: string): Part | undefined {
  return name.toLowerCase().endsWith('.csv') ? partNamed(name.slice(0, -'.csv'.length)) : undefined;
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
  const tables: SplitTable[] = [];
  for (const name of names.sort(inCodeUnitOrder)) {
    const part = partOfTable(name);
    const file = path.join(location, name);
    if (part !== undefined) tables.push({ part, location: file, bytes: await readTableFile(file) });
  }
  if (tables.length > 0) return tables;
  throw new TaskError(
    `${location} holds no train.csv, val.csv or test.csv. Set task.dataset.split to a folder that does, or to a JSON file.`,
  );
}
