// The time that a run spends at work, and its speed. Pauses do not count.

/** Iterations count for the speed with weights that fall by e in this time. */
const memorySeconds = 5;

/** Of the meta-iterations of late, evaluations left out. */
export interface Pace {
  readonly iterationsPerSecond: number;
  /** Part of the time that a worker waited for others, 0 … 1. */
  readonly workerIdleShare: number;
}

export class RunClock {
  readonly #earlierSeconds: number;
  #startedAt: number | undefined;
  #seconds = 0;
  #weightedIterations = 0;
  #weightedSeconds = 0;
  #weightedIdleSeconds = 0;

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

  /** Notes a meta-iteration that took `seconds`, of which workers waited for `idleShare`. */
  noteIteration(seconds: number, idleShare: number): Pace {
    const decay = Math.exp(-seconds / memorySeconds);
    const atLeast = Math.max(seconds, 1e-9);
    this.#weightedIterations = this.#weightedIterations * decay + 1;
    this.#weightedSeconds = this.#weightedSeconds * decay + atLeast;
    this.#weightedIdleSeconds = this.#weightedIdleSeconds * decay + idleShare * atLeast;
    return {
      iterationsPerSecond: this.#weightedIterations / this.#weightedSeconds,
      workerIdleShare: this.#weightedIdleSeconds / this.#weightedSeconds,
    };
  }

  #runningSeconds(): number {
    return this.#startedAt === undefined ? 0 : (performance.now() - this.#startedAt) / 1000;
  }
}
