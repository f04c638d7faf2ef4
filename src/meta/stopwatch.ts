// Stopwatch: how long a thread computes, apart from how long it waits.

/** Adds up the time that functions take. */
export class Stopwatch {
  #milliseconds = 0;

  get seconds(): number {
    return this.#milliseconds / 1000;
  }

  time<T>(work: () => T): T {
    const startedAt = performance.now();
    const result = work();
    this.#milliseconds += performance.now() - startedAt;
    return result;
  }
}
