// Which of several looks at one run counts, where looks go on beside each other: the one that began last, whichever ends
// last.

export class LookOrder {
  #moments = 0;
  /** When looks began that have not ended. */
  readonly #underWay = new Set<number>();
  /** When the look began whose word about a directory counts, also where it found nothing there. */
  readonly #counting = new Map<string, number>();

  /** When a look begins that `end` is told of; those of `moment` that belong to it are later. */
  begin(): number {
    const began = this.moment();
    this.#underWay.add(began);
    return began;
  }

  /** Later than all before; to be asked for right before a directory is looked at, in the same breath. */
  moment(): number {
    return ++this.#moments;
  }

  /** Whether what was seen of the directory by looking at it from then on counts. If so, nothing earlier does any more. */
  takes(directory: string, moment: number): boolean {
    if (moment < (this.#counting.get(directory) ?? 0)) return false;
    this.#counting.set(directory, moment);
    return true;
  }

  /** What no look under way can contradict is forgotten. */
  end(began: number): void {
    this.#underWay.delete(began);
    const oldest = Math.min(...this.#underWay);
    for (const [directory, moment] of this.#counting) if (moment < oldest) this.#counting.delete(directory);
  }
}
