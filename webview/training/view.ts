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
import { smoothSeries } from './smoothing.ts';

const measuredOpacity = 0.28;

interface Quantity {
  readonly group: string;
  readonly tag: string;
  readonly name: string;
  readonly label: string;
  readonly ink: Ink;
}

const quantities: readonly Quantity[] = [
  {
    group: 'first',
    tag: tags.trainingLossFirst,
    name: 'first inner batch',
    label: 'First inner batch (before adapting)',
    ink: 'before',
  },
  {
    group: 'last',
    tag: tags.trainingLossLast,
    name: 'last inner batch',
    label: 'Last inner batch (after adapting)',
    ink: 'after',
  },
];

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
    section: chartSectionView({ name: 'training', title: 'Training loss', chart, emptyText }, looks),
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
    y: { title: 'Loss', format: formatTick, scale: choices.logarithmicLoss ? 'logarithmic' : 'linear' },
    bands: [],
    lines: shown.flatMap(({ quantity, series, smoothed }) => drawQuantity(quantity, series, smoothed)),
    references: [],
    marks: [],
    legend: shown.map(({ quantity }): LegendEntry => ({ ...quantity, swatch: 'line' })),
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

function drawQuantity(
  { group, ink, name }: Quantity,
  series: SeriesPoints,
  smoothed: ChartPoint[] | undefined,
): ChartLine[] {
  const measured = chartPoints(series);
  const common = { group, ink, stroke: 'solid', markers: measured.length === 1 } as const;
  const measuredAt = (index: number): string => formatLoss(measured[index]?.y ?? Number.NaN);
  if (smoothed === undefined) {
    const describe = (index: number): string => `${capitalize(name)}: ${measuredAt(index)}`;
    return [{ ...common, key: group, opacity: 1, width: 1.5, points: measured, describe }];
  }
  const describe = (index: number): string =>
    `${capitalize(name)}: ${formatLoss(smoothed[index]?.y ?? Number.NaN)} (measured ${measuredAt(index)})`;
  return [
    { ...common, key: `${group}/measured`, opacity: measuredOpacity, width: 1, points: measured },
    { ...common, key: group, opacity: 1, width: 2, points: smoothed, describe },
  ];
}

function describeReading(smoothing: number): string {
  const lines =
    smoothing === 0
      ? 'Each line is the loss as measured.'
      : `Faint: as measured. Strong: smoothed (exponential moving average, weight ${smoothing}).`;
  return `Mean over the meta-batch’s tasks, before each step. ${lines}`;
}

function summarize(
  shown: readonly { quantity: Quantity; series: SeriesPoints; smoothed: ChartPoint[] | undefined }[],
): string {
  const iteration = Math.max(...shown.map(({ series }) => series.iterations.at(-1) ?? 0));
  const values = shown.map(({ quantity, series, smoothed }) => {
    const measured = formatLoss(lastValue(series) ?? Number.NaN);
    const last = smoothed?.at(-1)?.y;
    return last === undefined
      ? `${quantity.name} ${measured}`
      : `${quantity.name} ${formatLoss(last)} smoothed, ${measured} measured`;
  });
  return `Training loss up to meta-iteration ${formatCount(iteration)}: ${values.join('; ')}.`;
}
