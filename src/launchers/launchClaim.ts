// A mark in a run directory that says: somebody is starting this run's trainer right now.

import { randomUUID } from 'node:crypto';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hasCode } from '../base/systemErrors.ts';

/** A trainer that has not said a word in `run.json` by then did not start. */
export const claimLifetimeMilliseconds = 60_000;

export type LaunchClaim = 'none' | 'fresh' | 'stale';

const claimFile = (directory: string) => path.join(directory, 'launch-claim');

/** Marks the run as being started and gives the name of this launch. Undefined when somebody else is starting it. */
export async function claimLaunch(directory: string): Promise<string | undefined> {
  const launch = randomUUID();
  try {
    await writeFile(claimFile(directory), `${launch}\n`, { flag: 'wx' });
    return launch;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return undefined;
    throw error;
  }
}

/** Whether the run's newest launch is this one: a run that was resumed since has another, or waits for one. */
export async function isNewestLaunch(directory: string, launch: string): Promise<boolean> {
  try {
    return (await readFile(claimFile(directory), 'utf8')).trim() === launch;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
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
