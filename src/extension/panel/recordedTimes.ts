// RecordedTimes: when a run reached its meta-iterations, from the times at which its figures were written.

import { timeTags } from '../../panel/timeTags.ts';

/** Takes a point of a series in. */
type Take = (tag: string, iteration: number, seconds: number) => void;

export class RecordedTimes {
  readonly #take: Take;
  #reached = Number.NEGATIVE_INFINITY;
  #begun = Number.NaN;
  /** When the process that writes wrote last; not a number before its first word. */
  #previous = Number.NaN;
  #worked = 0;
  /** Seconds of work at meta-iterations, as far as a process may come back to them. */
  #workedAt: { readonly iteration: number; readonly seconds: number }[] = [];

  constructor(take: Take) {
    this.#take = take;
  }

  /** To be called with every figure, in the order in which they were written. @param wallTime seconds since 1970 */
  note(iteration: number, wallTime: number): void {
    if (!Number.isFinite(wallTime)) return;
    if (Number.isNaN(this.#begun)) this.#begun = wallTime;
    // Clocks are set back now and then.
    if (wallTime > this.#previous) this.#worked += wallTime - this.#previous;
    this.#previous = wallTime;
    if (!(iteration > this.#reached)) return;
    this.#reached = iteration;
    this.#remember(iteration);
    this.#take(timeTags.wall, iteration, Math.max(0, wallTime - this.#begun));
    this.#take(timeTags.work, iteration, this.#worked);
  }

  /** Another process goes on before `fromIteration`. */
  withdraw(fromIteration: number): void {
    this.#previous = Number.NaN;
    while ((this.#workedAt.at(-1)?.iteration ?? Number.NEGATIVE_INFINITY) >= fromIteration) this.#workedAt.pop();
    const last = this.#workedAt.at(-1);
    this.#reached = last?.iteration ?? Number.NEGATIVE_INFINITY;
    this.#worked = last?.seconds ?? 0;
    if (last === undefined) this.#begun = Number.NaN;
  }

  #remember(iteration: number): void {
    this.#workedAt.push({ iteration, seconds: this.#worked });
    if (this.#workedAt.length <= mostRemembered) return;
    const last = this.#workedAt.length - 1;
    this.#workedAt = this.#workedAt.filter((_, place) => place % 2 === 0 || place === last);
  }
}

/** A run that comes back to a meta-iteration between two of them takes up the time of the earlier one. */
const mostRemembered = 10_000;
