// Published figures in words: their values, where they are from, and how those were measured that cannot be compared.

import type { OtherFigure } from '../../src/experiment/comparableFigures.ts';
import type { Quantity } from '../../src/experiment/quantities.ts';
import type { PublishedFigure } from '../../src/experiment/schema.ts';
import type { RunSummary } from '../../src/panel/panelMessages.ts';
import { formatCount, formatPublished } from '../../src/words/formatFigures.ts';
import { describePublishedTraining } from '../../src/words/publishedFigures.ts';
import type { ReferenceLine } from '../charts/chartView.ts';
import type { ChartPoint } from '../series.ts';
import { translate } from '../translate.ts';

/** The published figures of `quantity` that were measured as this run measures. */
export function comparableFigures(run: RunSummary, quantity: Quantity): readonly PublishedFigure[] {
  return run.published.comparable.filter(({ figure }) => figure === quantity);
}

/**
 * `Published for other settings: 97.68 ± 0.04 %, transductive (Nichol et al. 2018, table 1).` Empty where there are
 * none.
 */
export function describeOthers(run: RunSummary, quantity: Quantity): string {
  const others = run.published.others.filter(({ figure }) => figure === quantity).map(describeOther);
  return others.length === 0 ? '' : translate('Published for other settings: {0}.', others.join('; '));
}

function describeOther(figure: OtherFigure): string {
  const settings = [
    ...(figure.shots === undefined ? [] : [translate('{0}-shot', formatCount(figure.shots))]),
    ...(figure.transductive === undefined
      ? []
      : [figure.transductive ? translate('transductive') : translate('not transductive')]),
    ...figure.differs,
  ];
  return `${[formatPublished(figure), ...settings].join(', ')} (${figure.source})`;
}

/** `Published 95.39 ± 0.09 % after 100,000 meta-iterations (Nichol et al. 2018, table 1)` */
export function describePublished(figure: PublishedFigure): string {
  return translate(
    'Published {0} ({1})',
    [formatPublished(figure), describePublishedTraining(figure, translate)].filter(Boolean).join(' '),
    figure.source,
  );
}

/** A line for each figure, with its interval. */
export function publishedLines(figures: readonly PublishedFigure[]): ReferenceLine[] {
  return figures.map((figure, index) => ({
    key: `published/${index}`,
    group: `published/${index}`,
    ink: 'published',
    stroke: 'dotted',
    y: figure.value,
    halfWidth: figure.ci95 ?? 0,
    label: translate('Published {0}', formatPublished(figure)),
  }));
}

/** Further than this many times the data's own extent, a line would press the data flat. */
const farthest = 4;

/**
 * Whether an axis that reaches to `value` would leave the data no room. Shares have one natural axis, logarithms no far
 * away.
 */
export function isFarFrom(
  points: readonly ChartPoint[],
  value: number,
  quantity: Quantity,
  scale: 'linear' | 'logarithmic',
): boolean {
  if (quantity === 'accuracy' || scale === 'logarithmic') return false;
  const values = points.map((point) => point.y).filter(Number.isFinite);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (!(high > low)) return false;
  return Math.max(low - value, value - high) > farthest * (high - low);
}
