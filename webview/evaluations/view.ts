// A run's stored evaluations: a row for each, and of one its adaptation curve, its calibration and its common mistakes.

import type { EvaluationList, EvaluationSummary, ReliabilitySummary } from '../../src/panel/panelMessages.ts';
import { describeNotice } from '../../src/runs/runNotice.ts';
import { describeApart } from '../../src/words/describeApart.ts';
import { judgeBaselines } from '../../src/words/describeBaselines.ts';
import {
  formatCount,
  formatPercent,
  formatPercentTick,
  formatPublished,
  formatTime,
} from '../../src/words/formatFigures.ts';
import { type ChartSectionView, chartSectionView } from '../charts/chartSectionView.ts';
import { bandEdges, type ChartLine, type ChartView } from '../charts/chartView.ts';
import { curvesToCsv, toCsv } from '../csv.ts';
import { baselineLegend, baselineLines, describeBaseline } from '../heldOut/baselines.ts';
import { describePublished } from '../heldOut/publishedFigures.ts';
import type { Looks } from '../looks.ts';
import { bandLimitsOn, quantityWords } from '../quantityWords.ts';
import type { ChartPoint } from '../series.ts';
import { countOf, translate } from '../translate.ts';

export interface EvaluationsView {
  readonly rows: readonly (EvaluationRow & { readonly isChosen: boolean })[];
  /** Why other evaluations cannot be read; may be empty. */
  readonly problems: string;
  /** Of the chosen one. */
  readonly details: EvaluationDetailsView | undefined;
}

export interface EvaluationDetailsView {
  readonly curve: ChartSectionView;
  /** undefined where nothing is classified. */
  readonly calibration: ChartSectionView | undefined;
  readonly mistakes: readonly MistakeRow[];
}

/** All that the section of stored evaluations shows. */
export function evaluationsView({ evaluations, problems }: EvaluationList, looks: Looks): EvaluationsView {
  const chosen = evaluations.find(({ file }) => file === looks.evaluation);
  return {
    rows: evaluations.map((evaluation) => ({ ...evaluationRow(evaluation), isChosen: evaluation === chosen })),
    problems: problems.map((notice) => describeNotice(notice, translate)).join(' '),
    details: chosen === undefined ? undefined : detailsView(chosen, looks),
  };
}

function detailsView(evaluation: EvaluationSummary, looks: Looks): EvaluationDetailsView {
  const section = (name: 'evaluationCurve' | 'calibration', title: string, chart: ChartView) =>
    chartSectionView({ name, title, chart, emptyText: '' }, looks);
  const calibration = reliabilityView(evaluation);
  return {
    curve: section('evaluationCurve', translate('Adaptation curve'), evaluationCurveView(evaluation)),
    calibration: calibration && section('calibration', translate('Calibration'), calibration),
    mistakes: mistakeRows(evaluation),
  };
}

export interface EvaluationRow {
  readonly file: string;
  /** `5-shot, transductive` */
  readonly protocol: string;
  /** `10,000` */
  readonly tasks: string;
  readonly before: string;
  readonly after: string;
  /** Empty where nothing comparable is published; why nothing stands there where the evaluation stands for itself. */
  readonly published: string;
  /** What each classical method achieves on the same tasks; empty where none was asked for. */
  readonly baselines: string;
  readonly checkpoint: string;
  readonly when: string;
}

const time: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' };

export function evaluationRow(evaluation: EvaluationSummary): EvaluationRow {
  const { curve, published, apart } = evaluation;
  return {
    file: evaluation.file,
    protocol: nameProtocol(evaluation),
    tasks: formatCount(evaluation.tasks),
    before: figureAt(evaluation, 0),
    after: figureAt(evaluation, curve.steps.length - 1),
    published: apart === null ? published.map(formatPublished).join('; ') : describeApart(apart, translate),
    baselines: (evaluation.baselines ?? []).map(describeBaseline).join('; '),
    checkpoint: nameParameters(evaluation),
    when: formatTime(evaluation.createdAt, time),
  };
}

function nameParameters({ parameters, curve }: EvaluationSummary): string {
  switch (parameters) {
    case 'trained':
      return translate('meta-iteration {0}', formatCount(curve.iteration));
    case 'beginning':
      return translate('what the run begins with');
    case 'random':
      return translate('untrained');
  }
}

function nameProtocol({ shots, transductive, classification }: EvaluationSummary): string {
  const parts = [
    ...(shots === null ? [] : [translate('{0}-shot', formatCount(shots))]),
    ...(classification === null ? [] : [transductive ? translate('transductive') : translate('not transductive')]),
  ];
  return parts.length === 0 ? translate('held-out tasks') : parts.join(', ');
}

/** Whether the run is better than they are, as a sentence; none where none was asked for. */
function judge({ baselines, curve }: EvaluationSummary): readonly string[] {
  if (baselines === null) return [];
  const measured = baselines.map(({ name, quantity, difference: { mean, ci95 } }) => ({
    name,
    quantity,
    difference: { mean: mean ?? Number.NaN, ci95: ci95 ?? Number.NaN },
  }));
  return [judgeBaselines(measured, curve.iteration, translate)];
}

function figureAt({ curve, quantity }: EvaluationSummary, index: number): string {
  const measured = curve.measured[quantity];
  return quantityWords[quantity].interval(measured?.means[index] ?? Number.NaN, measured?.ci95s[index] ?? Number.NaN);
}

/** The quantity against inner steps, with its interval. */
export function evaluationCurveView(evaluation: EvaluationSummary): ChartView {
  const { curve, quantity, tasks } = evaluation;
  const words = quantityWords[quantity];
  const measured = curve.measured[quantity];
  const points = curve.steps.map((x, index): ChartPoint => ({ x, y: measured?.means[index] ?? Number.NaN }));
  const halfWidths = measured?.ci95s.map((value) => value ?? Number.NaN) ?? [];
  const last = curve.steps.length - 1;
  const baselines = evaluation.baselines ?? [];
  const interval = translate('95\u00a0% interval of the mean over {0}', countOf('tasks', tasks));
  return {
    x: {
      title: translate('Inner steps'),
      whole: true,
      format: formatCount,
      describe: (value) => translate('After {0}', countOf('innerSteps', value)),
    },
    y: { title: words.name, format: words.tick, scale: 'linear' },
    bands: [
      {
        key: 'band',
        group: 'mean',
        ink: 'after',
        ...bandEdges(points, halfWidths, bandLimitsOn('linear', quantity, points)),
      },
    ],
    lines: [{ ...line('mean', 'after', points), describe: (index) => `${words.name}: ${figureAt(evaluation, index)}` }],
    references: [
      ...evaluation.published.map((figure, index) => ({
        key: `published/${index}`,
        group: `published/${index}`,
        ink: 'published' as const,
        stroke: 'dotted' as const,
        y: figure.value,
        halfWidth: figure.ci95 ?? 0,
        label: translate('Published {0}', formatPublished(figure)),
      })),
      ...baselineLines(baselines),
    ],
    marks: [],
    legend: [
      { group: 'mean', label: translate('{0}, 95\u00a0% interval', words.name), ink: 'after', swatch: 'band' },
      ...evaluation.published.map((figure, index) => ({
        group: `published/${index}`,
        label: describePublished(figure),
        ink: 'published' as const,
        swatch: 'dottedLine' as const,
      })),
      ...baselineLegend(baselines),
    ],
    caption: [translate('Mean over the evaluation’s tasks. Band: {0}.', interval), ...judge(evaluation)].join(' '),
    summary: translate(
      '{0} of the evaluation: {1} before adapting, {2} after {3}.',
      words.name,
      figureAt(evaluation, 0),
      figureAt(evaluation, last),
      countOf('innerSteps', curve.steps[last] ?? 0),
    ),
    csv: () => curvesToCsv([curve]),
  };
}

/**
 * How often answers are right against how sure they are, before and after adapting. undefined where nothing is
 * classified.
 */
export function reliabilityView({ classification }: EvaluationSummary): ChartView | undefined {
  if (classification === null) return undefined;
  const { before, after } = classification;
  const pointsOf = ({ bins }: ReliabilitySummary): ChartPoint[] =>
    bins.map((bin) => ({ x: bin.meanConfidence, y: bin.accuracy }));
  const describe =
    (name: string, { bins }: ReliabilitySummary) =>
    (index: number): string => {
      const bin = bins[index];
      if (bin === undefined) return name;
      return translate(
        '{0}: right {1} of the time, {2}',
        name,
        formatPercent(bin.accuracy),
        countOf('answers', bin.samples),
      );
    };
  const error = ({ expectedCalibrationError }: ReliabilitySummary): string =>
    formatPercent(expectedCalibrationError ?? Number.NaN);
  const ideal: ChartLine = {
    ...line('ideal', 'untrained', [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ]),
    stroke: 'dashed',
    width: 1.5,
    markers: false,
  };
  return {
    x: {
      title: translate('Confidence'),
      whole: false,
      format: formatPercentTick,
      describe: (value) => translate('Answers that are {0} sure', formatPercent(value)),
    },
    y: { title: translate('Accuracy'), format: formatPercentTick, scale: 'linear' },
    bands: [],
    lines: [
      ideal,
      {
        ...line('before', 'before', pointsOf(before)),
        stroke: 'dashed',
        describe: describe(translate('Before adapting'), before),
      },
      { ...line('after', 'after', pointsOf(after)), describe: describe(translate('After adapting'), after) },
    ],
    references: [],
    marks: [],
    legend: [
      {
        group: 'before',
        label: translate('Before adapting, error {0}', error(before)),
        ink: 'before',
        swatch: 'dashedLine',
      },
      { group: 'after', label: translate('After adapting, error {0}', error(after)), ink: 'after', swatch: 'line' },
      { group: 'ideal', label: translate('As sure as right'), ink: 'untrained', swatch: 'dashedLine' },
    ],
    caption: translate(
      'Below the diagonal answers are surer than right. Error: expected calibration error, the mean distance from the diagonal, weighted by answers.',
    ),
    summary: translate(
      'Calibration: expected calibration error {0} before adapting, {1} after.',
      error(before),
      error(after),
    ),
    csv: () =>
      toCsv(
        ['moment', 'mean_confidence', 'accuracy', 'answers'],
        [
          ...before.bins.map((bin) => ['before', bin.meanConfidence, bin.accuracy, bin.samples]),
          ...after.bins.map((bin) => ['after', bin.meanConfidence, bin.accuracy, bin.samples]),
        ],
      ),
  };
}

export interface MistakeRow {
  readonly actual: string;
  readonly predicted: string;
  /** `12 of 240 times` */
  readonly times: string;
}

export function mistakeRows({ classification }: EvaluationSummary): readonly MistakeRow[] {
  return (classification?.mistakes ?? []).map(({ actual, predicted, times, asked }) => ({
    actual,
    predicted,
    times: translate('{0} of {1}', formatCount(times), countOf('times', asked)),
  }));
}

function line(key: string, ink: ChartLine['ink'], points: readonly ChartPoint[]): ChartLine {
  return { key, group: key, ink, opacity: 1, width: 2, stroke: 'solid', markers: true, points };
}
