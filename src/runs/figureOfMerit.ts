// By what a run is judged, and which way is better: what we measure on held-out tasks, or the figure that a program names.

import { type Direction, isBetterBy, isBetterValue, type Quantity } from '../experiment/quantities.ts';
import type { HeldOutFigure, Manifest } from './manifest.ts';
import { recordedQuantities } from './quantities.ts';

/** A mean over tasks and half its 95 % interval. */
export interface Measurement {
  readonly value: number;
  readonly ci95: number;
  /** How many tasks, where that is told. */
  readonly tasks?: number;
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

/** What a run is judged by, at one of its iterations. */
export type Merit =
  | (Measurement & { readonly of: 'quantity'; readonly quantity: Quantity; readonly iteration: number })
  /** A figure of a program that is not ours, which says nothing of an interval. */
  | {
      readonly of: 'tag';
      readonly tag: string;
      readonly direction: Direction;
      readonly value: number;
      readonly iteration: number;
    };

/** Undefined before the first evaluation, and where a program names no figure that it is to be judged by. */
export function meritOf({ trainedBy, ...figures }: Manifest, which: 'latest' | 'best'): Merit | undefined {
  switch (trainedBy.kind) {
    case 'reptileLab': {
      const figure = figures[which];
      return figure === null ? undefined : { of: 'quantity', iteration: figure.iteration, ...figureOfMerit(figure) };
    }
    case 'program': {
      const { merit } = trainedBy;
      const figure = merit?.[which] ?? null;
      if (merit === null || figure === null) return undefined;
      return { of: 'tag', tag: merit.tag, direction: merit.direction, ...figure };
    }
  }
}

/** False also where the two are of different figures. Anything is better than what is no number. */
export function isBetterMerit(merit: Merit, other: Merit): boolean {
  if (merit.of === 'quantity' && other.of === 'quantity' && merit.quantity === other.quantity)
    return Number.isNaN(other.value) || isBetterValue(merit.quantity, merit.value, other.value);
  if (merit.of === 'tag' && other.of === 'tag' && merit.tag === other.tag)
    return Number.isNaN(other.value) || isBetterBy(merit.direction, merit.value, other.value);
  return false;
}
