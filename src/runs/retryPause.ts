// RetryPause: what failed is tried again at once while it is little, and otherwise only so often that trying takes a
// small share of the time.

/** So many cost next to nothing. */
const few = 16;
const restShare = 20;

export class RetryPause {
  #failures = 0;
  #milliseconds = 0;
  #until = 0;

  get isOver(): boolean {
    return performance.now() >= this.#until;
  }

  /** One more has failed in this round, after so long. */
  noteFailure(milliseconds: number): void {
    this.#failures++;
    this.#milliseconds += milliseconds;
  }

  /** To be called after each round. */
  endRound(): void {
    if (this.#failures > few) this.#until = performance.now() + restShare * this.#milliseconds;
    [this.#failures, this.#milliseconds] = [0, 0];
  }
}
