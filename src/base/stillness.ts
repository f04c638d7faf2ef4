// How long something has looked the same, by a clock of our own: times in files are by the clocks of other machines, of
// drives, and of whoever made them.

/** Of more that are watched the one that was looked at longest ago is forgotten. */
const mostWatched = 1000;

interface Watched {
  readonly sign: string;
  readonly since: number;
}

export class Stillness {
  readonly #now: () => number;
  readonly #watched = new Map<string, Watched>();

  /** `now`: in milliseconds, of a clock that nobody sets. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * Milliseconds since `thing` was first seen with this sign, which changes whenever the thing does; 0 at the first
   * look, and after each change.
   */
  of(thing: string, sign: string): number {
    const known = this.#watched.get(thing);
    const now = this.#now();
    const watched = known?.sign === sign ? known : { sign, since: now };
    this.#watched.delete(thing);
    this.#watched.set(thing, watched);
    const [oldest] = this.#watched.keys();
    if (this.#watched.size > mostWatched && oldest !== undefined) this.#watched.delete(oldest);
    return now - watched.since;
  }
}
