// The rest after work that comes again and again: so many times as long as the work took, which then takes a small share
// of the time, however much of it there is.

const usualFactor = 20;

export class WorkRest {
  readonly #factor: number;
  /** By the clock of this process, in milliseconds. */
  #until = Number.NEGATIVE_INFINITY;

  /** @param factor so many times as long as the work is rested */
  constructor(factor = usualFactor) {
    this.#factor = factor;
  }

  get isOver(): boolean {
    return performance.now() >= this.#until;
  }

  /**
   * The work has ended: gives how long is rested from now on, in milliseconds.
   * @param startedAt when it began, as `performance.now()` has it
   * @param least in milliseconds
   */
  begin(startedAt: number, least = 0): number {
    return this.beginFor(performance.now() - startedAt, least);
  }

  /** As `begin`, after work that took so many milliseconds of the time until now. */
  beginFor(milliseconds: number, least = 0): number {
    const rest = Math.max(least, this.#factor * milliseconds);
    this.#until = performance.now() + rest;
    return rest;
  }
}
