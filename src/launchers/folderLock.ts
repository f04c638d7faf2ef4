// A lock on a runs folder, so that two windows do not start runs from one queue at the same time.

import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lookAtEntry, readBoundedTextSync, refuseIrregular } from '../base/boundedFile.ts';
import { hasCode } from '../base/systemErrors.ts';
import { writeAtomically } from '../base/writeAtomically.ts';
import { LaunchError } from './launcher.ts';

/** Whoever holds it touches it so often; one that has not been touched for long belongs to a process that is gone. */
const beatMilliseconds = 4000;
const abandonedAfterMilliseconds = 15_000;

const longestToken = 100;
/** Of processes that died one after another while each took over from the one before. */
const mostDeadSuccessors = 3;
const takeoverEnding = '.takeover';

/**
 * Runs `action` alone among all processes that lock `runsFolder`, which must exist. Gives undefined, without running
 * it, while another holds the lock.
 * @throws {RefusedFileError} where the lock is none that such a process makes
 * @throws {LaunchError} where too many died while they took it over
 */
export async function withFolderLock<T>(runsFolder: string, action: () => Promise<T>): Promise<T | undefined> {
  const lock = path.join(runsFolder, '.launching');
  const token = randomUUID();
  if (!(await acquire(lock, token))) return undefined;
  const beating = setInterval(() => void renew(lock, token), beatMilliseconds);
  beating.unref();
  try {
    return await action();
  } finally {
    clearInterval(beating);
    release(lock, token);
  }
}

async function acquire(lock: string, token: string): Promise<boolean> {
  try {
    await writeFile(lock, token, { flag: 'wx' });
    return true;
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  const left = tokenIn(lock);
  if (left === undefined || !(await isAbandoned(lock))) return false;
  return inherit(lock, left, token);
}

/**
 * Puts `token` in the place of `left`, whose owner is gone; false where another was faster. Of several that want to,
 * one gets the right to, which is a lock of its own: removing what is left would remove what another has just put there.
 */
async function inherit(lock: string, left: string, token: string): Promise<boolean> {
  if (lock.endsWith(takeoverEnding.repeat(mostDeadSuccessors)))
    throw new LaunchError(
      `Windows that started the runs in ${path.dirname(lock)} died one after another. Remove its files .launching*, then try again.`,
    );
  const right = `${lock}${takeoverEnding}`;
  const own = randomUUID();
  if (!(await acquire(right, own))) return false;
  const isStillLeft = () => tokenIn(lock) === left && tokenIn(right) === own;
  try {
    if (!isStillLeft()) return false;
    await writeAtomically(lock, token, {
      mayReplace: () => {
        if (!isStillLeft()) throw new TakenMeanwhile();
      },
    });
    return true;
  } catch (error) {
    if (error instanceof TakenMeanwhile) return false;
    throw error;
  } finally {
    release(right, own);
  }
}

class TakenMeanwhile extends Error {}

/** In the same breath: after a long sleep of the machine another may rightly have taken over. */
function release(lock: string, token: string): void {
  if (tokenIn(lock) === token) rmSync(lock, { force: true });
}

async function renew(lock: string, token: string): Promise<void> {
  const now = new Date();
  if (tokenIn(lock) === token) await utimes(lock, now, now).catch(() => undefined);
}

/** Undefined where there is no lock; empty where it is none that can be read. */
function tokenIn(lock: string): string | undefined {
  try {
    return readBoundedTextSync(lock, longestToken);
  } catch (error) {
    return hasCode(error, 'ENOENT') ? undefined : '';
  }
}

/** A lock of the future is as old: clocks are set, and files come from machines whose clocks are wrong. */
async function isAbandoned(lock: string): Promise<boolean> {
  const found = await lookAtEntry(lock);
  if (found === undefined) return true;
  refuseIrregular(lock, found);
  return Math.abs(Date.now() - found.mtimeMs) > abandonedAfterMilliseconds;
}
