// FigureBatch: many measured figures in columns. An object for each of millions of figures would cost more than reading
// them.

/** One measured figure. */
export interface Figure {
  readonly tag: string;
  readonly iteration: number;
  readonly value: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
}

/** A file that withdraws at every second record makes as many batches. */
const firstCapacity = 8;

/**
 * Figures in the order in which they were written. The columns are longer than `length`: what lies beyond it means
 * nothing.
 */
export class FigureBatch implements Iterable<Figure> {
  length = 0;
  readonly tags: string[] = [];
  iterations = new Float64Array(firstCapacity);
  values = new Float64Array(firstCapacity);
  wallTimes = new Float64Array(firstCapacity);

  static from(figures: Iterable<Figure>): FigureBatch {
    const batch = new FigureBatch();
    for (const { tag, iteration, value, wallTime } of figures) batch.add(tag, iteration, value, wallTime);
    return batch;
  }

  add(tag: string, iteration: number, value: number, wallTime: number): void {
    if (this.length === this.iterations.length) this.#grow();
    this.tags[this.length] = tag;
    this.iterations[this.length] = iteration;
    this.values[this.length] = value;
    this.wallTimes[this.length] = wallTime;
    this.length++;
  }

  /** Takes the figures from place `length` on back. */
  truncate(length: number): void {
    this.length = Math.min(this.length, length);
    this.tags.length = this.length;
  }

  *[Symbol.iterator](): IterableIterator<Figure> {
    for (const [place, tag] of this.tags.entries()) {
      yield {
        tag,
        iteration: this.iterations[place] ?? Number.NaN,
        value: this.values[place] ?? Number.NaN,
        wallTime: this.wallTimes[place] ?? Number.NaN,
      };
    }
  }

  #grow(): void {
    this.iterations = longer(this.iterations);
    this.values = longer(this.values);
    this.wallTimes = longer(this.wallTimes);
  }
}

function longer(column: Float64Array): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(2 * column.length);
  grown.set(column);
  return grown;
}
