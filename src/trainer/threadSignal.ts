// ThreadSignal: how the pool tells a worker thread what to do, and hears that it is done, in less than a microsecond while both are awake.

/** What a thread is to do. `message`: what the message says that waits for it. */
export const command = { none: 0, adapt: 1, move: 2, message: 3 } as const;
export type Command = (typeof command)[keyof typeof command];

/** Added to a command: the pool sleeps until a message says that it is done. */
const CALL_BACK = 4;

/** Words of one thread; a cache line of its own, so that threads that look at theirs do not slow each other down. */
export const WORDS_PER_SIGNAL = 16;

/**
 * One word of shared memory: a command, until the thread has carried it out. Waking a sleeping thread takes some 50 µs, as long as a small
 * task; so both sides look again and again for a while before they sleep.
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

  /** Waits for the answer, at most until `deadline` (of `performance.now()`). Returns whether it has come. */
  waitForAnswer(deadline: number): boolean {
    const asked = Atomics.load(this.#words, this.#index);
    return asked === command.none || this.#waitWhile(asked, deadline);
  }

  /** Asks for a message when the command is carried out. Returns false where it is already, and none will come. */
  requestCall(): boolean {
    const asked = Atomics.load(this.#words, this.#index);
    if (asked === command.none) return false;
    return Atomics.compareExchange(this.#words, this.#index, asked, asked | CALL_BACK) === asked;
  }

  // ---- the thread's side --------------------------------------------------------------------------------------------

  /** Sleeps until there is something to do. */
  waitForCommand(): Command {
    this.#waitWhile(command.none, Number.POSITIVE_INFINITY);
    const word = Atomics.load(this.#words, this.#index) & ~CALL_BACK;
    switch (word) {
      case command.none:
      case command.adapt:
      case command.move:
      case command.message:
        return word;
      default:
        throw new Error(`There is no command ${word}.`);
    }
  }

  /** The command is carried out. Returns whether the pool wants a message. */
  answer(): boolean {
    const asked = Atomics.exchange(this.#words, this.#index, command.none);
    Atomics.notify(this.#words, this.#index);
    return (asked & CALL_BACK) !== 0;
  }

  /** Looks for a while, then sleeps. Returns whether the word is no longer `value`. */
  #waitWhile(value: number, deadline: number): boolean {
    const startedAt = performance.now();
    const sleepFrom = Math.min(deadline, startedAt + this.#patience);
    do {
      if (Atomics.load(this.#words, this.#index) !== value) return true;
    } while (performance.now() < sleepFrom);
    while (Atomics.load(this.#words, this.#index) === value) {
      const left = deadline - performance.now();
      if (left <= 0) break;
      Atomics.wait(this.#words, this.#index, value, left);
    }
    // Looking pays only where waits are short, and a core that others want is better left to them: the last wait tells.
    const wasShort = performance.now() - startedAt < this.#longestLook;
    this.#patience = wasShort ? this.#longestLook : this.#patience / 4;
    return Atomics.load(this.#words, this.#index) !== value;
  }
}
