// Cutoffs: of figures that were told one after another, which count no more because of what was told after them.

interface Cutoff {
  /** So many figures were told before. */
  readonly after: number;
  readonly fromIteration: number;
}

export class Cutoffs {
  /** The iterations ascending: one that a later one goes back behind means nothing more. */
  readonly #known: Cutoff[] = [];

  clear(): void {
    this.#known.length = 0;
  }

  /** @param after so many figures were told before, of which those from the iteration on do not count any more */
  note(after: number, fromIteration: number): void {
    while ((this.#known.at(-1)?.fromIteration ?? -1) >= fromIteration) this.#known.pop();
    this.#known.push({ after, fromIteration });
  }

  /** From which iteration on the figure in this place (from 0) does not count; infinite where it does anyhow. */
  at(place: number): number {
    let [low, high] = [0, this.#known.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#known[middle]?.after ?? 0) <= place) low = middle + 1;
      else high = middle;
    }
    return this.#known[low]?.fromIteration ?? Number.POSITIVE_INFINITY;
  }
}
