// What is known of a run's figures: series and curves as a panel shows them, and what of them is new since it was last
// told.

import type { AdaptationCurve, SeriesPoints } from '../../panel/panelMessages.ts';
import { ThinnedSeries } from '../../panel/thinnedSeries.ts';
import type { FigureBatch } from '../../runs/figureBatch.ts';
import { heldOutTags, trainingClassesTags } from '../../runs/quantities.ts';
import { parseAdaptationTag, tags } from '../../runs/tags.ts';
import { AdaptationCurves, type CurvePlace } from './adaptationCurves.ts';
import { RecordedTimes } from './recordedTimes.ts';

/** How much is kept of a run. */
export interface HistoryExtent {
  /** A longer series is thinned to half as many points. */
  readonly maxPoints: number;
  /** Whether it is thinned whenever everything is told: otherwise the end of a long series is denser than the rest. */
  readonly isEven: boolean;
  /** Whether it is told when meta-iterations were reached, as series of their own: see `recordedTimes.ts`. */
  readonly keepsTimes: boolean;
  /** So many figures are kept besides those that charts of their own show. */
  readonly otherTags: number;
  /** Whether samples and evaluations are left out, which of many runs together take more memory than there is. */
  readonly isOneOfMany: boolean;
}

/** Two points, after thinning, for each pixel column of a wide chart. */
const ofOneRun: HistoryExtent = {
  maxPoints: 4000,
  isEven: false,
  keepsTimes: false,
  otherTags: 0,
  isOneOfMany: false,
};
/** Of a log of another program, of which no name is known beforehand. */
export const ofOneLog: HistoryExtent = { ...ofOneRun, otherTags: 128 };
/** Charts of many runs are no wider. */
export const amongMany: HistoryExtent = {
  maxPoints: 2000,
  isEven: true,
  keepsTimes: true,
  otherTags: 12,
  isOneOfMany: true,
};

const shownTags: ReadonlySet<string> = new Set([
  tags.trainingLossFirst,
  tags.trainingLossLast,
  tags.metaStepSize,
  ...heldOutTags,
  ...trainingClassesTags,
]);

/** Whether the panel shows figures of this name: there is no end to the names that a file may hold. */
function isShownTag(tag: string): boolean {
  return shownTags.has(tag) || parseAdaptationTag(tag) !== undefined;
}

/** In UTF-16 units. */
const longestTag = 200;

/**
 * Whether figures of a name are kept: those that the panel shows, and as many others as are asked for, those first that
 * come first.
 */
export function tagsKept({ otherTags }: HistoryExtent = ofOneRun): (tag: string) => boolean {
  const others = new Set<string>();
  return (tag) => {
    if (isShownTag(tag) || others.has(tag)) return true;
    if (others.size >= otherTags || tag.length > longestTag) return false;
    others.add(tag);
    return true;
  };
}

export interface Figures {
  readonly series: readonly SeriesPoints[];
  readonly curves: readonly AdaptationCurve[];
}

interface Series {
  readonly all: ThinnedSeries;
  /** Since it was last told. */
  readonly added: ThinnedSeries;
}

export class RunHistory {
  readonly #series = new Map<string, Series>();
  readonly #curvePlaces = new Map<string, CurvePlace>();
  readonly #curves = new AdaptationCurves();
  /** Before the first time, nobody asks what is new. */
  #isTold = false;
  #isReordered = false;
  #newestIteration = 0;
  readonly #extent: HistoryExtent;
  readonly #times: RecordedTimes | undefined;

  constructor(extent: HistoryExtent = ofOneRun) {
    this.#extent = extent;
    this.#times = extent.keepsTimes ? new RecordedTimes((tag, ...point) => this.#addPointOf(tag, ...point)) : undefined;
  }

  /** The last meta-iteration with a figure; 0 before the first. */
  get newestIteration(): number {
    return this.#newestIteration;
  }

  /** Takes figures of `tagsKept`, in the order in which they were written. */
  add(figures: FigureBatch): void {
    const { tags: names, iterations, values, wallTimes } = figures;
    for (let index = 0; index < figures.length; index++) {
      const tag = names[index] ?? '';
      const iteration = iterations[index] ?? Number.NaN;
      const value = values[index] ?? Number.NaN;
      this.#times?.note(iteration, wallTimes[index] ?? Number.NaN);
      this.#addPointOf(tag, iteration, value);
    }
  }

  /** Everything, thinned. What is new counts from here on. */
  takeAll(): Figures {
    this.#isTold = true;
    this.#forgetNew();
    const series = [...this.#series].filter(([, { all }]) => all.length > 0);
    if (this.#extent.isEven) for (const [, { all }] of series) all.thin(this.#extent.maxPoints / 2);
    return { series: series.map(([tag, { all }]) => all.toPoints(tag)), curves: this.#curves.all() };
  }

  /** What came since the last `takeAll` or `takeNew`. */
  takeNew(): Figures {
    const series = [...this.#series].filter(([, { added }]) => added.length > 0);
    const points = series.map(([tag, { added }]) => {
      added.thin(this.#extent.maxPoints / 2);
      return added.toPoints(tag);
    });
    this.#forgetNew();
    return { series: points, curves: this.#curves.takeChanged() };
  }

  /**
   * Whether a figure has come, since the last `takeAll`, that does not follow those before it: `takeNew` alone does not
   * tell it.
   */
  get isReordered(): boolean {
    return this.#isReordered;
  }

  /**
   * Forgets what was measured at `fromIteration` and later: a resumed run measures it again. What is new counts from
   * here on. False where that cannot be told apart any more, because it was thinned together with what counts: then the
   * run has to be read again.
   */
  withdraw(fromIteration: number): boolean {
    this.#newestIteration = Math.max(0, Math.min(this.#newestIteration, fromIteration - 1));
    this.#times?.withdraw(fromIteration);
    let isExact = this.#curves.withdraw(fromIteration);
    for (const { all } of this.#series.values()) isExact = all.withdraw(fromIteration) && isExact;
    this.#forgetNew();
    return isExact;
  }

  #addPointOf(tag: string, iteration: number, value: number): void {
    const series = this.#series.get(tag);
    if (series !== undefined) this.#addPoint(series, iteration, value);
    else this.#addFirst(tag, iteration, value);
  }

  #addFirst(tag: string, iteration: number, value: number): void {
    const place = this.#curvePlaces.get(tag) ?? parseAdaptationTag(tag);
    if (place !== undefined) {
      this.#curvePlaces.set(tag, place);
      this.#curves.add(place, iteration, value);
      return;
    }
    const series = { all: new ThinnedSeries(), added: new ThinnedSeries() };
    this.#series.set(tag, series);
    this.#addPoint(series, iteration, value);
  }

  #addPoint({ all, added }: Series, iteration: number, value: number): void {
    if (iteration > this.#newestIteration) this.#newestIteration = iteration;
    if (!all.add(iteration, value)) this.#isReordered = true;
    const { maxPoints } = this.#extent;
    if (all.length > maxPoints) all.thin(maxPoints / 2);
    if (!this.#isTold) return;
    added.add(iteration, value);
    if (added.length > maxPoints) added.thin(maxPoints / 2);
  }

  #forgetNew(): void {
    for (const { added } of this.#series.values()) added.clear();
    this.#isReordered = false;
  }
}
