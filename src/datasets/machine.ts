// What getting data sets needs of the machine: the time and the disk. Tests put their own in its place.

import { statfs } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

export interface Clock {
  /** Milliseconds since some fixed moment. */
  now(): number;
  /** Rejects when the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface Machine {
  readonly clock: Clock;
  /** Bytes that this user may still write in an existing folder; undefined where the system does not tell. */
  readonly freeBytes: (folder: string) => Promise<number | undefined>;
}

export const thisMachine: Machine = {
  clock: {
    now: () => performance.now(),
    sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
  },
  freeBytes: async (folder) => {
    try {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    } catch {
      return undefined;
    }
  },
};
