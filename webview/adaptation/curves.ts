// Adaptation curves over a run: a bounded number is kept, and a few earlier ones are chosen to fade behind the newest.

import type { AdaptationCurve } from '../../src/panel/panelMessages.ts';

/** More curves than this are thinned to every second one. */
export const maxCurves = 256;
/** Earlier evaluations that are drawn at once. */
export const maxEarlierCurves = 10;

const faintest = 0.15;
const strongest = 0.55;

/** The curves in order, one for each iteration (the newer one counts), the first and the newest always among them. */
export function addCurves(
  curves: readonly AdaptationCurve[],
  added: readonly AdaptationCurve[],
): readonly AdaptationCurve[] {
  if (added.length === 0) return curves;
  const byIteration = new Map([...curves, ...added].map((curve) => [curve.iteration, curve]));
  let kept = [...byIteration.values()].sort((a, b) => a.iteration - b.iteration);
  while (kept.length > maxCurves) kept = kept.filter((_, index) => index % 2 === 0 || index === kept.length - 1);
  return kept;
}

interface FadingCurve {
  readonly curve: AdaptationCurve;
  /** 0 … 1, the older the fainter. */
  readonly opacity: number;
}

export interface ChosenCurves {
  /** The initialization before any meta-iteration. */
  readonly untrained: AdaptationCurve | undefined;
  /** Oldest first. */
  readonly earlier: readonly FadingCurve[];
  readonly newest: AdaptationCurve | undefined;
}

/**
 * What the adaptation chart draws. The earlier evaluations are spread evenly over the run; the spacing only ever
 * doubles, so that a new evaluation does not make the ones behind it jump.
 */
export function chooseCurves(curves: readonly AdaptationCurve[]): ChosenCurves {
  const untrained = curves.find((curve) => curve.iteration === 0);
  const trained = curves.filter((curve) => curve.iteration > 0);
  const newest = trained.at(-1);
  const candidates = trained.slice(0, -1);
  let stride = 1;
  while (Math.ceil(candidates.length / stride) > maxEarlierCurves) stride *= 2;
  const chosen = candidates.filter((_, index) => index % stride === 0);
  return { untrained, earlier: chosen.map((curve, index) => ({ curve, opacity: fade(index, chosen.length) })), newest };
}

/** The opacity of curve `index` of `count`, oldest first. */
export function fade(index: number, count: number): number {
  return count <= 1 ? strongest : faintest + (strongest - faintest) * (index / (count - 1));
}
