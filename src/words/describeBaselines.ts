// Baselines in words: their names, and whether a run is better than they are.

import type { BaselineName } from '../experiment/baselineNames.ts';
import { isHigherBetter, type Quantity } from '../experiment/quantities.ts';
import type { MeanWithInterval } from '../meta/interval.ts';
import { formatCount } from './formatFigures.ts';
import type { Translate } from './translate.ts';

export function nameBaseline(name: BaselineName, translate: Translate): string {
  switch (name) {
    case 'tfidfCentroid':
      return translate('TF-IDF nearest centroid');
    case 'nearestNeighbour':
      return translate('nearest neighbour');
    case 'hausdorff':
      return translate('modified Hausdorff distance');
    case 'spectrumCentroid':
      return translate('nearest centroid of mean log-mel bands');
    case 'nearestCentroid':
      return translate('nearest centroid');
    case 'ridge':
      return translate('ridge regression');
    case 'gaussianProcess':
      return translate('Gaussian process');
    case 'nearestPoints':
      return translate('mean of the nearest points');
  }
}

interface MeasuredBaseline {
  readonly name: BaselineName;
  readonly quantity: Quantity;
  /** Of the run from the baseline, on the same tasks. */
  readonly difference: MeanWithInterval;
}

/**
 * Whether a run pays: one that is not better than a method without meta-training, with the whole interval, does not.
 * @param iteration of the run's measured state
 */
export function judgeBaselines(
  baselines: readonly MeasuredBaseline[],
  iteration: number,
  translate: Translate,
): string {
  if (baselines.length === 0)
    return translate('There is no classical baseline for control: a policy is not learned from a few samples.');
  if (baselines.some(({ difference: { mean } }) => Number.isNaN(mean)))
    return translate('Where its adaptation diverged the run has no figure: nothing can be said of baselines.');
  const unsure = baselines.some(({ difference: { mean, ci95 } }) => Number.isNaN(mean - ci95));
  if (unsure) return translate('There are too few tasks to say whether the run is better than a baseline.');
  const unbeaten = baselines.filter((baseline) => !isBeaten(baseline)).map(({ name }) => nameBaseline(name, translate));
  if (unbeaten.length === 0) return translate('The run is better than every baseline.');
  const names = unbeaten.join(', ');
  return iteration === 0
    ? translate('Not better than: {0}.', names)
    : translate(
        'Not better than: {0}. After {1} meta-iterations, meta-training does not pay here.',
        names,
        formatCount(iteration),
      );
}

function isBeaten({ quantity, difference: { mean, ci95 } }: MeasuredBaseline): boolean {
  return isHigherBetter(quantity) ? mean - ci95 > 0 : mean + ci95 < 0;
}
