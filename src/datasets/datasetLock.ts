// The lock on a data set, so that of several processes that get it one does the work and the others wait for it.

import { randomUUID } from 'node:crypto';
import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hasCode } from '../base/systemErrors.ts';
import { DatasetError } from './datasetError.ts';
import type { Clock } from './machine.ts';

/** Its owner touches the lock so often; one that has not been touched for long belongs to a process that is gone. */
const beatMilliseconds = 4000;
const abandonedMilliseconds = 20_000;
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
  const { lock, signal } = locking;
  const token = randomUUID();
  await acquire(token, locking);
  const ended = new AbortController();
  const lost = new AbortController();
  const beating = keepAlive(token, locking, ended.signal, lost);
  try {
    return await action(AbortSignal.any([signal, lost.signal]));
  } finally {
    ended.abort();
    await beating;
    if (await isOwn(lock, token)) await rm(lock, { force: true });
  }
}

async function acquire(token: string, { lock, clock, signal, onWait }: Locking): Promise<void> {
  const watch = new StillnessWatch();
  for (let looks = 0; ; looks++) {
    signal.throwIfAborted();
    try {
      return await writeFile(lock, token, { flag: 'wx' });
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    if (looks === 0) onWait();
    if (watch.isAbandoned(await timeOf(lock), clock.now())) await rm(lock, { force: true });
    else await clock.sleep(lookAgainMilliseconds, signal).catch(() => signal.throwIfAborted());
  }
}

/**
 * Tells a lock that nobody touches: its time is long past, or has stood still for long by the watcher's own clock. The
 * time of a lock may lie ahead for ever, where the machine's clock did when its owner was killed.
 */
class StillnessWatch {
  #time: number | undefined;
  #since = 0;

  /** `time`: the lock's; undefined where it is gone. `now`: of a clock that nobody sets. */
  isAbandoned(time: number | undefined, now: number): boolean {
    if (time === undefined || Date.now() - time > abandonedMilliseconds) return true;
    if (time !== this.#time) {
      this.#time = time;
      this.#since = now;
    }
    return now - this.#since > abandonedMilliseconds;
  }
}

/** Milliseconds since 1970; undefined where there is no lock. */
async function timeOf(lock: string): Promise<number | undefined> {
  try {
    return (await stat(lock)).mtimeMs;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function keepAlive(
  token: string,
  { lock, clock }: Locking,
  ended: AbortSignal,
  lost: AbortController,
): Promise<void> {
  for (;;) {
    await clock.sleep(beatMilliseconds, ended).catch(() => undefined);
    if (ended.aborted) return;
    if (!(await isOwn(lock, token))) {
      lost.abort(
        new DatasetError(
          'Another process has taken up the same data set meanwhile. Repeat the command to wait for it.',
        ),
      );
      return;
    }
    const now = new Date();
    await utimes(lock, now, now).catch(() => undefined);
  }
}

async function isOwn(lock: string, token: string): Promise<boolean> {
  return (await readFile(lock, 'utf8').catch(() => '')) === token;
}
