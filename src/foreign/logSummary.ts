// LogSummary: what a list shows of a log whose figures were all met once: for each tag the first, the newest, the lowest and
// the highest figure.

import { isMoment } from '../base/moments.ts';
import { noteProblem } from '../runs/checkEvents.ts';
import type { EventUpdate } from '../runs/eventUpdate.ts';
import type { FigureBatch } from '../runs/figureBatch.ts';
import type { RunNotice } from '../runs/runNotice.ts';

/** A value at an iteration. */
export interface FigurePoint {
  readonly iteration: number;
  readonly value: number;
}

export interface TagSummary {
  /** How many were told. */
  count: number;
  /** At the smallest iteration. */
  first: FigurePoint;
  /** At the largest iteration; of several there the last one told. */
  latest: FigurePoint;
  /** Undefined while none is a number; the earliest iteration of equal ones. */
  lowest: FigurePoint | undefined;
  highest: FigurePoint | undefined;
}

export class LogSummary {
  /** Another one whenever something was told. */
  version = 0;
  readonly tags = new Map<string, TagSummary>();
  /** Of the first and the newest figure, in seconds since 1970; undefined without figures. */
  startedAt: number | undefined;
  changedAt: number | undefined;
  /** How many figures say a time that is no moment, and so are as good as without one. */
  oddTimes = 0;
  /** What cannot be read, by file. */
  readonly problems = new Map<string, RunNotice>();
  #withdrawnFrom = Number.POSITIVE_INFINITY;

  /** The largest iteration of any figure; undefined without figures. */
  get lastIteration(): number | undefined {
    let last: number | undefined;
    for (const { latest } of this.tags.values())
      if (last === undefined || latest.iteration > last) last = latest.iteration;
    return last;
  }

  /** Whether figures that were told were withdrawn since: then everything has to be told anew. */
  get isOutdated(): boolean {
    return this.#withdrawnFrom !== Number.POSITIVE_INFINITY;
  }

  take(updates: readonly EventUpdate[]): void {
    this.version++;
    for (const update of updates) this.#takeOne(update);
  }

  #takeOne(update: EventUpdate): void {
    switch (update.kind) {
      case 'figures':
        this.#add(update.figures);
        return;
      case 'withdrawn':
        if ((this.lastIteration ?? Number.NEGATIVE_INFINITY) >= update.fromIteration)
          this.#withdrawnFrom = Math.min(this.#withdrawnFrom, update.fromIteration);
        return;
      case 'restarted':
        noteProblem(update, this.problems);
        this.tags.clear();
        this.startedAt = undefined;
        this.changedAt = undefined;
        this.oddTimes = 0;
        this.#withdrawnFrom = Number.POSITIVE_INFINITY;
        return;
      case 'damaged':
      case 'unreadable':
      case 'readable':
        noteProblem(update, this.problems);
        return;
    }
  }

  /** Not every log says when. */
  #noteTime(wallTime: number): void {
    if (Number.isNaN(wallTime)) return;
    if (!isMoment(wallTime)) {
      this.oddTimes++;
      return;
    }
    if (this.startedAt === undefined || wallTime < this.startedAt) this.startedAt = wallTime;
    if (this.changedAt === undefined || wallTime > this.changedAt) this.changedAt = wallTime;
  }

  #add({ length, tags, iterations, values, wallTimes }: FigureBatch): void {
    for (let place = 0; place < length; place++) {
      const iteration = iterations[place] ?? Number.NaN;
      const value = values[place] ?? Number.NaN;
      this.#noteTime(wallTimes[place] ?? Number.NaN);
      const tag = tags[place] ?? '';
      const known = this.tags.get(tag);
      if (known !== undefined) addPoint(known, iteration, value);
      else this.tags.set(tag, firstPoint(iteration, value));
    }
  }
}

function firstPoint(iteration: number, value: number): TagSummary {
  const point = { iteration, value };
  const extreme = Number.isNaN(value) ? undefined : point;
  return { count: 1, first: point, latest: point, lowest: extreme, highest: extreme };
}

/** Millions of points are met, and few are kept: an object is made for these alone. */
function addPoint(tag: TagSummary, iteration: number, value: number): void {
  tag.count++;
  if (iteration >= tag.latest.iteration) tag.latest = { iteration, value };
  if (iteration < tag.first.iteration) tag.first = { iteration, value };
  if (Number.isNaN(value)) return;
  if (isBefore(value, iteration, tag.lowest, tag.lowest !== undefined && value < tag.lowest.value))
    tag.lowest = { iteration, value };
  if (isBefore(value, iteration, tag.highest, tag.highest !== undefined && value > tag.highest.value))
    tag.highest = { iteration, value };
}

function isBefore(value: number, iteration: number, known: FigurePoint | undefined, isBetter: boolean): boolean {
  return known === undefined || isBetter || (value === known.value && iteration < known.iteration);
}
