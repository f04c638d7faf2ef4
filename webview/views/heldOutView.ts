// The held-out chart: accuracy or loss on held-out tasks over meta-iterations, with its band, the untrained initialization and the best.

import {
  formatCount,
  formatLoss,
  formatLossInterval,
  formatPercent,
  formatPercentInterval,
  formatPercentTick,
  formatQuantity,
  formatTick,
} from '../../src/extension/formatFigures.ts';
import type { HeldOutQuantity, RunSummary } from '../../src/extension/panelMessages.ts';
import { tags } from '../../src/runs/tags.ts';
import { seriesToCsv } from '../csv.ts';
import { type Choices, type LiveRun, shownQuantity } from '../model.ts';
import { alignIntervals, type ChartPoint, chartPoints } from '../series.ts';
import { bandEdges, type ChartView, type LegendEntry, metaIterationAxis } from './chartView.ts';

/** undefined until the first evaluation is there. */
export function heldOutView(live: LiveRun, choices: Choices): ChartView | undefined {
  const quantity = shownQuantity(live.run, choices.heldOutQuantity);
  const words = quantityWords[quantity];
  const series = live.series.get(words.tag);
  const intervals = live.series.get(words.intervalTag);
  if (series === undefined || series.iterations.length === 0) return undefined;
  const points = chartPoints(series);
  const halfWidths = alignIntervals(series, intervals);
  const describeValue = (index: number): string =>
    words.interval(points[index]?.y ?? Number.NaN, halfWidths[index] ?? Number.NaN);
  const untrained = points.find((point) => point.x === 0);
  const best = findBest(live.run, quantity);
  return {
    x: metaIterationAxis(formatCount),
    y: { title: words.axis, format: words.tick, scale: scaleOf(quantity, choices) },
    bands: [
      { key: 'band', group: 'heldOut', ink: 'after', ...bandEdges(points, halfWidths, bandLimits(quantity, choices, points)) },
    ],
    lines: [
      {
        key: 'heldOut',
        group: 'heldOut',
        ink: 'after',
        opacity: 1,
        width: 2,
        dashed: false,
        markers: points.length <= 40,
        points,
        describe: (index) => `${words.name}: ${describeValue(index)}${points[index]?.x === 0 ? ' (untrained)' : ''}`,
      },
    ],
    references: untrained === undefined ? [] : [{ key: 'untrained', group: 'untrained', ink: 'untrained', y: untrained.y }],
    marks: best === undefined ? [] : [{ key: 'best', group: 'best', ink: 'after', x: best.iteration, y: best.value }],
    legend: legend(words.name, untrained, best, words.value),
    caption: `After adapting to each of ${formatQuantity(live.run.evaluationTasks, 'held-out task')}. ${describeBand(live.run)}`,
    summary: summarize(words.name, points, describeValue, untrained, best, words.value),
    csv: () => seriesToCsv(intervals === undefined ? [series] : [series, intervals]),
  };
}

/** What every band of held-out figures says about itself. */
export function describeBand(run: RunSummary): string {
  return `Band: 95${'\u00a0'}% interval of the mean over the ${formatQuantity(run.evaluationTasks, 'task')}.`;
}

/** How each quantity is named and written. */
export const quantityWords = {
  accuracy: {
    tag: tags.heldOutAccuracy,
    intervalTag: tags.heldOutAccuracyCi95,
    name: 'Accuracy',
    axis: 'Accuracy',
    tick: formatPercentTick,
    value: formatPercent,
    interval: formatPercentInterval,
  },
  loss: {
    tag: tags.heldOutLoss,
    intervalTag: tags.heldOutLossCi95,
    name: 'Loss',
    axis: 'Loss',
    tick: formatTick,
    value: formatLoss,
    interval: formatLossInterval,
  },
} as const satisfies Record<HeldOutQuantity, object>;

/** The logarithmic scale that a person chose holds for losses alone. */
export function scaleOf(quantity: HeldOutQuantity, choices: Choices): 'linear' | 'logarithmic' {
  return quantity === 'loss' && choices.logarithmicLoss ? 'logarithmic' : 'linear';
}

/** A share stays within 0 and 1, a loss above 0; on a logarithmic scale a band ends a decade below the lowest point instead of at minus infinity. */
export function bandLimits(
  quantity: HeldOutQuantity,
  choices: Choices,
  points: readonly ChartPoint[],
): { low: number; high: number } {
  if (quantity === 'accuracy') return { low: 0, high: 1 };
  if (scaleOf(quantity, choices) === 'linear') return { low: 0, high: Number.POSITIVE_INFINITY };
  const positive = points.map((point) => point.y).filter((value) => value > 0);
  return { low: positive.length === 0 ? Number.NaN : Math.min(...positive) / 10, high: Number.POSITIVE_INFINITY };
}

interface Best {
  readonly value: number;
  readonly iteration: number;
}

/** The best figure, unless it is the untrained initialization's own. */
function findBest(run: RunSummary, quantity: HeldOutQuantity): Best | undefined {
  const best = quantity === 'accuracy' ? run.bestAccuracy : run.bestLoss;
  return best === null || best.iteration === 0 ? undefined : best;
}

function legend(
  name: string,
  untrained: ChartPoint | undefined,
  best: Best | undefined,
  format: (value: number) => string,
): LegendEntry[] {
  const entries: LegendEntry[] = [{ group: 'heldOut', label: `${name}, 95${'\u00a0'}% interval`, ink: 'after', swatch: 'band' }];
  if (best !== undefined) entries.push({ group: 'best', label: `Best ${format(best.value)}`, ink: 'after', swatch: 'ring' });
  if (untrained !== undefined) {
    entries.push({ group: 'untrained', label: `Untrained ${format(untrained.y)}`, ink: 'untrained', swatch: 'dashedLine' });
  }
  return entries;
}

function summarize(
  name: string,
  points: readonly ChartPoint[],
  describeValue: (index: number) => string,
  untrained: ChartPoint | undefined,
  best: Best | undefined,
  format: (value: number) => string,
): string {
  const latest = points.length - 1;
  const sentences = [
    `Held-out ${name.toLowerCase()} at meta-iteration ${formatCount(points[latest]?.x ?? 0)}: ${describeValue(latest)}.`,
  ];
  if (best !== undefined) sentences.push(`Best: ${format(best.value)} at meta-iteration ${formatCount(best.iteration)}.`);
  if (untrained !== undefined) sentences.push(`Untrained initialization: ${format(untrained.y)}.`);
  return sentences.join(' ');
}
