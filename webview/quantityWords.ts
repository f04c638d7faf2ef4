// The quantities measured on held-out tasks: how each is named, written, scaled and bounded.

import { ofEachQuantity, type Quantity } from '../src/experiment/quantities.ts';
import { recordedQuantities } from '../src/runs/quantities.ts';
import { type QuantityFormat, quantityFormats, titleOfQuantity } from '../src/words/quantityWords.ts';
import type { Choices } from './model.ts';
import type { ChartPoint } from './series.ts';
import { translate } from './translate.ts';

export interface QuantityWords extends QuantityFormat {
  readonly tag: string;
  readonly intervalTag: string;
  /** On tasks of training classes. */
  readonly trainingTag: string;
  readonly trainingIntervalTag: string;
  /** Also the title of its axis. */
  readonly name: string;
}

export const quantityWords: Readonly<Record<Quantity, QuantityWords>> = ofEachQuantity((quantity) => {
  const { tags, trainingTags } = recordedQuantities[quantity];
  return {
    tag: tags.mean,
    intervalTag: tags.ci95,
    trainingTag: trainingTags.mean,
    trainingIntervalTag: trainingTags.ci95,
    get name() {
      return titleOfQuantity(quantity, translate);
    },
    ...quantityFormats[quantity],
  };
});

/** The logarithmic scale that a person chose holds for losses alone. */
export function scaleOf(quantity: Quantity, choices: Choices): 'linear' | 'logarithmic' {
  return quantity === 'loss' && choices.logarithmicLoss ? 'logarithmic' : 'linear';
}

export interface Limits {
  readonly low: number;
  readonly high: number;
}

/**
 * What a band is held within: a share stays within 0 and 1, a loss above 0; on a logarithmic scale a band ends a decade
 * below the lowest point instead of at minus infinity.
 */
export function bandLimits(quantity: Quantity, choices: Choices, points: readonly ChartPoint[]): Limits {
  return bandLimitsOn(scaleOf(quantity, choices), quantity, points);
}

/** The same on a given scale. */
export function bandLimitsOn(
  scale: 'linear' | 'logarithmic',
  quantity: Quantity,
  points: readonly ChartPoint[],
): Limits {
  const high = Number.POSITIVE_INFINITY;
  switch (quantity) {
    case 'accuracy':
      return { low: 0, high: 1 };
    case 'return':
      return { low: Number.NEGATIVE_INFINITY, high };
    case 'loss': {
      if (scale === 'linear') return { low: 0, high };
      const positive = points.map((point) => point.y).filter((value) => value > 0);
      return { low: positive.length === 0 ? Number.NaN : Math.min(...positive) / 10, high };
    }
  }
}
