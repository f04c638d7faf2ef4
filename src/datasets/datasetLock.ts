// The lock on a data set, so that of several processes that get it one does the work and the others wait for it.

import { beat, isBeatingLockAbandoned } from '../base/locks/beatingLock.ts';
import { type HeldLock, type LockOwner, newOwner } from '../base/locks/lockFile.ts';
import { type LockVerdict, takeLock } from '../base/locks/takeLock.ts';
import { Stillness } from '../base/stillness.ts';
import { DatasetError } from './datasetError.ts';
import type { Clock } from './machine.ts';

const lookAgainMilliseconds = 500;

export interface Locking {
  /** The lock's file, absolute. Its folder exists. */
  readonly lock: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called once, when another process has the lock. */
  readonly onWait: () => void;
}

/**
 * Runs `action` alone among all processes that lock this file, as soon as none of the others does. Its signal aborts
 * with the one given, and when another process took the lock away, as happens when the machine slept.
 */
export async function withDatasetLock<T>(locking: Locking, action: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { lock, clock, signal } = locking;
  const owner = newOwner({ isBrief: false });
  await acquire(owner, locking);
  const lost = new AbortController();
  const end = beat(lock, owner, {
    onLost: () =>
      lost.abort(
        new DatasetError(
          'Another process has taken up the same data set meanwhile. Repeat the command to wait for it.',
        ),
      ),
    sleep: (milliseconds, ended) => clock.sleep(milliseconds, ended),
  });
  try {
    return await action(AbortSignal.any([signal, lost.signal]));
  } finally {
    await end();
  }
}

async function acquire(owner: LockOwner, { lock, clock, signal, onWait }: Locking): Promise<void> {
  signal.throwIfAborted();
  const stillness = new Stillness(() => clock.now());
  let hasWaited = false;
  const judge = async (found: HeldLock): Promise<LockVerdict> => {
    signal.throwIfAborted();
    if (await isBeatingLockAbandoned(lock, found, stillness)) return 'abandoned';
    if (!hasWaited) onWait();
    hasWaited = true;
    await clock.sleep(lookAgainMilliseconds, signal).catch(() => signal.throwIfAborted());
    return 'lookAgain';
  };
  if ((await takeLock(lock, owner, judge)) === 'taken') return;
  throw new DatasetError(
    `Processes that got the same data set died one after another, or are at it all the time. Remove ${lock}*, then try again.`,
  );
}
