// ThreadSignal: how the pool tells a worker thread what to do, and hears that it is done, in less than a microsecond
// while both are awake.

/** What a thread is to do. `message`: what the message says that waits for it. */
export const command = { none: 0, adapt: 1, move: 2, message: 3 } as const;
export type Command = (typeof command)[keyof typeof command];

/** Added to a command: the pool sleeps until a message says that it is done. */
const CALL_BACK = 4;
/** Added to a command: the thread is at it. */
const TAKEN = 8;

/** Words of one thread; a cache line of its own, so that threads that look at theirs do not slow each other down. */
export const WORDS_PER_SIGNAL = 16;

/**
 * One word of shared memory: a command, until the thread has carried it out. Waking a sleeping thread takes some 50 µs,
 * as long as a small task; so both sides look again and again for a while before they sleep.
 */
export class ThreadSignal {
  readonly #words: Int32Array;
  readonly #index: number;
  readonly #longestLook: number;
  /** How long it looks next time. */
  #patience: number;

  /** @param longestLook milliseconds that a side looks before it sleeps; 0 where threads must share cores */
  constructor(words: Int32Array, thread: number, longestLook: number) {
    this.#words = words;
    this.#index = thread * WORDS_PER_SIGNAL;
    this.#longestLook = longestLook;
    this.#patience = longestLook;
  }

  // ---- the pool's side ----------------------------------------------------------------------------------------------

  ask(what: Command): void {
    Atomics.store(this.#words, this.#index, what);
    Atomics.notify(this.#words, this.#index);
  }

  /**
   * Takes a command back that the thread has not begun with: it sleeps, or its core is given to somebody else. Returns
   * whether there is nothing to wait for, because it was taken back or is carried out.
   */
  withdraw(): boolean {
    const word = Atomics.load(this.#words, this.#index);
    if (word === command.none) return true;
    return (word & TAKEN) === 0 && Atomics.compareExchange(this.#words, this.#index, word, command.none) === word;
  }

  /** Waits for the answer, at most until `deadline` (of `performance.now()`). Returns whether it has come. */
  waitForAnswer(deadline: number): boolean {
    return this.#waitUntil((word) => word === command.none, deadline);
  }

  /** Asks for a message when the command is carried out. Returns false where it is already, and none will come. */
  requestCall(): boolean {
    for (;;) {
      const word = Atomics.load(this.#words, this.#index);
      if (word === command.none) return false;
      if (Atomics.compareExchange(this.#words, this.#index, word, word | CALL_BACK) === word) return true;
    }
  }

  // ---- the thread's side --------------------------------------------------------------------------------------------

  /** Sleeps until there is something to do, and takes it. `none` where somebody was faster: to be asked again. */
  waitForCommand(): Command {
    this.#waitUntil((asked) => asked !== command.none, Number.POSITIVE_INFINITY);
    const word = Atomics.load(this.#words, this.#index);
    if (word === command.none) return command.none;
    if (Atomics.compareExchange(this.#words, this.#index, word, word | TAKEN) !== word) return command.none;
    const what = word & ~CALL_BACK;
    switch (what) {
      case command.adapt:
      case command.move:
      case command.message:
        return what;
      default:
        throw new Error(`There is no command ${what}.`);
    }
  }

  /** The command is carried out. Returns whether the pool wants a message. */
  answer(): boolean {
    const asked = Atomics.exchange(this.#words, this.#index, command.none);
    Atomics.notify(this.#words, this.#index);
    return (asked & CALL_BACK) !== 0;
  }

  /** Looks for a while, then sleeps. Returns whether the word is what was waited for. */
  #waitUntil(isOver: (word: number) => boolean, deadline: number): boolean {
    const startedAt = performance.now();
    const sleepFrom = Math.min(deadline, startedAt + this.#patience);
    do {
      if (isOver(Atomics.load(this.#words, this.#index))) return true;
    } while (performance.now() < sleepFrom);
    for (;;) {
      const word = Atomics.load(this.#words, this.#index);
      const left = deadline - performance.now();
      if (isOver(word) || left <= 0) {
        // Looking pays only where waits are short, and a core that others want is better left to them: the last wait
        // tells.
        const wasShort = performance.now() - startedAt < this.#longestLook;
        this.#patience = wasShort ? this.#longestLook : this.#patience / 4;
        return isOver(word);
      }
      Atomics.wait(this.#words, this.#index, word, left);
    }
  }
}
