// Withdrawals: where in a run's event files it was continued from a checkpoint, and what therefore does not count of
// what stands before.

import { compareEventFiles } from './eventFiles.ts';

export interface Withdrawal {
  /** Name of the event file. */
  readonly file: string;
  /** Byte of the file at which it stands. */
  readonly position: number;
  /** Figures of this iteration and later that stand before it do not count. */
  readonly fromIteration: number;
}

/** A run is resumed far less often. Of a file that says otherwise, the rest is told as it comes. */
const mostWithdrawals = 1000;
/** In memory, of one; its file's name is that of the file that is followed. */
const bytesOfWithdrawal = 80;

export class Withdrawals {
  /** In the order of the files, the iterations ascending: one that a later one goes back behind means nothing more. */
  readonly #known: Withdrawal[] = [];

  /** In memory, about. */
  get bytesHeld(): number {
    return this.#known.length * bytesOfWithdrawal;
  }

  clear(): void {
    this.#known.length = 0;
  }

  note(added: Withdrawal): void {
    const next = this.#placeFrom(added.file, added.position);
    const later = this.#known[next];
    if (later !== undefined && later.fromIteration <= added.fromIteration) return;
    let first = next;
    while (first > 0 && (this.#known[first - 1]?.fromIteration ?? 0) >= added.fromIteration) first--;
    if (this.#known.length - (next - first) < mostWithdrawals) this.#known.splice(first, next - first, added);
  }

  /** Figures of this iteration and later, standing in `file` just before `position`, are known not to count. */
  cutoffAt(file: string, position: number): number {
    return this.#known[this.#placeFrom(file, position)]?.fromIteration ?? Number.POSITIVE_INFINITY;
  }

  /** Of the first that does not stand before the position. */
  #placeFrom(file: string, position: number): number {
    let [low, high] = [0, this.#known.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const known = this.#known[middle];
      const isBefore =
        known !== undefined &&
        (known.file === file ? known.position < position : compareEventFiles(known.file, file) < 0);
      if (isBefore) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
