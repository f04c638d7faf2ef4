// A lock on a runs folder, so that two windows do not start runs from one queue at the same time.

import { randomUUID } from 'node:crypto';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hasCode } from '../base/systemErrors.ts';

/** Whoever holds it longer is gone: what is done under it takes milliseconds. */
const abandonedAfterMilliseconds = 15_000;

/** Runs `action` alone among all processes that lock `runsFolder`, which must exist. Gives undefined, without running it, while another holds the lock. */
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
    if ((await readFile(lock, 'utf8').catch(() => '')) === token) await rm(lock, { force: true });
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

async function isAbandoned(lock: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(lock)).mtimeMs > abandonedAfterMilliseconds;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return true;
    throw error;
  }
}
