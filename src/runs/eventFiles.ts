// The names of a run's event files: they sort in the order in which processes wrote them.

import { readdir } from 'node:fs/promises';
import os from 'node:os';

const pattern = /^events\.out\.tfevents\.(\d+)\./;

export function isEventFileName(name: string): boolean {
  return pattern.test(name);
}

/** Names of the event files in a run directory, oldest first. */
export async function listEventFiles(directory: string): Promise<string[]> {
  return (await readdir(directory)).filter(isEventFileName).sort();
}

/** A name that sorts after those of all earlier processes, even when the clock was set back. */
export async function nextEventFileName(directory: string): Promise<string> {
  const last = (await listEventFiles(directory)).at(-1);
  const lastSeconds = last === undefined ? 0 : Number(pattern.exec(last)?.[1] ?? 0);
  const seconds = Math.max(Math.floor(Date.now() / 1000), lastSeconds + 1);
  const host = os.hostname().replace(/[^\w-]/g, '-');
  return `events.out.tfevents.${String(seconds).padStart(10, '0')}.${host}.${process.pid}.reptile-lab`;
}
