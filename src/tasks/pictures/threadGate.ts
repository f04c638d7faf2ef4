// A decoding thread is not ended while it is inside zlib: Node.js aborts the whole process where a thread ends that has
// made a stream of zlib's and not yet initialized it.

const open = 0;
const inside = 1;
const shut = 2;

const pauseMilliseconds = 1;
/** Longer than a picture takes. */
const exitMilliseconds = 2000;

/** Gates of threads that are alive: they end with the process, too. */
const watched = new Set<ThreadGate>();
let isExitWatched = false;

/** One word of shared memory. Whoever ends the thread shuts it first; the thread passes it on its way into zlib. */
export class ThreadGate {
  readonly word: Int32Array;

  /** @param word of the other side; a new one by default */
  constructor(word: Int32Array = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))) {
    this.word = word;
  }

  // ---- the thread's side --------------------------------------------------------------------------------------------

  /** Does the work, which must be synchronous; does not return where the gate is shut, since the thread is ended. */
  pass<Result>(work: () => Result): Result {
    while (Atomics.compareExchange(this.word, 0, open, inside) === shut) Atomics.wait(this.word, 0, shut);
    try {
      return work();
    } finally {
      Atomics.store(this.word, 0, open);
      Atomics.notify(this.word, 0);
    }
  }

  // ---- the side that ends it ----------------------------------------------------------------------------------------

  /** Shuts the gate at the end of the process, too. */
  watch(): void {
    watched.add(this);
    if (isExitWatched) return;
    isExitWatched = true;
    process.once('exit', () => {
      const deadline = Date.now() + exitMilliseconds;
      for (const gate of watched) gate.#shutBefore(deadline);
    });
  }

  /** The thread has ended. */
  forget(): void {
    watched.delete(this);
  }

  /** Resolves when the thread is outside and stays there. */
  async shut(): Promise<void> {
    while (!this.#tryToShut()) await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
  }

  #shutBefore(deadline: number): void {
    while (!this.#tryToShut() && Date.now() < deadline) Atomics.wait(this.word, 0, inside, deadline - Date.now());
  }

  #tryToShut(): boolean {
    return Atomics.compareExchange(this.word, 0, open, shut) !== inside;
  }
}
