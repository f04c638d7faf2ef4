// A mark in a run directory that says: somebody is starting this run's trainer right now.

import { rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hasCode } from '../runs/systemErrors.ts';

/** A trainer that has not said a word in `run.json` by then did not start. */
export const claimLifetimeMilliseconds = 60_000;

export type LaunchClaim = 'none' | 'fresh' | 'stale';

const claimFile = (directory: string) => path.join(directory, 'launch-claim');

/** Marks the run as being started. False when it already is. */
export async function claimLaunch(directory: string): Promise<boolean> {
  try {
    await writeFile(claimFile(directory), `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Whether the run is being started; `now` in milliseconds since 1970. */
export async function inspectClaim(directory: string, now: number): Promise<LaunchClaim> {
  try {
    const { mtimeMs } = await stat(claimFile(directory));
    return now - mtimeMs < claimLifetimeMilliseconds ? 'fresh' : 'stale';
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 'none';
    throw error;
  }
}

export async function releaseClaim(directory: string): Promise<void> {
  await rm(claimFile(directory), { force: true });
}
