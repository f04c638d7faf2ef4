// ThinnedSeries: a figure over meta-iterations in columns of numbers, of which only so many are kept that a chart can
// show.

import type { SeriesPoints } from './panelMessages.ts';

const firstCapacity = 64;
const columnNames = ['iterations', 'values', 'means', 'counts', 'since', 'through', 'reached'] as const;

/** One entry for each kept point; what lies beyond the series' length means nothing. */
interface Columns {
  iterations: Float64Array;
  /** NaN where nothing finite was measured. */
  values: Float64Array;
  /** Mean and number of the measured points that a kept one stands for. */
  means: Float64Array;
  counts: Float64Array;
  /** The first and the last iteration of those points. */
  since: Float64Array;
  through: Float64Array;
  /** The last iteration that a kept point or one before it stands for. */
  reached: Float64Array;
}

export class ThinnedSeries {
  length = 0;
  /** How many points withdrawing has looked at so far: what it costs. */
  pointsLookedAt = 0;
  #isThinned = false;
  /** Before this place, `reached` holds. */
  #reachedUpTo = 0;
  readonly #columns: Columns = emptyColumns(firstCapacity);

  static from({ iterations, values, thinned }: SeriesPoints): ThinnedSeries {
    const series = new ThinnedSeries();
    for (const [place, iteration] of iterations.entries()) {
      const value = values[place] ?? Number.NaN;
      const mean = thinned === undefined ? value : (thinned.means[place] ?? Number.NaN);
      series.#insert(series.length, iteration, value, mean, thinned?.counts[place] ?? 1);
    }
    series.#isThinned = thinned !== undefined;
    return series;
  }

  /**
   * Takes a measured point in; of two at one iteration the later one counts. False where it does not come at the end.
   */
  add(iteration: number, value: number): boolean {
    const place = this.#placeAfter(iteration);
    const { iterations, since, through, values, means } = this.#columns;
    const before = place - 1;
    if (place > 0 && iterations[before] === iteration && since[before] === through[before]) {
      values[before] = value;
      means[before] = value;
      return false;
    }
    this.#insert(place, iteration, value, value, 1);
    return place === this.length - 1;
  }

  /**
   * Keeps at most `limit` (≥ 4) points: the first, the last, and the lowest and highest of each of equally wide columns
   * of iterations. A kept point carries its column's mean; the column's count is shared among the points kept of it.
   * Thinning may be repeated.
   */
  thin(limit: number): void {
    if (this.length <= limit) return;
    const { iterations } = this.#columns;
    const last = this.length - 1;
    const columnCount = Math.max(1, Math.floor((limit - 2) / 2));
    const start = iterations[1] ?? 0;
    const width = ((iterations[last - 1] ?? 0) - start + 1) / columnCount;
    const columnOf = (place: number) =>
      Math.min(columnCount - 1, Math.floor(((iterations[place] ?? 0) - start) / width));
    let kept = 1;
    let from = 1;
    while (from < last) {
      const column = columnOf(from);
      let to = from + 1;
      while (to < last && columnOf(to) === column) to++;
      kept = this.#keepExtremes(from, to, kept);
      from = to;
    }
    this.#move(last, kept);
    this.length = kept + 1;
    this.#reachedUpTo = 0;
    this.#isThinned = true;
  }

  /**
   * Forgets what was measured at `fromIteration` and later. False where a kept point stands for more than is left of
   * what it stood for, or the last one that is left was not the last that was measured. A file may withdraw at every
   * second record: only points that came or go since the last time are looked at.
   */
  withdraw(fromIteration: number): boolean {
    const { iterations, since, through, reached } = this.#columns;
    let isExact = true;
    let left = this.length;
    while (left > 0 && (iterations[left - 1] ?? 0) >= fromIteration) {
      left--;
      if ((since[left] ?? 0) < fromIteration) isExact = false;
    }
    this.pointsLookedAt += this.length - left + Math.max(0, left - this.#reachedUpTo);
    for (let place = this.#reachedUpTo; place < left; place++) {
      reached[place] = Math.max(
        through[place] ?? 0,
        place === 0 ? Number.NEGATIVE_INFINITY : (reached[place - 1] ?? 0),
      );
    }
    this.#reachedUpTo = left;
    this.length = left;
    if (left === 0) return isExact;
    return isExact && (reached[left - 1] ?? 0) < fromIteration && iterations[left - 1] === through[left - 1];
  }

  clear(): void {
    this.length = 0;
    this.#reachedUpTo = 0;
    this.#isThinned = false;
  }

  toPoints(tag: string): SeriesPoints {
    const { iterations, values, means, counts } = this.#columns;
    const list = (column: Float64Array) => Array.from(column.subarray(0, this.length));
    const points = { tag, iterations: list(iterations), values: list(values).map(finiteOrNull) };
    return this.#isThinned
      ? { ...points, thinned: { means: list(means).map(finiteOrNull), counts: list(counts) } }
      : points;
  }

  /**
   * Of the points from `from` to before `to`, moves the lowest and the highest to `kept`. Gives the place after them.
   */
  #keepExtremes(from: number, to: number, kept: number): number {
    const { values, means, counts, since, through } = this.#columns;
    let [lowest, highest, count, weight, sum] = [-1, -1, 0, 0, 0];
    let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let place = from; place < to; place++) {
      const value = values[place] ?? Number.NaN;
      const mean = means[place] ?? Number.NaN;
      const stands = counts[place] ?? 0;
      count += stands;
      if (Number.isFinite(mean)) {
        sum += mean * stands;
        weight += stands;
      }
      if (Number.isFinite(value)) {
        if (lowest < 0 || value < (values[lowest] ?? Number.NaN)) lowest = place;
        if (highest < 0 || value > (values[highest] ?? Number.NaN)) highest = place;
      }
      first = Math.min(first, since[place] ?? first);
      last = Math.max(last, through[place] ?? last);
    }
    const earlier = lowest < 0 ? from : Math.min(lowest, highest);
    const later = lowest < 0 ? from : Math.max(lowest, highest);
    const next = kept + (earlier === later ? 1 : 2);
    this.#move(earlier, kept);
    if (later !== earlier) this.#move(later, kept + 1);
    for (let place = kept; place < next; place++) {
      means[place] = weight === 0 ? Number.NaN : sum / weight;
      counts[place] = count / (next - kept);
      since[place] = first;
      through[place] = last;
    }
    return next;
  }

  #placeAfter(iteration: number): number {
    const { iterations } = this.#columns;
    let [low, high] = [0, this.length];
    // Nearly always it is the end.
    if (high > 0 && (iterations[high - 1] ?? Number.NaN) < iteration) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((iterations[middle] ?? Number.NaN) <= iteration) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** To an earlier place, or the same. */
  #move(from: number, to: number): void {
    const { iterations, values, means, counts, since, through } = this.#columns;
    iterations[to] = iterations[from] ?? 0;
    values[to] = values[from] ?? 0;
    means[to] = means[from] ?? 0;
    counts[to] = counts[from] ?? 0;
    since[to] = since[from] ?? 0;
    through[to] = through[from] ?? 0;
  }

  #insert(place: number, iteration: number, value: number, mean: number, count: number): void {
    if (this.length === this.#columns.iterations.length) this.#grow();
    const columns = this.#columns;
    if (place < this.length) {
      this.#reachedUpTo = Math.min(this.#reachedUpTo, place);
      for (const name of columnNames) columns[name].copyWithin(place + 1, place, this.length);
    }
    columns.iterations[place] = iteration;
    columns.values[place] = value;
    columns.means[place] = mean;
    columns.counts[place] = count;
    columns.since[place] = iteration;
    columns.through[place] = iteration;
    this.length++;
  }

  #grow(): void {
    const longer = emptyColumns(2 * this.length);
    for (const name of columnNames) {
      longer[name].set(this.#columns[name]);
      this.#columns[name] = longer[name];
    }
  }
}

function emptyColumns(capacity: number): Columns {
  const column = () => new Float64Array(capacity);
  return {
    iterations: column(),
    values: column(),
    means: column(),
    counts: column(),
    since: column(),
    through: column(),
    reached: column(),
  };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
