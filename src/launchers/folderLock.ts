// A lock on a runs folder, so that two windows do not start runs from one queue at the same time.

import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lookAtEntry, readBoundedText, refuseIrregular } from '../base/boundedFile.ts';
import { hasCode } from '../base/systemErrors.ts';

/** Whoever holds it longer is gone: what is done under it takes milliseconds. */
const abandonedAfterMilliseconds = 15_000;

const longestToken = 100;

/**
 * Runs `action` alone among all processes that lock `runsFolder`, which must exist. Gives undefined, without running
 * it, while another holds the lock.
 * @throws {RefusedFileError} where the lock is none that such a process makes
 */
export async function withFolderLock<T>(runsFolder: string, action: () => Promise<T>): Promise<T | undefined> {
  const lock = path.join(runsFolder, '.launching');
  const token = randomUUID();
  if (!(await acquire(lock, token))) {
    if (!(await isAbandoned(lock))) return undefined;
    await rm(lock, { force: true });
    if (!(await acquire(lock, token))) return undefined;
  }
  try {
    return await action();
  } finally {
    // Only its own: after a long sleep of the machine another may rightly have taken over.
    if ((await readBoundedText(lock, longestToken).catch(() => '')) === token) await rm(lock, { force: true });
  }
}

async function acquire(lock: string, token: string): Promise<boolean> {
  try {
    await writeFile(lock, token, { flag: 'wx' });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** A lock of the future is as old: clocks are set, and files come from machines whose clocks are wrong. */
async function isAbandoned(lock: string): Promise<boolean> {
  const found = await lookAtEntry(lock);
  if (found === undefined) return true;
  refuseIrregular(lock, found);
  return Math.abs(Date.now() - found.mtimeMs) > abandonedAfterMilliseconds;
}
