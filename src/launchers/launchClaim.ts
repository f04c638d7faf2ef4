// A mark in a run directory that says: somebody is starting this run's trainer right now.

import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { lookAtEntry, readBoundedText, refuseIrregular, stampOf } from '../base/boundedFile.ts';
import { Stillness } from '../base/stillness.ts';
import { hasCode } from '../base/systemErrors.ts';
import { runFiles } from '../runs/runDirectory.ts';

/** A trainer that has not said a word in `run.json` by then did not start. */
const claimLifetimeMilliseconds = 60_000;
/** Times in files would be by the clock of the drive, which may be years off, or set just now. */
const stillness = new Stillness();

const longestClaim = 100;

export type LaunchClaim = 'none' | 'fresh' | 'stale';

const claimFile = (directory: string) => runFiles(directory).launchClaim;

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
    return (await readBoundedText(claimFile(directory), longestClaim)).trim() === launch;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/**
 * Whether the run is being started; stale only to a process that has watched the mark for long.
 * @throws {RefusedFileError} where the mark is none that a launcher makes
 */
export async function inspectClaim(directory: string): Promise<LaunchClaim> {
  const file = claimFile(directory);
  const found = await lookAtEntry(file);
  if (found === undefined) return 'none';
  refuseIrregular(file, found);
  return stillness.of(file, stampOf(found)) > claimLifetimeMilliseconds ? 'stale' : 'fresh';
}

export async function releaseClaim(directory: string): Promise<void> {
  await rm(claimFile(directory), { force: true });
}
