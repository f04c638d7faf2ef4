// How often the panel's head is told that the run is further on: a fast run's figures come many times a second, and
// drawing the head each time would hold them up.

/** Often enough for a person. */
const millisecondsBetweenHeads = 500;

export class HeadPace {
  readonly #wake: () => void;
  #toldIteration = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  /** @param wake called when the head is due and nothing else has asked for a message */
  constructor(wake: () => void) {
    this.#wake = wake;
  }

  /** Whether the head is to be told of `iteration` by now. */
  isDue(iteration: number): boolean {
    return iteration !== this.#toldIteration && performance.now() - this.#toldAt >= millisecondsBetweenHeads;
  }

  /** To be called with every message; `isTold` says whether the head was in it. */
  note(iteration: number, isTold: boolean): void {
    if (isTold) {
      this.#toldIteration = iteration;
      this.#toldAt = performance.now();
    } else if (iteration !== this.#toldIteration) {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#wake();
      }, millisecondsBetweenHeads);
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
