// StopRequests: whoever asks a run to stop, by signal or through its folder. The first one saves a checkpoint, another
// one leaves at once.

/** npm and npx pass on a Ctrl+C that the terminal has already sent to every process: two this close are one. */
const sameRequestMilliseconds = 500;

export class StopRequests {
  readonly #stop = new AbortController();
  readonly #leave = new AbortController();
  #askedAt = 0;

  /** Aborts at the first request. */
  get stop(): AbortSignal {
    return this.#stop.signal;
  }

  /** Aborts when somebody asks again: whatever is at work is not waited for. */
  get leave(): AbortSignal {
    return this.#leave.signal;
  }

  ask(): void {
    if (!this.#stop.signal.aborted) {
      this.#askedAt = performance.now();
      this.#stop.abort();
    } else if (performance.now() - this.#askedAt > sameRequestMilliseconds) {
      this.#leave.abort();
    }
  }
}
