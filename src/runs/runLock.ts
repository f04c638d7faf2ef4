// The lock that keeps two processes from writing into one run. Its owner may die without releasing it; then the next
// one takes it over.

import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type FoundLock, type LockOwner, readLock, tokenInLock } from '../base/locks/lockFile.ts';
import { RefusedFileError } from '../base/refusedFile.ts';
import { hasCode } from '../base/systemErrors.ts';
import { writeAtomically, writeNew } from '../base/writeAtomically.ts';
import { judgeLock, type LockVerdict, OwnerWatch } from './lockOwner.ts';
import { runFiles } from './runDirectory.ts';
import { LockLostError, RunHold, RunLockedError, releaseLock } from './runHold.ts';

/** How long a lock is waited for that is given back, or was just being written. */
const briefPatienceMilliseconds = 5000;
const lookEveryMilliseconds = { brief: 20, silent: 250 } as const;
/** Successors that died while they took over a lock, each of which left a lock of its own. */
const mostDeadSuccessors = 4;
const takeoverEnding = '.takeover';
/** The lock may change hands between two looks, but not for ever. */
const mostLooks = 2000;

/** How to wait for an owner of which nobody knows whether it lives. */
export interface Patience {
  /** Ends the wait: it rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Hears, once, why and how long at most it is waited. */
  readonly onWaiting: (message: string) => void;
}

/**
 * Takes the run's lock to train. An owner that cannot be looked at from here, on another machine or in a container, is
 * given up when it has shown no sign of life for a while; with `patience` that is waited for.
 * @throws {RunLockedError} while another process holds it; {RefusedFileError} when there is something else in the
 * lock's place
 */
export function lockRun(directory: string, patience?: Patience): Promise<RunHold> {
  return takeHold(new RunHold(directory, { isBrief: false }), patience);
}

/**
 * Runs `action` as the run's only writer: for a word in the manifest of a run that no trainer is at work on. `action`
 * must take no longer than a few milliseconds.
 * @throws {RunLockedError} while another process works on the run; {RefusedFileError} as `lockRun`; what `action`
 * throws
 */
export async function withRunLock<T>(directory: string, action: (hold: RunHold) => Promise<T>): Promise<T> {
  const hold = await takeHold(new RunHold(directory, { isBrief: true }), undefined);
  try {
    return await action(hold);
  } finally {
    await hold.release();
  }
}

/**
 * Holds, without writing anything, that nobody is at work on the run, as before its folder is removed. What no process
 * can have written in the lock's place is nobody's.
 * @throws {RunLockedError} where another process is, or nobody can tell from here
 */
export async function refuseWhileLocked(directory: string): Promise<void> {
  const watch = new OwnerWatch();
  for (;;) {
    const found = await readLock(runFiles(directory).lock).catch((error: unknown) => {
      if (error instanceof RefusedFileError) return { kind: 'absent' } as const;
      throw error;
    });
    const verdict = await judgeLock(directory, found, watch);
    if (verdict.kind === 'abandoned') return;
    await waitOrRefuse(directory, { found, verdict, watch });
  }
}

async function takeHold(hold: RunHold, patience: Patience | undefined): Promise<RunHold> {
  await acquire(hold.directory, runFiles(hold.directory).lock, hold.owner, patience);
  return hold;
}

async function acquire(directory: string, lock: string, owner: LockOwner, patience?: Patience): Promise<void> {
  const watch = new OwnerWatch();
  for (let look = 0; look < mostLooks; look++) {
    if (await writeIfFree(lock, owner)) return;
    const found = await readLock(lock);
    if (found.kind === 'absent') continue;
    const verdict = await judgeLock(directory, found, watch);
    if (verdict.kind !== 'abandoned') await waitOrRefuse(directory, { found, verdict, watch }, patience);
    else if (await inherit(directory, lock, found, owner)) return;
  }
  throw new RunLockedError(
    `The lock of ${directory} changes hands all the time. Wait until other processes are done with the run.`,
  );
}

/** Another's lock, at a look. */
interface ForeignLock {
  readonly found: FoundLock;
  readonly verdict: Exclude<LockVerdict, { kind: 'abandoned' }>;
  readonly watch: OwnerWatch;
}

/** Waits until it is worth another look. @throws {RunLockedError} where waiting does not help */
async function waitOrRefuse(
  directory: string,
  { found, verdict, watch }: ForeignLock,
  patience?: Patience,
): Promise<void> {
  switch (verdict.kind) {
    case 'held':
      throw lockedBy(directory, found);
    case 'brief':
      if (watch.milliseconds > briefPatienceMilliseconds) throw lockedBy(directory, found);
      return pause(lookEveryMilliseconds.brief, patience?.signal);
    case 'silent':
      if (patience === undefined) throw new RunLockedError(describeDoubt(directory, found, verdict.millisecondsLeft));
      if (watch.isFirstLook) patience.onWaiting(describeWait(directory, found, verdict.millisecondsLeft));
      return pause(lookEveryMilliseconds.silent, patience.signal);
  }
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
 * Puts `owner` in the place of one that is gone; false when another was faster. Of several that want to, one gets the
 * right to, which is a lock of its own: so between looking and replacing nobody changes the lock, neither the others
 * nor its owner.
 */
async function inherit(directory: string, lock: string, abandoned: FoundLock, owner: LockOwner): Promise<boolean> {
  const right = `${lock}${takeoverEnding}`;
  if (right.endsWith(takeoverEnding.repeat(mostDeadSuccessors + 1))) {
    throw new RunLockedError(
      `Processes that took ${directory} up died one after another. Remove its files trainer.lock*, then try again.`,
    );
  }
  const successor: LockOwner = { ...owner, token: randomUUID(), isBrief: true };
  await acquire(directory, right, successor);
  try {
    if (!isSame(await readLock(lock), abandoned)) return false;
    const mayReplace = () => {
      if (tokenInLock(right) !== successor.token) throw new LockLostError(directory);
    };
    await writeAtomically(lock, JSON.stringify(owner), { mayReplace });
    return true;
  } catch (error) {
    if (error instanceof LockLostError) return false;
    throw error;
  } finally {
    releaseLock(right, successor);
  }
}

function isSame(found: FoundLock, other: FoundLock): boolean {
  if (found.kind === 'owned' && other.kind === 'owned') return found.owner.token === other.owner.token;
  return found.kind === 'unreadable' && other.kind === 'unreadable' && found.changedAt === other.changedAt;
}

function lockedBy(directory: string, found: FoundLock): RunLockedError {
  return new RunLockedError(
    found.kind === 'owned'
      ? `Process ${found.owner.pid} on ${found.owner.host} is already at work on ${directory}. Stop that one first, or wait until it has ended.`
      : `Another process is just taking up ${directory}.`,
  );
}

function describeDoubt(directory: string, found: FoundLock, milliseconds: number): string {
  return (
    `Nobody can tell from here whether ${nameOwner(found)}, which was at work on ${directory}, still lives. ` +
    `Without a sign of life it counts as gone: try again in ${Math.ceil(milliseconds / 1000)} s.`
  );
}

function nameOwner(found: FoundLock): string {
  return found.kind === 'owned' ? `process ${found.owner.pid} on ${found.owner.host}` : 'another process';
}

function describeWait(directory: string, found: FoundLock, milliseconds: number): string {
  return (
    `Waiting up to ${Math.ceil(milliseconds / 1000)} s for ${nameOwner(found)}, which was at work on ${directory}: ` +
    'whether it still lives can be told only by its signs of life.'
  );
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  // What it rejects with is not the signal's reason.
  await delay(milliseconds, undefined, signal && { signal }).catch(() => undefined);
  signal?.throwIfAborted();
}
