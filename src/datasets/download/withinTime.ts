// Waiting for something, but not longer than a given time.

import type { Clock } from '../machine.ts';

/** What `withinTime` gives when the time is over. */
export const timedOut = Symbol('timedOut');

/** The value of `work`, or `timedOut` after so many milliseconds; `work` then goes on unheard. */
export async function withinTime<T>(
  work: Promise<T>,
  milliseconds: number,
  clock: Clock,
): Promise<T | typeof timedOut> {
  const arrived = new AbortController();
  const timeOver = clock.sleep(milliseconds, arrived.signal).then((): typeof timedOut => timedOut);
  try {
    return await Promise.race([work, timeOver]);
  } finally {
    arrived.abort();
    // The sleep ends by the abort as a rule.
    timeOver.catch(() => undefined);
  }
}
