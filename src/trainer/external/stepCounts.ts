// StepCounts: how often a name has a figure at a step, of millions of them in columns.

import { Cutoffs } from './cutoffs.ts';

/** So many steps that do not ascend wait, and an eighth of those that do, before they are put in their places. */
const mostLoose = 1024;

export class StepCounts {
  readonly #tags = new Map<string, AscendingSteps>();
  /** A file may withdraw at every second record: names and steps learn of it when they are asked for. */
  readonly #cutoffs = new Cutoffs();
  #added = 0;

  add(tag: string, step: number): void {
    let steps = this.#tags.get(tag);
    if (steps === undefined) {
      steps = new AscendingSteps(this.#cutoffs);
      this.#tags.set(tag, steps);
    }
    steps.add(step, this.#added++);
  }

  /** One figure less; false where there is none. */
  take(tag: string, step: number): boolean {
    return this.#tags.get(tag)?.take(step) ?? false;
  }

  /** What was added at the step and later ones is gone. */
  withdraw(fromStep: number): void {
    this.#cutoffs.note(this.#added, fromStep);
  }

  clear(): void {
    this.#tags.clear();
    this.#cutoffs.clear();
    this.#added = 0;
  }
}

interface LooseStep {
  count: number;
  /** Of the last of them among all that were added. */
  readonly place: number;
}

/** Nearly always they come in order, and are taken in order. */
class AscendingSteps {
  readonly #cutoffs: Cutoffs;
  #length = 0;
  #steps = new Float64Array(8);
  #counts = new Uint32Array(8);
  /** Steps that came after larger ones, which are none of the column; those that were withdrawn since, too. */
  #loose = new Map<number, LooseStep>();
  /** Of the last figure of this name among all that were added. */
  #latest = -1;
  /** Where the one that was taken last stands. */
  #cursor = 0;

  constructor(cutoffs: Cutoffs) {
    this.#cutoffs = cutoffs;
  }

  /** @param added so many figures of any name before */
  add(step: number, added: number): void {
    this.#withdraw();
    this.#latest = added;
    const last = this.#length - 1;
    if (last < 0 || step > (this.#steps[last] ?? 0)) {
      const late = this.#looseAt(step)?.count ?? 0;
      this.#loose.delete(step);
      this.#push(step, late + 1);
      return;
    }
    const place = this.#placeOf(step);
    if (this.#steps[place] === step) {
      this.#counts[place] = (this.#counts[place] ?? 0) + 1;
      return;
    }
    this.#loose.set(step, { count: (this.#looseAt(step)?.count ?? 0) + 1, place: added });
    if (this.#loose.size > mostLoose + this.#length / 8) this.#merge();
  }

  take(step: number): boolean {
    this.#withdraw();
    const place = this.#placeOf(step);
    if (place < this.#length && this.#steps[place] === step) {
      this.#cursor = place;
      const count = this.#counts[place] ?? 0;
      if (count > 0) this.#counts[place] = count - 1;
      return count > 0;
    }
    const loose = this.#looseAt(step);
    if (loose === undefined || loose.count === 0) return false;
    loose.count--;
    return true;
  }

  /** Takes out of the column what was withdrawn since the name's last figure. */
  #withdraw(): void {
    const fromStep = this.#cutoffs.at(this.#latest);
    if (fromStep !== Number.POSITIVE_INFINITY) this.#length = this.#placeOf(fromStep);
  }

  #looseAt(step: number): LooseStep | undefined {
    const loose = this.#loose.get(step);
    return loose !== undefined && step < this.#cutoffs.at(loose.place) ? loose : undefined;
  }

  /** Of the first that is not smaller. */
  #placeOf(step: number): number {
    for (const near of [this.#cursor, this.#cursor + 1, this.#length - 1])
      if (near < this.#length && this.#steps[near] === step) return near;
    let [low, high] = [0, this.#length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#steps[middle] ?? 0) < step) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #push(step: number, count: number): void {
    if (this.#length === this.#steps.length) {
      const capacity = Math.ceil(1.5 * this.#length);
      const [steps, counts] = [new Float64Array(capacity), new Uint32Array(capacity)];
      steps.set(this.#steps);
      counts.set(this.#counts);
      [this.#steps, this.#counts] = [steps, counts];
    }
    this.#steps[this.#length] = step;
    this.#counts[this.#length] = count;
    this.#length++;
  }

  #merge(): void {
    const loose = [...this.#loose.keys()]
      .flatMap((step) => {
        const count = this.#looseAt(step)?.count ?? 0;
        return count === 0 ? [] : [[step, count] as const];
      })
      .toSorted(([a], [b]) => a - b);
    const [length, steps, counts] = [this.#length, this.#steps, this.#counts];
    const capacity = length + loose.length;
    [this.#length, this.#loose, this.#cursor] = [0, new Map(), 0];
    [this.#steps, this.#counts] = [new Float64Array(capacity), new Uint32Array(capacity)];
    let next = 0;
    for (let place = 0; place < length; place++) {
      const step = steps[place] ?? 0;
      for (let other = loose[next]; other !== undefined && other[0] < step; other = loose[++next]) this.#push(...other);
      this.#push(step, counts[place] ?? 0);
    }
    // After a withdrawal some may be larger than all that are left of the column.
    for (const other of loose.slice(next)) this.#push(...other);
  }
}
