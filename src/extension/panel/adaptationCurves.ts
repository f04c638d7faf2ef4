// Puts the figures of an adaptation curve, which arrive one by one, together again.

import { type AdaptationQuantity, parseAdaptationTag } from '../../runs/tags.ts';
import type { AdaptationCurve } from '../panelMessages.ts';

/** More curves than this are thinned to every second one; the page draws about ten. */
const maxCurves = 512;

interface Measurements {
  readonly means: Map<number, number>;
  readonly ci95s: Map<number, number>;
}

type Draft = Readonly<Record<AdaptationQuantity, Measurements>>;

export class AdaptationCurves {
  #drafts = new Map<number, Draft>();
  #changed = new Set<number>();

  /** Takes a figure that belongs to a curve; false for any other. */
  add(tag: string, iteration: number, value: number): boolean {
    const place = parseAdaptationTag(tag);
    if (place === undefined) return false;
    const measurements = this.#draftOf(iteration)[place.quantity];
    (place.ci95 ? measurements.ci95s : measurements.means).set(place.step, value);
    this.#changed.add(iteration);
    return true;
  }

  /** All curves in the order of the run, the first and the newest always among them. */
  all(): AdaptationCurve[] {
    this.#changed.clear();
    return this.#curvesOf([...this.#drafts.keys()]);
  }

  /** The curves that gained a figure since the last call. */
  takeChanged(): AdaptationCurve[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return this.#curvesOf(changed);
  }

  /** Forgets the curves measured at `fromIteration` and later. */
  withdraw(fromIteration: number): void {
    for (const iteration of this.#drafts.keys()) if (iteration >= fromIteration) this.#drafts.delete(iteration);
    this.#changed.clear();
  }

  #draftOf(iteration: number): Draft {
    const known = this.#drafts.get(iteration);
    if (known !== undefined) return known;
    const draft: Draft = {
      loss: { means: new Map(), ci95s: new Map() },
      accuracy: { means: new Map(), ci95s: new Map() },
    };
    this.#drafts.set(iteration, draft);
    if (this.#drafts.size > maxCurves) this.#thin();
    return draft;
  }

  #thin(): void {
    const iterations = [...this.#drafts.keys()].sort((a, b) => a - b);
    iterations.forEach((iteration, index) => {
      if (index % 2 === 1 && index < iterations.length - 1) this.#drafts.delete(iteration);
    });
  }

  #curvesOf(iterations: readonly number[]): AdaptationCurve[] {
    return iterations
      .toSorted((a, b) => a - b)
      .flatMap((iteration) => {
        const draft = this.#drafts.get(iteration);
        return draft === undefined ? [] : [toCurve(iteration, draft)];
      })
      .filter((curve) => curve.steps.length > 0);
  }
}

// A step is shown once all its figures are there: a reader may see the first half of an evaluation's records before the rest.
function toCurve(iteration: number, { loss, accuracy }: Draft): AdaptationCurve {
  const hasAccuracy = accuracy.means.size > 0;
  const steps = [...loss.means.keys()]
    .filter((step) => loss.ci95s.has(step))
    .filter((step) => !hasAccuracy || (accuracy.means.has(step) && accuracy.ci95s.has(step)))
    .sort((a, b) => a - b);
  const pick = (values: ReadonlyMap<number, number>) => steps.map((step) => values.get(step) ?? Number.NaN);
  return {
    iteration,
    steps,
    loss: pick(loss.means),
    lossCi95: pick(loss.ci95s),
    accuracy: hasAccuracy ? pick(accuracy.means) : [],
    accuracyCi95: hasAccuracy ? pick(accuracy.ci95s) : [],
  };
}
