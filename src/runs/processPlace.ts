// Whether a process is at work on this run and not on the one that it was copied from, whose files say the same.

import { statSync } from 'node:fs';
import { isAlive } from '../base/processIdentity.ts';
import type { RunProcess } from './manifest.ts';

/**
 * Tells a run's folder from every copy of it, wherever it is moved on its disk; undefined where there is none, or the
 * system does not tell folders apart.
 */
export function placeOf(directory: string): string | undefined {
  try {
    const { ino } = statSync(directory, { bigint: true });
    return ino === 0n ? undefined : String(ino);
  } catch {
    return undefined;
  }
}

/**
 * As `isAlive`. Undefined also for a living process that named another folder: some file systems name the same folder
 * anew, so that alone does not say that the process is elsewhere, and its heartbeat has to tell.
 */
export async function isAtWorkIn(directory: string, process: RunProcess): Promise<boolean | undefined> {
  const alive = await isAlive(process);
  const isCopy = process.place !== undefined && process.place !== placeOf(directory);
  return alive === true && isCopy ? undefined : alive;
}
