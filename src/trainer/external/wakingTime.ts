// Time that passes while somebody looks: of a stretch in which nobody could, because the trainer was stopped or the
// machine slept, a moment counts and no more.

export class WakingTime {
  readonly #mostAtOnce: number;
  #milliseconds = 0;
  #countedAt = performance.now();

  /** @param mostAtOnce in milliseconds: what a single look adds at most */
  constructor(mostAtOnce: number) {
    this.#mostAtOnce = mostAtOnce;
  }

  /** Since it was begun. */
  get seconds(): number {
    return this.#milliseconds / 1000;
  }

  begin(): void {
    this.#milliseconds = 0;
    this.#countedAt = performance.now();
  }

  /** Somebody looks. */
  count(): void {
    const now = performance.now();
    this.#milliseconds += Math.min(now - this.#countedAt, this.#mostAtOnce);
    this.#countedAt = now;
  }
}
