// Baselines in words and lines: what classical methods achieve on the same tasks, each a horizontal line.

import type { BaselineName } from '../../src/experiment/baselineNames.ts';
import type { Quantity } from '../../src/experiment/quantities.ts';
import type { MeasuredMean } from '../../src/panel/panelMessages.ts';
import { nameBaseline } from '../../src/words/describeBaselines.ts';
import { capitalize } from '../../src/words/formatFigures.ts';
import type { LegendEntry, ReferenceLine } from '../charts/chartView.ts';
import { quantityWords } from '../quantityWords.ts';
import { translate } from '../translate.ts';

interface ShownBaseline {
  readonly name: BaselineName;
  readonly quantity: Quantity;
  readonly after: MeasuredMean;
}

/** `TF-IDF nearest centroid 95.4 ± 0.3 %` */
export function describeBaseline({ name, quantity, after }: ShownBaseline): string {
  const { mean, ci95 } = after;
  return `${nameBaseline(name, translate)} ${quantityWords[quantity].interval(mean ?? Number.NaN, ci95 ?? Number.NaN)}`;
}

/** A line for each, with its interval. */
export function baselineLines(baselines: readonly ShownBaseline[]): ReferenceLine[] {
  return baselines.map(({ name, after }) => ({
    key: `baseline/${name}`,
    group: `baseline/${name}`,
    ink: 'untrained',
    stroke: 'dotted',
    y: after.mean ?? Number.NaN,
    halfWidth: after.ci95 ?? 0,
    label: capitalize(nameBaseline(name, translate)),
  }));
}

/** @param isFar whether a line at this value would press the data flat */
export function baselineLegend(
  baselines: readonly ShownBaseline[],
  isFar: (value: number) => boolean = () => false,
): LegendEntry[] {
  return baselines.map((baseline) => ({
    group: `baseline/${baseline.name}`,
    label: capitalize(describeBaseline(baseline)),
    ink: 'untrained',
    swatch: 'dottedLine',
    startsHidden: isFar(baseline.after.mean ?? Number.NaN),
  }));
}
