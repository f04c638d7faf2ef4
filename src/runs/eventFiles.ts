// The names of a run's event files: they sort in the order in which processes wrote them.

import type { Dirent } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type ChosenNames, chooseEntries } from '../base/folderNames.ts';
import { RefusedFileError } from '../base/refusedFile.ts';

/** Seconds since 1970, as TensorBoard's writers name them, too: ten digits at most. */
const pattern = /^events\.out\.tfevents\.(\d{1,10})\./;
const lastSecond = 9_999_999_999;
/** A run has one for each time that it was resumed. */
const mostFiles = 1000;

export function isEventFileName(name: string): boolean {
  return pattern.test(name);
}

/** Names of the event files in a run directory, oldest first; of thousands the newest. */
export async function listEventFiles(directory: string): Promise<readonly string[]> {
  return (await chooseEventFiles(directory)).names;
}

/** Whether TensorBoard takes it for an event file: of its name it looks no further than for this word. */
export function isAnyEventFile(name: string, entry: Dirent): boolean {
  return name.includes('tfevents') && !entry.isDirectory();
}

/** The same, and what was left out. Throws the system's error. */
export async function chooseEventFiles(
  directory: string,
  isEventFile: (name: string, entry: Dirent) => boolean = isEventFileName,
): Promise<ChosenNames> {
  const rankOf = (name: string, entry: Dirent) => (isEventFile(name, entry) ? -secondsOf(name) : undefined);
  const chosen = await chooseEntries(directory, { rankOf, most: mostFiles });
  return { ...chosen, names: chosen.names.toSorted(compareEventFiles) };
}

/** Negative where `a` was written before `b`: by the second that they name, whatever its number of digits. */
export function compareEventFiles(a: string, b: string): number {
  if (a === b) return 0;
  return secondsOf(a) - secondsOf(b) || (a < b ? -1 : 1);
}

/**
 * A name that sorts after those of all earlier processes, even when the clock was set back, and after `earlier`, whether
 * that file is there or not.
 * @throws {RefusedFileError} where a file bears the last name that there is
 */
export async function nextEventFileName(directory: string, earlier?: string): Promise<string> {
  const names = [...(await listEventFiles(directory)), ...(earlier === undefined ? [] : [earlier])];
  const last = names.toSorted(compareEventFiles).at(-1);
  const seconds = Math.max(Math.floor(Date.now() / 1000), last === undefined ? 0 : secondsOf(last) + 1);
  if (last !== undefined && seconds > lastSecond)
    throw new RefusedFileError(path.join(directory, last), 'impossibleTime');
  const host = os.hostname().replace(/[^\w-]/g, '-');
  return `events.out.tfevents.${String(seconds).padStart(10, '0')}.${host}.${process.pid}.reptile-lab`;
}

function secondsOf(name: string): number {
  return Number(pattern.exec(name)?.[1] ?? 0);
}
