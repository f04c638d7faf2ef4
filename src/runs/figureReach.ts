// How far the figures of a run's event files reach, and what of those that its manifest tells of they lack: a file may
// have been deleted, or put back as it was earlier.

import type { EventUpdate } from './eventUpdate.ts';
import type { FigureBatch } from './figureBatch.ts';
import type { RunNotice } from './runNotice.ts';

export class FigureReach {
  /** Of all figures that count; -1 where there are none. */
  #highest = -1;
  /** Figures from here on were withdrawn, and none came since. */
  #withdrawnFrom = Number.POSITIVE_INFINITY;
  #isBeginning = true;
  /** Files that may be as good as ever. */
  readonly #unreadable = new Set<string>();

  /** @param update all figures of the reading, or at least those that the run is judged by */
  take(update: EventUpdate): void {
    switch (update.kind) {
      case 'figures':
        this.#reach(update.figures);
        return;
      case 'withdrawn':
        this.#withdraw(update.fromIteration);
        return;
      case 'restarted':
        [this.#highest, this.#withdrawnFrom, this.#isBeginning] = [-1, Number.POSITIVE_INFINITY, true];
        this.#unreadable.clear();
        return;
      case 'unreadable':
        this.#unreadable.add(update.file);
        return;
      case 'readable':
        this.#unreadable.delete(update.file);
        return;
      case 'damaged':
        return;
    }
  }

  /** The iteration of the latest figure that counts; null where there is none. */
  get reached(): number | null {
    return this.#highest < 0 ? null : this.#highest;
  }

  /**
   * Of a run that nobody is at work on: what is written meanwhile may come to either first. Undefined where nothing is
   * missing, where nothing is acknowledged, and where nobody can tell since a file cannot be read.
   * @param acknowledged the iteration of the latest figure that the manifest tells of
   */
  whatIsMissing(acknowledged: number | undefined): RunNotice | undefined {
    if (acknowledged === undefined || this.#unreadable.size > 0) return undefined;
    if (acknowledged <= this.#highest || acknowledged >= this.#withdrawnFrom) return undefined;
    return { of: 'missingFigures', reached: this.reached, acknowledged };
  }

  #reach({ length, iterations }: FigureBatch): void {
    for (let place = 0; place < length; place++) this.#highest = Math.max(this.#highest, iterations[place] ?? -1);
    if (this.#highest >= this.#withdrawnFrom) this.#withdrawnFrom = Number.POSITIVE_INFINITY;
  }

  /** A run's first file begins so, before there is anything to withdraw. */
  #withdraw(fromIteration: number): void {
    const isFirst = this.#isBeginning && fromIteration === 0;
    this.#isBeginning = false;
    if (isFirst) return;
    this.#highest = Math.min(this.#highest, fromIteration - 1);
    this.#withdrawnFrom = Math.min(this.#withdrawnFrom, fromIteration);
  }
}
