// What is measured on held-out tasks, by which of it a run is judged, and which way is better.

import { isBetterValue, type Quantity } from '../experiment/quantities.ts';
import type { HeldOutFigure } from './manifest.ts';
import { recordedQuantities } from './quantities.ts';

/** A mean over tasks and half its 95 % interval. */
export interface Measurement {
  readonly value: number;
  readonly ci95: number;
}

/** The quantities by which one a run is judged before another, where both are measured. */
export const byMerit: readonly Quantity[] = ['return', 'accuracy', 'loss'];

/** What was measured, the quantity that the run is judged by first. */
export function measuredQuantities(figure: HeldOutFigure): readonly [Quantity, ...Quantity[]] {
  if (figure.return !== undefined) return ['return'];
  return figure.accuracy === undefined ? ['loss'] : ['accuracy', 'loss'];
}

/** `quantity` as it was measured; undefined where it was not. */
export function measurementOf(figure: HeldOutFigure, quantity: Quantity): Measurement | undefined {
  const { keys } = recordedQuantities[quantity];
  const value = figure[keys.mean];
  return value === undefined ? undefined : { value, ci95: figure[keys.ci95] ?? Number.NaN };
}

/** The figure that a run is judged by: accuracy of a classifier, return of a policy, otherwise loss. */
export function figureOfMerit(figure: HeldOutFigure): Measurement & { readonly quantity: Quantity } {
  const [quantity] = measuredQuantities(figure);
  return { quantity, ...(measurementOf(figure, quantity) ?? { value: Number.NaN, ci95: Number.NaN }) };
}

/** Whether `figure` is better than `other`, by what both are judged by. Anything is better than what is no number. */
export function isBetter(figure: HeldOutFigure, other: HeldOutFigure): boolean {
  const [merit, otherMerit] = [figureOfMerit(figure), figureOfMerit(other)];
  if (Number.isNaN(otherMerit.value)) return true;
  return isBetterValue(merit.quantity, merit.value, otherMerit.value);
}
