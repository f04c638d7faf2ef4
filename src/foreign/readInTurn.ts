// Calls of a log's reader wait for those before them.

import type { HearEvents } from '../runs/eventUpdate.ts';

type ReadLog = (hear: HearEvents, signal?: AbortSignal) => Promise<void>;

/** One that fails keeps no later one. */
export function readInTurn(read: ReadLog): ReadLog {
  let last: Promise<void> = Promise.resolve();
  return (hear, signal) => {
    const reading = last.then(() => read(hear, signal));
    last = reading.catch(() => undefined);
    return reading;
  };
}
