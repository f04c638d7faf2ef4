// The trash of a runs folder: where deleted runs lie until it is emptied, and from where they come back.

import { randomBytes } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { mkdir, rename, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { lookAtEntry } from '../../base/boundedFile.ts';
import { chooseNames } from '../../base/folderNames.ts';
import { isPlainFolder, makeFolder } from '../../base/plainFolder.ts';
import { hasCode, inPassing } from '../../base/systemErrors.ts';
import { diskUseOf } from '../diskUse.ts';
import { compactTime, timeInName } from '../runDirectory.ts';

/** A run that was deleted and can be restored. */
export interface TrashedRun {
  /** Absolute path of what the trash holds of it, in a name of our making. */
  readonly entry: string;
  /** The name of its folder, as it was. */
  readonly name: string;
  /** Absolute path of the folder where it lies. */
  readonly directory: string;
  /** When it was deleted, in milliseconds since 1970. */
  readonly deletedAt: number;
}

/** Of more the latest are known. */
const mostTrashed = 10_000;
const entryName = /^\d{8}T\d{6}Z-[0-9a-f]{8}$/;

/** A run that cannot be put into the trash, or taken out of it. `message` says why, and what to do. */
export class TrashError extends Error {
  override readonly name = 'TrashError';
}

/**
 * When the entry of this name was made, in milliseconds since 1970. Undefined for a name that is not of our making, as is
 * one of a time that there is not: such an entry is somebody's, and is left alone.
 */
export function timeOfEntry(name: string): number | undefined {
  const time = entryName.test(name) ? timeInName(name) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** What of a deleted run lies in the trash, in bytes: of a link nothing, wherever it leads. */
export async function sizeOfTrashed({ directory }: TrashedRun): Promise<number> {
  const found = await lookAtEntry(directory).catch(() => undefined);
  return found?.isDirectory() === true ? diskUseOf(directory) : 0;
}

export function trashFolderOf(runsFolder: string): string {
  return path.join(runsFolder, '.trash');
}

/**
 * Moves a run's folder into the trash of the folder that it lies in: at once, and whole. Of a link, the link alone. It is
 * for the caller to see that nobody is at work on the run.
 * @throws {RefusedFileError} where the trash is a link or no folder; the system's error, as where a file of the run is
 * held open on Windows
 */
export async function moveToTrash(directory: string, now: Date = new Date()): Promise<TrashedRun> {
  const name = path.basename(directory);
  const trash = trashFolderOf(path.dirname(directory));
  const entry = await makeEntry(trash, now);
  const place = path.join(entry, name);
  try {
    await rename(directory, place);
  } catch (error) {
    await inPassing(() => rmdir(entry));
    throw error;
  }
  return { entry, name, directory: place, deletedAt: timeInName(path.basename(entry)) };
}

/** Whoever empties the trash may take its folder away at the same moment. */
async function makeEntry(trash: string, now: Date): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    await makeFolder(trash);
    const entry = path.join(trash, `${compactTime(now)}-${randomBytes(4).toString('hex')}`);
    try {
      await mkdir(entry);
      return entry;
    } catch (error) {
      if (attempt === mostAttempts || !hasCode(error, 'ENOENT')) throw error;
    }
  }
}

const mostAttempts = 10;

/** What the trash of `runsFolder` holds, the latest first. @throws {RefusedFileError} where it is a link or no folder */
export async function listTrash(runsFolder: string): Promise<readonly TrashedRun[]> {
  const trash = trashFolderOf(runsFolder);
  const { names } = await chooseNames(trash, {
    rankOf: (name, entry) => {
      const time = entry.isDirectory() ? timeOfEntry(name) : undefined;
      return time === undefined ? undefined : -time;
    },
    most: mostTrashed,
  });
  const found: TrashedRun[] = [];
  for (const each of names) {
    const entry = path.join(trash, each);
    const name = await nameWithin(entry);
    if (name === undefined) continue;
    found.push({ entry, name, directory: path.join(entry, name), deletedAt: timeInName(each) });
  }
  return found;
}

/** Of the one folder, or link to one, that an entry holds; undefined where it holds nothing, or something else. */
async function nameWithin(entry: string): Promise<string | undefined> {
  const isRun = (one: Dirent) => one.isDirectory() || one.isSymbolicLink();
  const held = await chooseNames(entry, { rankOf: (_, one) => (isRun(one) ? 0 : undefined), most: 2 }).catch(
    () => undefined,
  );
  return held?.names.length === 1 && held.leftOut === 0 ? held.names[0] : undefined;
}

/**
 * Puts a run back to where it was. Gives its folder.
 * @throws {TrashError} where something has its place, or it is gone from the trash; the system's error
 */
export async function restoreFromTrash(runsFolder: string, run: TrashedRun): Promise<string> {
  const { name } = run;
  // It comes from a listing of a folder, and is looked at all the same: it becomes part of a path.
  if (name !== path.basename(name) || name === '.' || name === '..')
    throw new TrashError(`${run.entry} does not hold a run of ours. Move it away by hand.`);
  const directory = path.join(runsFolder, name);
  if ((await lookAtEntry(directory)) !== undefined)
    throw new TrashError(`${directory} is there again. Move it away, then restore the deleted run.`);
  const gone = () => new TrashError(`${name} is not in the trash any more.`);
  if (!(await isThere(run))) throw gone();
  await rename(run.directory, directory).catch((error: unknown) => {
    throw hasCode(error, 'ENOENT') ? gone() : error;
  });
  await inPassing(() => rmdir(run.entry));
  return directory;
}

async function isThere({ entry, directory }: TrashedRun): Promise<boolean> {
  return (await isPlainFolder(entry)) && (await lookAtEntry(directory)) !== undefined;
}
