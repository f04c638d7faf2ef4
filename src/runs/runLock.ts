// The lock that keeps two processes from writing into one run. Its owner may die without releasing it; then the next
// one takes it over.

import { setTimeout as delay } from 'node:timers/promises';
import { type HeldLock, readLock, releaseLock } from '../base/locks/lockFile.ts';
import { takeLock } from '../base/locks/takeLock.ts';
import { currentProcess } from '../base/processIdentity.ts';
import { RefusedFileError } from '../base/refusedFile.ts';
import { judgeOwner, type OwnerVerdict, OwnerWatch } from './lockOwner.ts';
import { runFiles } from './runDirectory.ts';
import { RunHold, RunLockedError } from './runHold.ts';

/** How long a lock is waited for that is about to be given back, and one of which that is not known yet. */
const patienceMilliseconds = { ending: 5000, unsettled: 30_000 } as const;
const lookEveryMilliseconds = { ending: 20, unsettled: 20, silent: 250 } as const;

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
 * Gives the lock back that this very process took before it started its program anew. To be called before it takes any
 * lock of the run.
 */
export async function releaseEarlierLock(directory: string): Promise<void> {
  const lock = runFiles(directory).lock;
  const found = await readLock(lock);
  const { host, pid, startedAt } = currentProcess();
  if (found.kind !== 'owned') return;
  const { owner } = found;
  if (owner.host === host && owner.pid === pid && owner.startedAt === startedAt) releaseLock(lock, owner);
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
    if (found.kind === 'absent') return;
    const verdict = await judgeOwner(directory, found, watch);
    if (verdict.kind === 'abandoned') return;
    await waitOrRefuse(directory, { found, verdict, watch });
  }
}

async function takeHold(hold: RunHold, patience: Patience | undefined): Promise<RunHold> {
  const { directory, owner } = hold;
  const watch = new OwnerWatch();
  const taking = await takeLock(runFiles(directory).lock, owner, async (found) => {
    const verdict = await judgeOwner(directory, found, watch);
    if (verdict.kind === 'abandoned') return 'abandoned';
    await waitOrRefuse(directory, { found, verdict, watch }, patience);
    return 'lookAgain';
  });
  if (taking === 'taken') return hold;
  throw new RunLockedError(
    `Processes that took ${directory} up died one after another, or its lock changes hands all the time. Wait until other processes are done with the run, or remove its files trainer.lock*, then try again.`,
  );
}

/** Another's lock, at a look. */
interface ForeignLock {
  readonly found: HeldLock;
  readonly verdict: Exclude<OwnerVerdict, { kind: 'abandoned' }>;
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
    case 'ending':
    case 'unsettled':
      if (watch.milliseconds > patienceMilliseconds[verdict.kind]) throw lockedBy(directory, found);
      return pause(lookEveryMilliseconds[verdict.kind], patience?.signal);
    case 'silent':
      if (patience === undefined) throw new RunLockedError(describeDoubt(directory, found, verdict.millisecondsLeft));
      if (watch.isFirstLook) patience.onWaiting(describeWait(directory, found, verdict.millisecondsLeft));
      return pause(lookEveryMilliseconds.silent, patience.signal);
  }
}

function lockedBy(directory: string, found: HeldLock): RunLockedError {
  return new RunLockedError(
    found.kind === 'owned'
      ? `Process ${found.owner.pid} on ${found.owner.host} is already at work on ${directory}. Stop that one first, or wait until it has ended.`
      : `Another process is just taking up ${directory}.`,
  );
}

function describeDoubt(directory: string, found: HeldLock, milliseconds: number): string {
  return (
    `Nobody can tell from here whether ${nameOwner(found)}, which was at work on ${directory}, still lives. ` +
    `Without a sign of life it counts as gone: try again in ${Math.ceil(milliseconds / 1000)} s.`
  );
}

function nameOwner(found: HeldLock): string {
  return found.kind === 'owned' ? `process ${found.owner.pid} on ${found.owner.host}` : 'another process';
}

function describeWait(directory: string, found: HeldLock, milliseconds: number): string {
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
