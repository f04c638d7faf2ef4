// Withdrawals: where in a run's event files it was continued from a checkpoint, and what therefore does not count of what stands before.

export interface Withdrawal {
  /** Name of the event file; names sort in the order in which they were written. */
  readonly file: string;
  /** Byte of the file at which it stands. */
  readonly position: number;
  /** Figures of this iteration and later that stand before it do not count. */
  readonly fromIteration: number;
}

/** A run is resumed far less often. Of a file that says otherwise, the rest is told as it comes. */
const mostWithdrawals = 1000;

export class Withdrawals {
  /** In the order of the files, the iterations ascending: one that a later one goes back behind means nothing more. */
  #known: Withdrawal[] = [];

  clear(): void {
    this.#known = [];
  }

  note(added: Withdrawal): void {
    const next = this.#known.findIndex((known) => !isBefore(known, added));
    const later = next < 0 ? [] : this.#known.slice(next);
    if (later.some(({ fromIteration }) => fromIteration <= added.fromIteration)) return;
    const earlier = (next < 0 ? this.#known : this.#known.slice(0, next)).filter(
      ({ fromIteration }) => fromIteration < added.fromIteration,
    );
    if (earlier.length + later.length < mostWithdrawals) this.#known = [...earlier, added, ...later];
  }

  /** Figures of this iteration and later, standing in `file` just before `position`, are known not to count. */
  cutoffAt(file: string, position: number): number {
    const next = this.#known.find((known) => !isBefore(known, { file, position }));
    return next?.fromIteration ?? Number.POSITIVE_INFINITY;
  }
}

function isBefore(a: Pick<Withdrawal, 'file' | 'position'>, b: Pick<Withdrawal, 'file' | 'position'>): boolean {
  return a.file === b.file ? a.position < b.position : a.file < b.file;
}
