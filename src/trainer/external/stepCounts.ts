// StepCounts: how often a name has a figure at a step, of millions of them in columns.

/** So many steps that do not ascend wait, and an eighth of those that do, before they are put in their places. */
const mostLoose = 1024;

export class StepCounts {
  readonly #tags = new Map<string, AscendingSteps>();

  add(tag: string, step: number): void {
    let steps = this.#tags.get(tag);
    if (steps === undefined) {
      steps = new AscendingSteps();
      this.#tags.set(tag, steps);
    }
    steps.add(step);
  }

  /** One figure less; false where there is none. */
  take(tag: string, step: number): boolean {
    return this.#tags.get(tag)?.take(step) ?? false;
  }

  /** What was added at the step and later ones is gone. */
  withdraw(fromStep: number): void {
    for (const steps of this.#tags.values()) steps.withdraw(fromStep);
  }

  clear(): void {
    this.#tags.clear();
  }
}

/** Nearly always they come in order, and are taken in order. */
class AscendingSteps {
  #length = 0;
  #steps = new Float64Array(8);
  #counts = new Uint32Array(8);
  /** Steps that came after larger ones, which are none of the column. */
  #loose = new Map<number, number>();
  /** Where the one that was taken last stands. */
  #cursor = 0;

  add(step: number): void {
    const last = this.#length - 1;
    if (last < 0 || step > (this.#steps[last] ?? 0)) {
      this.#push(step, 1);
      return;
    }
    const place = this.#placeOf(step);
    if (this.#steps[place] === step) {
      this.#counts[place] = (this.#counts[place] ?? 0) + 1;
      return;
    }
    this.#loose.set(step, (this.#loose.get(step) ?? 0) + 1);
    if (this.#loose.size > mostLoose + this.#length / 8) this.#merge();
  }

  take(step: number): boolean {
    const place = this.#placeOf(step);
    if (place < this.#length && this.#steps[place] === step) {
      this.#cursor = place;
      const count = this.#counts[place] ?? 0;
      if (count > 0) this.#counts[place] = count - 1;
      return count > 0;
    }
    const count = this.#loose.get(step) ?? 0;
    if (count > 0) this.#loose.set(step, count - 1);
    return count > 0;
  }

  withdraw(fromStep: number): void {
    this.#length = this.#placeOf(fromStep);
    for (const step of this.#loose.keys()) if (step >= fromStep) this.#loose.delete(step);
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
    const loose = [...this.#loose].toSorted(([a], [b]) => a - b);
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
  }
}
