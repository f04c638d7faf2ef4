// A thread is not ended while it is about to unpack something: Node.js aborts the whole process where a thread ends that
// has made a stream of zlib's and not yet initialized it.

const shutMark = 1 << 30;

const pauseMilliseconds = 1;
/** Longer than unpacking takes. */
const exitMilliseconds = 2000;

/** Gates of threads that are alive: they end with the process, too. */
const watched = new Set<ThreadGate>();
let isExitWatched = false;

/**
 * One word of shared memory: how many are inside, and whether it is shut. Whoever ends a thread shuts it first; the
 * thread, and threads that it has started, pass it on their way into zlib.
 */
export class ThreadGate {
  readonly word: Int32Array;

  /** @param word of the other side; a new one by default */
  constructor(word: Int32Array = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))) {
    this.word = word;
  }

  // ---- the threads' side --------------------------------------------------------------------------------------------

  /** Does the work, which must be synchronous; does not return where the gate is shut, since the thread is ended. */
  pass<Result>(work: () => Result): Result {
    this.#enter();
    try {
      return work();
    } finally {
      Atomics.sub(this.word, 0, 1);
      Atomics.notify(this.word, 0);
    }
  }

  #enter(): void {
    for (;;) {
      const word = Atomics.load(this.word, 0);
      if (word >= shutMark) Atomics.wait(this.word, 0, word);
      else if (Atomics.compareExchange(this.word, 0, word, word + 1) === word) return;
    }
  }

  // ---- the side that ends them --------------------------------------------------------------------------------------

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

  /**
   * Resolves when nobody is inside any more, and nobody comes in again; or after the patience: who is inside for so long
   * has initialized its stream long ago.
   */
  async shut(patienceMilliseconds = Number.POSITIVE_INFINITY): Promise<void> {
    const until = performance.now() + patienceMilliseconds;
    Atomics.or(this.word, 0, shutMark);
    while (this.#inside() > 0 && performance.now() < until)
      await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
  }

  #shutBefore(deadline: number): void {
    Atomics.or(this.word, 0, shutMark);
    for (let word = Atomics.load(this.word, 0); word > shutMark; word = Atomics.load(this.word, 0)) {
      const rest = deadline - Date.now();
      if (rest <= 0) return;
      Atomics.wait(this.word, 0, word, rest);
    }
  }

  #inside(): number {
    return Atomics.load(this.word, 0) & ~shutMark;
  }
}
