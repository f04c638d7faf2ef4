// Looking again and again for what could not be read, now and then and for a small share of the time.

import { WorkRest } from '../../base/workRest.ts';
import type { Disposable } from './disposableStore.ts';

export class LooksAgain implements Disposable {
  readonly #interval: number;
  readonly #rest = new WorkRest();
  readonly #look: () => Promise<boolean>;
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;
  #isStopped = true;
  #starts = 0;

  /**
   * @param look says whether there is to be another one, and rejects with nothing
   * @param interval between two looks at least, in milliseconds
   */
  constructor(look: () => Promise<boolean>, interval = 2000) {
    this.#look = look;
    this.#interval = interval;
  }

  /** There is something to look for. */
  start(): void {
    this.#isStopped = false;
    this.#starts++;
    if (this.#timer === undefined && !this.#isLooking) this.#lookIn(this.#interval);
  }

  /** Until the next start nobody looks, but for a look that is under way. */
  dispose(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #lookIn(milliseconds: number): void {
    this.#timer = setTimeout(() => void this.#lookNow(), milliseconds);
    this.#timer.unref();
  }

  async #lookNow(): Promise<void> {
    this.#timer = undefined;
    this.#isLooking = true;
    const [startedAt, starts] = [performance.now(), this.#starts];
    const isThereMore = await this.#look();
    this.#isLooking = false;
    // Whoever started it meanwhile has something else to look for, which the look may not have seen.
    if (!this.#isStopped && (isThereMore || starts !== this.#starts))
      this.#lookIn(this.#rest.begin(startedAt, this.#interval));
  }
}
