// Waits for a condition instead of for a time.

import { setTimeout as delay } from 'node:timers/promises';

/**
 * Resolves with the first value of `probe` that is neither undefined nor false; rejects after `timeoutMilliseconds`,
 * naming `what` did not come.
 */
export async function waitFor<T>(
  what: string,
  probe: () => T | Promise<T>,
  timeoutMilliseconds = 10_000,
): Promise<Exclude<T, undefined | false>> {
  const deadline = performance.now() + timeoutMilliseconds;
  for (;;) {
    const value = await probe();
    if (isThere(value)) return value;
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMilliseconds} ms in vain for ${what}.`);
    await delay(10);
  }
}

function isThere<T>(value: T): value is Exclude<T, undefined | false> {
  return value !== undefined && value !== false;
}
