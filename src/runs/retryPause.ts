// RetryPause: what failed is tried again at once while it is little, and otherwise only so often that trying takes a
// small share of the time.

import { WorkRest } from '../base/workRest.ts';

/** So many cost next to nothing. */
const few = 16;

export class RetryPause {
  #failures = 0;
  #milliseconds = 0;
  readonly #rest = new WorkRest();

  get isOver(): boolean {
    return this.#rest.isOver;
  }

  /** One more has failed in this round, after so long. */
  noteFailure(milliseconds: number): void {
    this.#failures++;
    this.#milliseconds += milliseconds;
  }

  /** To be called after each round. */
  endRound(): void {
    if (this.#failures > few) this.#rest.beginFor(this.#milliseconds);
    [this.#failures, this.#milliseconds] = [0, 0];
  }
}
