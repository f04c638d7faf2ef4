// What is known of a run's figures: series and curves as a panel shows them, and what of them is new since it was last told.

import type { Figure } from '../../runs/eventReader.ts';
import type { AdaptationCurve, SeriesPoints } from '../panelMessages.ts';
import { thinSeries } from '../seriesThinning.ts';
import { AdaptationCurves } from './adaptationCurves.ts';

/** A series longer than `maxPoints` is thinned to `thinnedPoints`, about two for each pixel column of a wide chart. */
const maxPoints = 4000;
const thinnedPoints = 2000;

export interface Figures {
  readonly series: readonly SeriesPoints[];
  readonly curves: readonly AdaptationCurve[];
}

export class RunHistory {
  #series = new Map<string, SeriesPoints>();
  #added = new Map<string, { iterations: number[]; values: number[] }>();
  readonly #curves = new AdaptationCurves();

  /** Takes figures in the order in which they were written. */
  add(figures: readonly Figure[]): void {
    const added = new Map<string, { iterations: number[]; values: number[] }>();
    for (const { tag, iteration, value } of figures) {
      if (!this.#curves.add(tag, iteration, value)) appendTo(added, tag, [iteration], [value]);
    }
    for (const [tag, points] of added) {
      this.#series.set(tag, joined(this.#series.get(tag), { tag, ...points }));
      appendTo(this.#added, tag, points.iterations, points.values);
    }
  }

  /** Everything, thinned. What is new counts from here on. */
  takeAll(): Figures {
    this.#added.clear();
    return { series: [...this.#series.values()], curves: this.#curves.all() };
  }

  /** What came since the last `takeAll` or `takeNew`. */
  takeNew(): Figures {
    const series = [...this.#added].map(([tag, points]) => thinSeries({ tag, ...points }, thinnedPoints));
    this.#added.clear();
    return { series, curves: this.#curves.takeChanged() };
  }

  /** Forgets what was measured at `fromIteration` and later: a resumed run measures it again. What is new counts from here on. */
  withdraw(fromIteration: number): void {
    for (const [tag, series] of this.#series) this.#series.set(tag, pointsBefore(series, fromIteration));
    this.#added.clear();
    this.#curves.withdraw(fromIteration);
  }
}

function pointsBefore(series: SeriesPoints, iteration: number): SeriesPoints {
  const next = series.iterations.findIndex((other) => other >= iteration);
  if (next < 0) return series;
  const { tag, iterations, values, thinned } = series;
  return {
    tag,
    iterations: iterations.slice(0, next),
    values: values.slice(0, next),
    ...(thinned === undefined ? {} : { thinned: { means: thinned.means.slice(0, next), counts: thinned.counts.slice(0, next) } }),
  };
}

function appendTo(
  target: Map<string, { iterations: number[]; values: number[] }>,
  tag: string,
  iterations: readonly number[],
  values: readonly number[],
): void {
  const known = target.get(tag);
  if (known === undefined) {
    target.set(tag, { iterations: [...iterations], values: [...values] });
    return;
  }
  for (const iteration of iterations) known.iterations.push(iteration);
  for (const value of values) known.values.push(value);
}

function joined(series: SeriesPoints | undefined, added: SeriesPoints): SeriesPoints {
  if (series === undefined) return thinSeries(added, maxPoints);
  const all: SeriesPoints = {
    tag: series.tag,
    iterations: series.iterations.concat(added.iterations),
    values: series.values.concat(added.values),
    ...(series.thinned === undefined
      ? {}
      : {
          thinned: {
            means: series.thinned.means.concat(added.values),
            counts: series.thinned.counts.concat(added.iterations.map(() => 1)),
          },
        }),
  };
  return all.iterations.length > maxPoints ? thinSeries(all, thinnedPoints) : all;
}
