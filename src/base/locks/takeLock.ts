// Takes a lock. Its owner may die without giving it back; then the next one takes it over, and of many that want to
// exactly one does.

import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from '../processIdentity.ts';
import { Stillness } from '../stillness.ts';
import { hasCode } from '../systemErrors.ts';
import { writeAtomically, writeNew } from '../writeAtomically.ts';
import { type HeldLock, type LockOwner, newOwner, readLock, releaseLock, signOf, tokenInLock } from './lockFile.ts';

/** Successors that died while they took over a lock, each of which left a lock of its own. */
const mostDeadSuccessors = 4;
const takeoverEnding = '.takeover';
/** The lock may change hands between two looks, but not for ever. */
const mostLooks = 2000;
const lookAtRightEveryMilliseconds = 20;

/** Writing a lock takes milliseconds; a process that died meanwhile leaves it half-written for good. */
const unreadableForMilliseconds = 5000;
/** What is done under a brief lock takes milliseconds, too; a window that leaked one lives on for days. */
const briefForMilliseconds = 15_000;

/**
 * What is to become of another's lock: `abandoned` is taken over; `lookAgain`, after the judge has waited as long as it
 * wants to; `leave` gives up. What a judge throws ends the attempt.
 */
export type LockVerdict = 'abandoned' | 'lookAgain' | 'leave';
export type LockJudge = (found: HeldLock) => Promise<LockVerdict>;

/**
 * `left`: it is another's, and its judge gave up. `stuck`: processes that took it over died one after another, or it
 * changes hands all the time.
 */
export type LockTaking = 'taken' | 'left' | 'stuck';

/**
 * Puts `owner` into the file `lock`, whose folder exists.
 * @throws {RefusedFileError} when there is something else in the lock's place; the system's error; what `judge` throws
 */
export async function takeLock(lock: string, owner: LockOwner, judge: LockJudge): Promise<LockTaking> {
  for (let looks = 0; looks < mostLooks; looks++) {
    if (await writeIfFree(lock, owner)) return 'taken';
    const found = await readLock(lock);
    if (found.kind === 'absent') continue;
    switch (await judge(found)) {
      case 'lookAgain':
        // It was waited for, which may take as long as its owner is at work.
        looks = 0;
        continue;
      case 'leave':
        return 'left';
      case 'abandoned': {
        const taking = await inherit(lock, found, owner);
        if (taking !== 'left') return taking;
      }
    }
  }
  return 'stuck';
}

async function writeIfFree(lock: string, owner: LockOwner): Promise<boolean> {
  try {
    await writeNew(lock, JSON.stringify(owner));
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/**
 * Puts `owner` in the place of one that is gone; `left` when another was faster. Of several that want to, one gets the
 * right to, which is a lock of its own: so between looking and replacing nobody changes the lock, neither the others
 * nor its owner.
 */
async function inherit(lock: string, abandoned: HeldLock, owner: LockOwner): Promise<LockTaking> {
  const right = `${lock}${takeoverEnding}`;
  if (right.endsWith(takeoverEnding.repeat(mostDeadSuccessors + 1))) return 'stuck';
  const successor = newOwner({ isBrief: true });
  const taking = await takeLock(right, successor, judgeRight(right));
  if (taking !== 'taken') return taking;
  try {
    const found = await readLock(lock);
    if (found.kind === 'absent' || signOf(found) !== signOf(abandoned)) return 'left';
    const token = abandoned.kind === 'owned' ? abandoned.owner.token : undefined;
    const mayReplace = () => {
      if (tokenInLock(right) !== successor.token || tokenInLock(lock) !== token) throw new TakenMeanwhile();
    };
    await writeAtomically(lock, JSON.stringify(owner), { mayReplace });
    return 'taken';
  } catch (error) {
    if (error instanceof TakenMeanwhile) return 'left';
    throw error;
  } finally {
    releaseLock(right, successor);
  }
}

/** This process was frozen, and another has the right, or the lock, by now. */
class TakenMeanwhile extends Error {}

function judgeRight(right: string): LockJudge {
  const stillness = new Stillness();
  return async (found) => {
    if (await isBriefLockAbandoned(right, found, stillness)) return 'abandoned';
    await delay(lookAtRightEveryMilliseconds);
    return 'lookAgain';
  };
}

/**
 * Whether nobody will give back a lock that is held for milliseconds, or that cannot be read: its owner is gone, or it
 * has stood still for long.
 */
export async function isBriefLockAbandoned(lock: string, found: HeldLock, stillness: Stillness): Promise<boolean> {
  const still = stillness.of(lock, signOf(found));
  if (found.kind === 'unreadable') return still > unreadableForMilliseconds;
  return still > briefForMilliseconds || (await isAlive(found.owner)) === false;
}
