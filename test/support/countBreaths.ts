// How often work gives others a turn, whatever time it takes on this machine.

import { mock } from 'node:test';

/** How often others are given a turn, by a clock on which each look at it is long after the one before. */
export async function countBreaths<Result>(work: () => Promise<Result>): Promise<{ result: Result; breaths: number }> {
  let now = 0;
  const clock = mock.method(performance, 'now', () => {
    now += 1000;
    return now;
  });
  const turns = mock.method(globalThis, 'setImmediate');
  try {
    const result = await work();
    return { result, breaths: turns.mock.callCount() };
  } finally {
    clock.mock.restore();
    turns.mock.restore();
  }
}
