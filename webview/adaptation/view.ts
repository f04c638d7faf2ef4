// The adaptation chart: held-out tasks' mean after 0, 1, … k inner steps; the newest evaluation in front, earlier ones
// fading behind it.

import type { Quantity } from '../../src/experiment/quantities.ts';
import type { AdaptationCurve } from '../../src/panel/panelMessages.ts';
import { formatCount } from '../../src/words/formatFigures.ts';
import { type ChartSectionView, chartSectionView } from '../charts/chartSectionView.ts';
import { bandEdges, type ChartLine, type ChartView, type LegendEntry } from '../charts/chartView.ts';
import { emptyTextOf } from '../charts/emptyText.ts';
import { curvesToCsv } from '../csv.ts';
import { heldOutTasksOf } from '../head/runWords.ts';
import { offerQuantity, type QuantityChoice } from '../heldOut/quantityChoice.ts';
import { describeBand } from '../heldOut/view.ts';
import type { Looks } from '../looks.ts';
import { type Choices, type LiveRun, shownQuantity } from '../model.ts';
import { bandLimits, quantityWords } from '../quantityWords.ts';
import type { ChartPoint } from '../series.ts';
import { countOf, translate } from '../translate.ts';
import { type UntrainedWords, untrainedWords } from '../untrainedWords.ts';
import { adaptationAxes } from './axes.ts';
import { chooseCurves } from './curves.ts';

export interface AdaptationSectionView {
  readonly section: ChartSectionView;
  readonly quantity: QuantityChoice;
}

/** All that the section of held-out tasks over inner steps shows. */
export function adaptationSectionView(live: LiveRun, choices: Choices, looks: Looks): AdaptationSectionView {
  const chart = adaptationView(live, choices);
  const emptyText = emptyTextOf('heldOut', live.run.state);
  return {
    section: chartSectionView({ name: 'adaptation', title: translate('Adaptation curve'), chart, emptyText }, looks),
    quantity: offerQuantity(live.run, choices.adaptationQuantity),
  };
}

/** undefined until the first evaluation is there. */
export function adaptationView(live: LiveRun, choices: Choices): ChartView | undefined {
  const quantity = shownQuantity(live.run, choices.adaptationQuantity);
  const { untrained, earlier, newest } = chooseCurves(live.curves);
  const front = newest ?? untrained;
  const names = untrainedWords(live.run);
  if (front === undefined) return undefined;
  const points = curvePoints(front, quantity);
  const halfWidths = front.measured[quantity]?.ci95s.map((value) => value ?? Number.NaN) ?? [];
  const describe =
    (curve: AdaptationCurve, name: string) =>
    (index: number): string =>
      `${name}: ${describeStep(curve, quantity, index)}`;
  const lines: ChartLine[] = earlier.map(({ curve, opacity }, index) => ({
    ...plainLine(`earlier/${index}`, 'earlier', curvePoints(curve, quantity)),
    opacity,
    width: 1.25,
  }));
  if (untrained !== undefined) {
    lines.push({
      ...plainLine('untrained', 'untrained', curvePoints(untrained, quantity)),
      ink: 'untrained',
      stroke: 'dashed',
      describe: describe(untrained, names.title),
    });
  }
  if (newest !== undefined) {
    const name = translate('Meta-iteration {0}', formatCount(newest.iteration));
    lines.push({
      ...plainLine('newest', 'newest', points),
      width: 2.25,
      markers: points.length <= 25,
      describe: describe(newest, name),
    });
  }
  return {
    ...adaptationAxes(quantity, choices),
    bands: [
      {
        key: 'band',
        group: newest === undefined ? 'untrained' : 'newest',
        ink: newest === undefined ? 'untrained' : 'after',
        ...bandEdges(points, halfWidths, bandLimits(quantity, choices, points)),
      },
    ],
    lines,
    references: [],
    marks: [],
    legend: legend(newest, earlier.length, untrained && names),
    caption: [describeCurve(heldOutTasksOf(live.run), quantity), describeBand(live.run)].join(' '),
    summary: summarize(front, untrained && { curve: untrained, names }, quantity),
    csv: () => curvesToCsv(live.curves),
  };
}

function describeCurve(tasks: string, quantity: Quantity): string {
  return quantity === 'return'
    ? translate('How fast the initialization learns. Mean over {0}, on trajectories that it did not adapt to.', tasks)
    : translate('How fast the initialization learns. Mean over {0}, on query samples that it did not adapt to.', tasks);
}

function curvePoints(curve: AdaptationCurve, quantity: Quantity): ChartPoint[] {
  const means = curve.measured[quantity]?.means;
  return curve.steps.map((x, index) => ({ x, y: means?.[index] ?? Number.NaN }));
}

function plainLine(key: string, group: string, points: readonly ChartPoint[]): ChartLine {
  return { key, group, ink: 'after', opacity: 1, width: 1.5, stroke: 'solid', markers: false, points };
}

function describeStep(curve: AdaptationCurve, quantity: Quantity, index: number): string {
  const measured = curve.measured[quantity];
  return quantityWords[quantity].interval(measured?.means[index] ?? Number.NaN, measured?.ci95s[index] ?? Number.NaN);
}

function legend(
  newest: AdaptationCurve | undefined,
  earlierCount: number,
  untrained: UntrainedWords | undefined,
): LegendEntry[] {
  const entries: LegendEntry[] = [];
  if (newest !== undefined) {
    const label = translate('Newest (meta-iteration {0})', formatCount(newest.iteration));
    entries.push({ group: 'newest', label, ink: 'after', swatch: 'band' });
  }
  if (earlierCount > 0)
    entries.push({
      group: 'earlier',
      label: translate('Earlier, older is fainter'),
      ink: 'after',
      swatch: 'fadingLines',
    });
  if (untrained !== undefined)
    entries.push({ group: 'untrained', label: untrained.title, ink: 'untrained', swatch: 'dashedLine' });
  return entries;
}

function summarize(
  front: AdaptationCurve,
  untrained: { readonly curve: AdaptationCurve; readonly names: UntrainedWords } | undefined,
  quantity: Quantity,
): string {
  const ends = (curve: AdaptationCurve): string => {
    const last = curve.steps.length - 1;
    const steps = countOf('innerSteps', curve.steps[last] ?? 0);
    return translate(
      '{0} before adapting, {1} after {2}',
      describeStep(curve, quantity, 0),
      describeStep(curve, quantity, last),
      steps,
    );
  };
  const name = quantityWords[quantity].name.toLowerCase();
  const sentences = [
    translate(
      'Adaptation curve, query {0}, at meta-iteration {1}: {2}.',
      name,
      formatCount(front.iteration),
      ends(front),
    ),
  ];
  if (untrained !== undefined && untrained.curve !== front) sentences.push(untrained.names.told(ends(untrained.curve)));
  return sentences.join(' ');
}
