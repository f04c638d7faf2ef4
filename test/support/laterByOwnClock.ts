// Lets time pass by the clock of the test's own process, for what judges by nothing else.

import { mock } from 'node:test';

/** Runs `action` as if it were so many milliseconds later. */
export async function laterByOwnClock<T>(milliseconds: number, action: () => Promise<T>): Promise<T> {
  const now = performance.now.bind(performance);
  const clock = mock.method(performance, 'now', () => now() + milliseconds);
  try {
    return await action();
  } finally {
    clock.mock.restore();
  }
}
