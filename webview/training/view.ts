// The training loss chart: loss of the first and the last inner batch of each meta-iteration, measured values behind
// their smoothed line.

import type { SeriesPoints } from '../../src/panel/panelMessages.ts';
import { tags } from '../../src/runs/tags.ts';
import { capitalize, formatCount, formatLoss, formatTick } from '../../src/words/formatFigures.ts';
import { type ChartSectionView, chartSectionView } from '../charts/chartSectionView.ts';
import { type ChartLine, type ChartView, type Ink, type LegendEntry, metaIterationAxis } from '../charts/chartView.ts';
import { emptyTextOf } from '../charts/emptyText.ts';
import { seriesToCsv } from '../csv.ts';
import type { Looks } from '../looks.ts';
import type { Choices, LiveRun } from '../model.ts';
import { type ChartPoint, chartPoints, lastValue } from '../series.ts';
import { translate } from '../translate.ts';
import { smoothSeries } from './smoothing.ts';

const measuredOpacity = 0.28;

interface Quantity {
  readonly group: 'first' | 'last';
  readonly tag: string;
  readonly ink: Ink;
}

const quantities: readonly Quantity[] = [
  { group: 'first', tag: tags.trainingLossFirst, ink: 'before' },
  { group: 'last', tag: tags.trainingLossLast, ink: 'after' },
];

function nameOf({ group }: Quantity): string {
  switch (group) {
    case 'first':
      return translate('first inner batch');
    case 'last':
      return translate('last inner batch');
  }
}

function legendEntry({ group, ink }: Quantity): LegendEntry {
  switch (group) {
    case 'first':
      return { group, label: translate('First inner batch (before adapting)'), ink, swatch: 'line' };
    case 'last':
      return { group, label: translate('Last inner batch (after adapting)'), ink, swatch: 'line' };
  }
}

export interface TrainingView {
  readonly section: ChartSectionView;
  /** Weight of the past, 0 to below 1. */
  readonly smoothing: number;
  readonly isLogarithmic: boolean;
}

/** All that the training loss section shows of a run. */
export function trainingView(live: LiveRun, choices: Choices, looks: Looks): TrainingView {
  const chart = trainingLossView(live, choices);
  const emptyText = emptyTextOf('training', live.run.state);
  return {
    section: chartSectionView({ name: 'training', title: translate('Training loss'), chart, emptyText }, looks),
    smoothing: choices.smoothing,
    isLogarithmic: choices.logarithmicLoss,
  };
}

/** undefined until the first meta-iteration is there. */
export function trainingLossView(live: LiveRun, choices: Choices): ChartView | undefined {
  const shown = quantities.flatMap((quantity) => {
    const series = live.series.get(quantity.tag);
    return series === undefined || series.iterations.length === 0
      ? []
      : [{ quantity, series, smoothed: smooth(series, choices) }];
  });
  if (shown.length === 0) return undefined;
  return {
    x: metaIterationAxis(formatCount),
    y: { title: translate('Loss'), format: formatTick, scale: choices.logarithmicLoss ? 'logarithmic' : 'linear' },
    bands: [],
    lines: shown.flatMap(({ quantity, series, smoothed }) => drawQuantity(quantity, series, smoothed)),
    references: [],
    marks: [],
    legend: shown.map(({ quantity }) => legendEntry(quantity)),
    caption: describeReading(choices.smoothing),
    summary: summarize(shown.map(({ quantity, series, smoothed }) => ({ quantity, series, smoothed }))),
    csv: () => seriesToCsv(shown.map(({ series }) => series)),
  };
}

/** undefined when nothing is to be smoothed. */
function smooth(series: SeriesPoints, choices: Choices): ChartPoint[] | undefined {
  if (choices.smoothing === 0) return undefined;
  const values = smoothSeries(series, choices.smoothing);
  return series.iterations.map((x, index) => ({ x, y: values[index] ?? Number.NaN }));
}

function drawQuantity(quantity: Quantity, series: SeriesPoints, smoothed: ChartPoint[] | undefined): ChartLine[] {
  const { group, ink } = quantity;
  const name = nameOf(quantity);
  const measured = chartPoints(series);
  const common = { group, ink, stroke: 'solid', markers: measured.length === 1 } as const;
  const measuredAt = (index: number): string => formatLoss(measured[index]?.y ?? Number.NaN);
  if (smoothed === undefined) {
    const describe = (index: number): string => `${capitalize(name)}: ${measuredAt(index)}`;
    return [{ ...common, key: group, opacity: 1, width: 1.5, points: measured, describe }];
  }
  const describe = (index: number): string =>
    translate(
      '{0}: {1} (measured {2})',
      capitalize(name),
      formatLoss(smoothed[index]?.y ?? Number.NaN),
      measuredAt(index),
    );
  return [
    { ...common, key: `${group}/measured`, opacity: measuredOpacity, width: 1, points: measured },
    { ...common, key: group, opacity: 1, width: 2, points: smoothed, describe },
  ];
}

function describeReading(smoothing: number): string {
  const lines =
    smoothing === 0
      ? translate('Each line is the loss as measured.')
      : translate('Faint: as measured. Strong: smoothed (exponential moving average, weight {0}).', smoothing);
  return `${translate('Mean over the meta-batch’s tasks, before each step.')} ${lines}`;
}

function summarize(
  shown: readonly { quantity: Quantity; series: SeriesPoints; smoothed: ChartPoint[] | undefined }[],
): string {
  const iteration = Math.max(...shown.map(({ series }) => series.iterations.at(-1) ?? 0));
  const values = shown.map(({ quantity, series, smoothed }) => {
    const measured = formatLoss(lastValue(series) ?? Number.NaN);
    const last = smoothed?.at(-1)?.y;
    return last === undefined
      ? `${nameOf(quantity)} ${measured}`
      : translate('{0} {1} smoothed, {2} measured', nameOf(quantity), formatLoss(last), measured);
  });
  return translate('Training loss up to meta-iteration {0}: {1}.', formatCount(iteration), values.join('; '));
}
