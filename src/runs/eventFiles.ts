// The names of a run's event files: they sort in the order in which processes wrote them.

import { readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { RefusedFileError } from '../base/refusedFile.ts';

/** Seconds since 1970, as TensorBoard's writers name them, too: ten digits at most. */
const pattern = /^events\.out\.tfevents\.(\d{1,10})\./;
const lastSecond = 9_999_999_999;

export function isEventFileName(name: string): boolean {
  return pattern.test(name);
}

/** Names of the event files in a run directory, oldest first. */
export async function listEventFiles(directory: string): Promise<string[]> {
  const names = (await readdir(directory)).filter(isEventFileName);
  return names.sort(compareEventFiles);
}

/** Negative where `a` was written before `b`: by the second that they name, whatever its number of digits. */
export function compareEventFiles(a: string, b: string): number {
  if (a === b) return 0;
  return secondsOf(a) - secondsOf(b) || (a < b ? -1 : 1);
}

/**
 * A name that sorts after those of all earlier processes, even when the clock was set back.
 * @throws {RefusedFileError} where a file bears the last name that there is
 */
export async function nextEventFileName(directory: string): Promise<string> {
  const last = (await listEventFiles(directory)).at(-1);
  const seconds = Math.max(Math.floor(Date.now() / 1000), last === undefined ? 0 : secondsOf(last) + 1);
  if (last !== undefined && seconds > lastSecond) throw new RefusedFileError(path.join(directory, last), 'impossibleTime');
  const host = os.hostname().replace(/[^\w-]/g, '-');
  return `events.out.tfevents.${String(seconds).padStart(10, '0')}.${host}.${process.pid}.reptile-lab`;
}

function secondsOf(name: string): number {
  return Number(pattern.exec(name)?.[1] ?? 0);
}
