// Puts the figures of an adaptation curve, which arrive one by one, together again.

import type { Quantity } from '../../experiment/quantities.ts';
import type { AdaptationCurve, MeasuredCurve } from '../../panel/panelMessages.ts';
import type { parseAdaptationTag } from '../../runs/tags.ts';

/** More curves than this are thinned to every second one; the page draws about ten. */
const maxCurves = 512;
/** Of one quantity; an adaptation is measured at fewer than a hundred, and an absurd file could name millions. */
const maxSteps = 256;

/** The quantity and inner step that a figure's tag names. */
export type CurvePlace = NonNullable<ReturnType<typeof parseAdaptationTag>>;

interface Measurements {
  readonly means: Map<number, number>;
  readonly ci95s: Map<number, number>;
}

type Draft = Map<Quantity, Measurements>;

export class AdaptationCurves {
  #drafts = new Map<number, Draft>();
  /** Of the drafts, ascending. */
  #iterations: number[] = [];
  #changed = new Set<number>();
  #isThinned = false;

  /** Takes a figure that belongs to a curve. */
  add({ quantity, step, ci95 }: CurvePlace, iteration: number, value: number): void {
    if (!Number.isSafeInteger(step)) return;
    const draft = this.#draftOf(iteration);
    const measurements = draft.get(quantity) ?? { means: new Map(), ci95s: new Map() };
    draft.set(quantity, measurements);
    const figures = ci95 ? measurements.ci95s : measurements.means;
    if (figures.size < maxSteps || figures.has(step)) figures.set(step, value);
    if (this.#drafts.has(iteration)) this.#changed.add(iteration);
  }

  /** All curves in the order of the run, the first and the newest always among them. */
  all(): AdaptationCurve[] {
    this.#changed.clear();
    return this.#curvesOf(this.#iterations);
  }

  /** The curves that gained a figure since the last call. */
  takeChanged(): AdaptationCurve[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return this.#curvesOf(changed);
  }

  /**
   * Forgets the curves measured at `fromIteration` and later. False where the newest of the others may have been left
   * out before.
   */
  withdraw(fromIteration: number): boolean {
    let isAnyWithdrawn = false;
    for (
      let last = this.#iterations.at(-1);
      last !== undefined && last >= fromIteration;
      last = this.#iterations.at(-1)
    ) {
      this.#iterations.pop();
      this.#drafts.delete(last);
      isAnyWithdrawn = true;
    }
    this.#changed.clear();
    return !isAnyWithdrawn || this.#drafts.size === 0 || !this.#isThinned;
  }

  #draftOf(iteration: number): Draft {
    const known = this.#drafts.get(iteration);
    if (known !== undefined) return known;
    const draft: Draft = new Map();
    this.#drafts.set(iteration, draft);
    let place = this.#iterations.length;
    while (place > 0 && (this.#iterations[place - 1] ?? 0) > iteration) place--;
    this.#iterations.splice(place, 0, iteration);
    if (this.#drafts.size > maxCurves) this.#thin();
    return draft;
  }

  #thin(): void {
    const last = this.#iterations.length - 1;
    this.#iterations = this.#iterations.filter((iteration, index) => {
      if (index % 2 === 0 || index === last) return true;
      this.#drafts.delete(iteration);
      this.#changed.delete(iteration);
      return false;
    });
    this.#isThinned = true;
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

// A step is shown once all its figures are there: a reader may see the first half of an evaluation's records before the
// rest.
function toCurve(iteration: number, draft: Draft): AdaptationCurve {
  const all = [...draft.values()];
  const steps = [...(all[0]?.means.keys() ?? [])]
    .filter((step) => all.every(({ means, ci95s }) => means.has(step) && ci95s.has(step)))
    .sort((a, b) => a - b);
  const pick = (values: ReadonlyMap<number, number>) => steps.map((step) => values.get(step) ?? Number.NaN);
  const measured: Partial<Record<Quantity, MeasuredCurve>> = {};
  for (const [quantity, { means, ci95s }] of draft) measured[quantity] = { means: pick(means), ci95s: pick(ci95s) };
  return { iteration, steps, measured };
}
