// A clock for tests of what waits: waits end at once and are noted, but those of one length end only when the test says
// so.

import type { Clock } from '../../src/datasets/machine.ts';

export class DictatedClock implements Clock {
  /** Milliseconds of every wait that ended at once, in order. */
  readonly waits: number[] = [];
  readonly #held: number;
  readonly #sleepers = new Set<() => void>();
  #now = 0;

  /** @param held waits of so many milliseconds end by `pass` */
  constructor(held: number) {
    this.#held = held;
  }

  now(): number {
    return this.#now;
  }

  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (milliseconds !== this.#held) {
      this.waits.push(milliseconds);
      this.#now += milliseconds;
      // Later than what is going on, so that whoever waits in a loop lets others run.
      return new Promise((resolve) => setImmediate(resolve));
    }
    return new Promise((resolve, reject) => {
      const wake = () => {
        this.#sleepers.delete(wake);
        resolve();
      };
      this.#sleepers.add(wake);
      const abandon = () => {
        this.#sleepers.delete(wake);
        reject(signal.reason);
      };
      signal.addEventListener('abort', abandon, { once: true });
    });
  }

  /** Ends the held waits that are going on. */
  pass(): void {
    for (const wake of this.#sleepers) wake();
  }
}
