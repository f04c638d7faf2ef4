// The held-out chart: a quantity on held-out tasks over meta-iterations, with its band, the untrained initialization,
// the best and what is published.

import type { Quantity } from '../../src/experiment/quantities.ts';
import type { PublishedFigure } from '../../src/experiment/schema.ts';
import type { RunSummary } from '../../src/panel/panelMessages.ts';
import { formatCount } from '../../src/words/formatFigures.ts';
import { type ChartSectionView, chartSectionView } from '../charts/chartSectionView.ts';
import { bandEdges, type ChartView, type LegendEntry, metaIterationAxis } from '../charts/chartView.ts';
import { emptyTextOf } from '../charts/emptyText.ts';
import { seriesToCsv } from '../csv.ts';
import { heldOutTasksOf } from '../head/runWords.ts';
import type { Looks } from '../looks.ts';
import { type Choices, type LiveRun, shownQuantity } from '../model.ts';
import { bandLimits, type QuantityWords, quantityWords, scaleOf } from '../quantityWords.ts';
import { alignIntervals, type ChartPoint, chartPoints } from '../series.ts';
import { countOf, translate } from '../translate.ts';
import { type UntrainedWords, untrainedWords } from '../untrainedWords.ts';
import { baselineLegend, baselineLines, describeBaseline } from './baselines.ts';
import { comparableFigures, describeOthers, describePublished, isFarFrom, publishedLines } from './publishedFigures.ts';
import { offerQuantity, type QuantityChoice } from './quantityChoice.ts';
import { trainingClassesPart } from './trainingClasses.ts';

export interface HeldOutSectionView {
  readonly section: ChartSectionView;
  readonly quantity: QuantityChoice;
}

/** All that the section of held-out tasks over the run shows. */
export function heldOutSectionView(live: LiveRun, choices: Choices, looks: Looks): HeldOutSectionView {
  const chart = heldOutView(live, choices);
  const emptyText = emptyTextOf('heldOut', live.run.state);
  return {
    section: chartSectionView({ name: 'heldOut', title: translate('Held-out tasks'), chart, emptyText }, looks),
    quantity: offerQuantity(live.run, choices.heldOutQuantity),
  };
}

/** undefined until the first evaluation is there. */
export function heldOutView(live: LiveRun, choices: Choices): ChartView | undefined {
  const quantity = shownQuantity(live.run, choices.heldOutQuantity);
  const words = quantityWords[quantity];
  const series = live.series.get(words.tag);
  const intervals = live.series.get(words.intervalTag);
  if (series === undefined || series.iterations.length === 0) return undefined;
  const points = chartPoints(series);
  const scale = scaleOf(quantity, choices);
  const halfWidths = alignIntervals(series, intervals);
  const describeValue = (index: number): string =>
    words.interval(points[index]?.y ?? Number.NaN, halfWidths[index] ?? Number.NaN);
  const untrained = points.find((point) => point.x === 0);
  const names = untrainedWords(live.run);
  const best = findBest(live.run, quantity);
  const published = comparableFigures(live.run, quantity);
  const baselines = live.run.baselines.filter((baseline) => baseline.quantity === quantity);
  const training = trainingClassesPart(live, words);
  return {
    x: metaIterationAxis(formatCount),
    y: { title: words.name, format: words.tick, scale },
    bands: [
      {
        key: 'band',
        group: 'heldOut',
        ink: 'after',
        ...bandEdges(points, halfWidths, bandLimits(quantity, choices, points)),
      },
    ],
    lines: [
      {
        key: 'heldOut',
        group: 'heldOut',
        ink: 'after',
        opacity: 1,
        width: 2,
        stroke: 'solid',
        markers: points.length <= 40,
        points,
        describe: (index) =>
          `${words.name}: ${describeValue(index)}${points[index]?.x === 0 ? ` (${names.word})` : ''}`,
      },
      ...training.lines,
    ],
    references: [
      ...(untrained === undefined
        ? []
        : [{ key: 'untrained', group: 'untrained', ink: 'untrained', stroke: 'dashed', y: untrained.y } as const]),
      ...publishedLines(published),
      ...baselineLines(baselines),
    ],
    marks: best === undefined ? [] : [{ key: 'best', group: 'best', ink: 'after', x: best.iteration, y: best.value }],
    legend: [
      ...measuredLegend(words, untrained && { ...untrained, names }, best),
      ...training.legend,
      ...publishedLegend(published, (figure) => isFarFrom(points, figure.value, quantity, scale)),
      ...baselineLegend(baselines, (value) => isFarFrom(points, value, quantity, scale)),
    ],
    caption: [
      translate('After adapting to each of {0}.', heldOutTasksOf(live.run)),
      describeBand(live.run),
      describeOthers(live.run, quantity),
    ]
      .filter((sentences) => sentences !== '')
      .join(' '),
    summary: [
      translate(
        'Held-out {0} at meta-iteration {1}: {2}.',
        words.name.toLowerCase(),
        formatCount(points.at(-1)?.x ?? 0),
        describeValue(points.length - 1),
      ),
      ...(best === undefined
        ? []
        : [translate('Best: {0} at meta-iteration {1}.', words.value(best.value), formatCount(best.iteration))]),
      ...(untrained === undefined ? [] : [names.told(words.value(untrained.y))]),
      ...(training.summary === '' ? [] : [training.summary]),
      ...published.map((figure) => `${describePublished(figure)}.`),
      ...baselines.map((baseline) => translate('Without meta-training: {0}.', describeBaseline(baseline))),
    ].join(' '),
    csv: () =>
      seriesToCsv([...(intervals === undefined ? [series] : [series, intervals]), ...training.series], published),
  };
}

/** What every band of held-out figures says about itself. */
export function describeBand(run: RunSummary): string {
  return run.evaluationTasks === null
    ? translate('Band: 95\u00a0% interval of the mean over the tasks.')
    : translate('Band: 95\u00a0% interval of the mean over the {0}.', countOf('tasks', run.evaluationTasks));
}

interface Best {
  readonly value: number;
  readonly iteration: number;
}

/**
 * The best figure of merit, unless it is the untrained initialization's own. The run with the best accuracy need not
 * have the best loss.
 */
function findBest({ quantities, best }: RunSummary, quantity: Quantity): Best | undefined {
  if (best === null || best.value === null || best.iteration === 0 || quantities[0] !== quantity) return undefined;
  return { value: best.value, iteration: best.iteration };
}

function measuredLegend(
  words: QuantityWords,
  untrained: (ChartPoint & { readonly names: UntrainedWords }) | undefined,
  best: Best | undefined,
): LegendEntry[] {
  const entries: LegendEntry[] = [
    { group: 'heldOut', label: translate('{0}, 95\u00a0% interval', words.name), ink: 'after', swatch: 'band' },
  ];
  if (best !== undefined)
    entries.push({
      group: 'best',
      label: translate('Best {0}', words.value(best.value)),
      ink: 'after',
      swatch: 'ring',
    });
  if (untrained !== undefined) {
    entries.push({
      group: 'untrained',
      label: untrained.names.valued(words.value(untrained.y)),
      ink: 'untrained',
      swatch: 'dashedLine',
    });
  }
  return entries;
}

function publishedLegend(
  figures: readonly PublishedFigure[],
  isFar: (figure: PublishedFigure) => boolean,
): LegendEntry[] {
  return figures.map((figure, index) => ({
    group: `published/${index}`,
    label: describePublished(figure),
    ink: 'published',
    swatch: 'dottedLine',
    startsHidden: isFar(figure),
  }));
}
