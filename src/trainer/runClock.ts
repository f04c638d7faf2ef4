// The time that a run spends at work, and its speed. Pauses do not count.

/** Iterations count for the speed with weights that fall by e in this time. */
const memorySeconds = 5;

export class RunClock {
  readonly #earlierSeconds: number;
  #startedAt: number | undefined;
  #seconds = 0;
  #weightedIterations = 0;
  #weightedSeconds = 0;

  /** `earlierSeconds`: what earlier processes spent. */
  constructor(earlierSeconds: number) {
    this.#earlierSeconds = earlierSeconds;
  }

  start(): void {
    this.#startedAt ??= performance.now();
  }

  stop(): void {
    this.#seconds += this.#runningSeconds();
    this.#startedAt = undefined;
  }

  get activeSeconds(): number {
    return this.#earlierSeconds + this.#seconds + this.#runningSeconds();
  }

  /** Notes a meta-iteration that took `seconds`, and returns how many of them go into a second of training, evaluations left out. */
  noteIteration(seconds: number): number {
    const decay = Math.exp(-seconds / memorySeconds);
    this.#weightedIterations = this.#weightedIterations * decay + 1;
    this.#weightedSeconds = this.#weightedSeconds * decay + Math.max(seconds, 1e-9);
    return this.#weightedIterations / this.#weightedSeconds;
  }

  #runningSeconds(): number {
    return this.#startedAt === undefined ? 0 : (performance.now() - this.#startedAt) / 1000;
  }
}
