// A lock whose owner touches it for as long as it has it: one that nobody touches belongs to nobody any more, on
// whatever machine its owner was.

import { utimes } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from '../processIdentity.ts';
import type { Stillness } from '../stillness.ts';
import { type HeldLock, type LockOwner, releaseLock, signOf, tokenInLock } from './lockFile.ts';
import { isBriefLockAbandoned } from './takeLock.ts';

const beatMilliseconds = 4000;
/** A machine that is busy, and a drive that is slow, touch late. */
const abandonedAfterMilliseconds = 20_000;

export interface BeatOptions {
  /** Called once, when the lock turns out to be another's, as happens when the machine slept. */
  readonly onLost?: () => void;
  /** Rejects when the signal aborts. By default it keeps no process alive. */
  readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
}

/**
 * Touches the lock from now on. Gives what ends that, and gives the lock back where it is still `owner`'s.
 */
export function beat(
  lock: string,
  owner: LockOwner,
  { onLost = () => {}, sleep = sleepLightly }: BeatOptions = {},
): () => Promise<void> {
  const ended = new AbortController();
  const beating = keepTouching(lock, owner, ended.signal, { onLost, sleep });
  return async () => {
    ended.abort();
    await beating;
    releaseLock(lock, owner);
  };
}

async function keepTouching(
  lock: string,
  owner: LockOwner,
  ended: AbortSignal,
  { onLost, sleep }: Required<BeatOptions>,
): Promise<void> {
  for (;;) {
    await sleep(beatMilliseconds, ended).catch(() => undefined);
    if (ended.aborted) return;
    if (isAnothers(lock, owner)) return onLost();
    const now = new Date();
    await utimes(lock, now, now).catch(() => undefined);
  }
}

/** One that cannot be looked at just now is not lost for that. */
function isAnothers(lock: string, { token }: LockOwner): boolean {
  try {
    return tokenInLock(lock) !== token;
  } catch {
    return false;
  }
}

function sleepLightly(milliseconds: number, signal: AbortSignal): Promise<void> {
  return delay(milliseconds, undefined, { signal, ref: false });
}

/** Whether its owner is gone, or has not touched it for long. */
export async function isBeatingLockAbandoned(lock: string, found: HeldLock, stillness: Stillness): Promise<boolean> {
  if (found.kind === 'unreadable') return isBriefLockAbandoned(lock, found, stillness);
  const still = stillness.of(lock, signOf(found));
  return still > abandonedAfterMilliseconds || (await isAlive(found.owner)) === false;
}
