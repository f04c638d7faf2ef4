// The sample of a regression task: the true function, its support points, and the model’s answer before and after
// adapting to them.

import type { AdaptationSample } from '../../src/meta/executor.ts';
import { formatLoss, formatTick } from '../../src/words/formatFigures.ts';
import type { ChartLine, ChartView, LegendEntry } from '../charts/chartView.ts';
import { toCsv } from '../csv.ts';
import type { ChartPoint } from '../series.ts';
import { countOf, translate } from '../translate.ts';

export type CurveIllustration = Extract<AdaptationSample['task'], { kind: 'curve' }>;

const betweenOpacity = 0.35;

/** The model's outputs, one at each of the task's query points, for every number of inner steps. */
export function curveFitView(sample: AdaptationSample, task: CurveIllustration): ChartView {
  const last = sample.steps.length - 1;
  const truth = points(task.queryX, task.queryY);
  const support = points(task.supportX, task.supportY);
  const predictions = sample.outputs.map((outputs) => points(task.queryX, outputs));
  const after = stepsLabel(sample.steps[last] ?? 0);
  return {
    x: { title: 'x', whole: false, format: formatTick, describe: (value) => `x = ${formatLoss(value)}` },
    y: { title: 'y', format: formatTick, scale: 'linear' },
    bands: [],
    lines: [
      {
        ...line('truth', 'truth', truth),
        width: 1.5,
        describe: (index) => translate('True function: {0}', valueAt(truth, index)),
      },
      ...predictions.slice(1, -1).map((between, index) => ({
        ...line(`between/${index}`, 'after', between),
        opacity: betweenOpacity,
        width: 1,
      })),
      ...predictions.slice(0, 1).map(
        (before): ChartLine => ({
          ...line('before', 'before', before),
          stroke: 'dashed',
          describe: (index) => translate('Before: {0}', valueAt(before, index)),
        }),
      ),
      ...predictions.slice(Math.max(1, last)).map(
        (adapted): ChartLine => ({
          ...line('after', 'after', adapted),
          describe: (index) => translate('After {0}: {1}', after, valueAt(adapted, index)),
        }),
      ),
      { ...line('support', 'truth', support), width: 0, markers: true },
    ],
    references: [],
    marks: [],
    legend: legend(after, predictions.length),
    caption: translate(
      'One held-out task. The model adapts to its {0} alone.',
      countOf('supportPoints', support.length),
    ),
    summary: summarize(truth, predictions, after),
    csv: () =>
      toCsv(
        ['x', 'true_y', ...sample.steps.map((step) => `prediction_after_${step}_steps`)],
        truth.map((point, index) => [
          point.x,
          point.y,
          ...predictions.map((prediction) => prediction[index]?.y ?? null),
        ]),
      ),
  };
}

function points(xs: readonly number[], ys: readonly number[]): ChartPoint[] {
  return xs.map((x, index) => ({ x, y: ys[index] ?? Number.NaN })).sort((a, b) => a.x - b.x);
}

function line(key: string, ink: ChartLine['ink'], shown: readonly ChartPoint[]): ChartLine {
  const group = key.split('/')[0] ?? key;
  return { key, group, ink, opacity: 1, width: 2, stroke: 'solid', markers: false, points: shown };
}

function legend(after: string, predictionCount: number): LegendEntry[] {
  const entries: LegendEntry[] = [
    { group: 'truth', label: translate('True function'), ink: 'truth', swatch: 'line' },
    { group: 'support', label: translate('Support points'), ink: 'truth', swatch: 'point' },
    { group: 'before', label: translate('Before adapting'), ink: 'before', swatch: 'dashedLine' },
  ];
  if (predictionCount > 2)
    entries.push({ group: 'between', label: translate('In between'), ink: 'after', swatch: 'fadingLines' });
  if (predictionCount > 1)
    entries.push({ group: 'after', label: translate('After {0}', after), ink: 'after', swatch: 'line' });
  return entries;
}

function summarize(
  truth: readonly ChartPoint[],
  predictions: readonly (readonly ChartPoint[])[],
  after: string,
): string {
  const [before] = predictions;
  const adapted = predictions.at(-1);
  if (before === undefined || adapted === undefined) return translate('No prediction yet.');
  const error = (prediction: readonly ChartPoint[]): string => formatLoss(meanSquaredError(truth, prediction));
  return translate(
    'A held-out task’s function and the model’s fit: mean squared error {0} before adapting, {1} after {2}.',
    error(before),
    error(adapted),
    after,
  );
}

function meanSquaredError(truth: readonly ChartPoint[], prediction: readonly ChartPoint[]): number {
  const squares = truth.map((point, index) => (point.y - (prediction[index]?.y ?? Number.NaN)) ** 2);
  return squares.reduce((sum, square) => sum + square, 0) / squares.length;
}

function valueAt(shown: readonly ChartPoint[], index: number): string {
  return formatLoss(shown[index]?.y ?? Number.NaN);
}

function stepsLabel(steps: number): string {
  return countOf('innerSteps', steps);
}
