// An evaluation of a run as a person reads it: a table of initializations, beside what was published, and what lies
// behind the means.

import type { RunEvaluation } from '../evaluation/evaluateRun.ts';
import type { Quantity } from '../experiment/quantities.ts';
import type { PublishedFigure } from '../experiment/schema.ts';
import type { Calibration } from '../meta/calibration.ts';
import { commonMistakes } from '../meta/confusion.ts';
import type { Distribution } from '../meta/distribution.ts';
import type { EvaluationReport } from '../meta/evaluationReport.ts';
import { fewestForInterval, type MeanWithInterval } from '../meta/interval.ts';
import type { ReasonApart } from '../runs/comparableEvaluation.ts';
import { countDiverged } from '../runs/divergedTasks.ts';
import type { StoredEvaluation } from '../runs/evaluations.ts';
import type { Manifest } from '../runs/manifest.ts';
import { measuredParametersOf } from '../runs/measuredParameters.ts';
import { nameBeginning } from '../runs/runLabel.ts';
import { describeChanges } from '../tasks/split/describeChanges.ts';
import { describeApart } from '../words/describeApart.ts';
import { judgeBaselines, nameBaseline } from '../words/describeBaselines.ts';
import { formatCount } from '../words/formatFigures.ts';
import { describeOtherTraining, sayNoInterval, sayOtherSettings } from '../words/publishedFigures.ts';
import { formatClock, formatNumber, formatRate, formatShare } from '../words/terminalFigures.ts';
import {
  formatDifference,
  formatMeasuredDifference,
  formatMeasurement,
  formatPublishedFigure,
  formatValue,
} from '../words/terminalQuantities.ts';
import { untranslated } from '../words/translate.ts';
import { figureOf, nameProtocol, type ProtocolResult } from './evaluationRows.ts';
import { formatFacts, formatTable } from './formatTable.ts';
import type { Symbols } from './symbols.ts';
import { printable } from './terminal.ts';

/** How many of the worst tasks, and of the most frequent mistakes, are printed. */
const shownExtremes = 5;

/** `0.2134 ± 0.0121`, or `93.2 ± 0.7 %`. */
export function formatMean(quantity: Quantity, { mean, ci95 }: MeanWithInterval, symbols: Symbols): string {
  return formatMeasurement(quantity, { value: mean, ci95 }, symbols);
}

/** A row for each initialization, and for each baseline and published figure with the difference from it. */
export function formatProtocolResult(
  { trained, random, manifest, published }: ProtocolResult,
  symbols: Symbols,
  paintHead: (line: string) => string,
): string {
  const measured = [trained, random].flatMap((result) => (result === undefined ? [] : [result.evaluation]));
  const [main, ...others] = measured[0]?.report.figures.map(({ quantity }) => quantity) ?? [];
  if (main === undefined) return '';
  const columns = [
    { title: 'initialization', alignment: 'left' },
    { title: `${main} before adaptation`, alignment: 'right' },
    { title: 'after adaptation', alignment: 'right' },
    ...others.map((quantity) => ({ title: `${quantity} after`, alignment: 'right' }) as const),
  ] as const;
  const rows = measured.map(({ initialization, report }) => {
    const mean = (quantity: Quantity, when: 'before' | 'after') => {
      const figure = figureOf(report.figures, quantity);
      return figure === undefined ? '' : formatMean(quantity, figure[when], symbols);
    };
    return [
      nameInitialization(initialization, manifest),
      mean(main, 'before'),
      mean(main, 'after'),
      ...others.map((other) => mean(other, 'after')),
    ];
  });
  const publishedRows = published
    .filter(({ figure }) => figure.figure === main)
    .flatMap((compared) => [
      ['published', '', formatPublishedFigure(compared.figure, symbols)],
      [
        nameDifference(compared.figure, trained?.evaluation.initialization.iteration),
        '',
        compared.difference === undefined ? '' : formatDifference(main, compared.difference),
      ],
    ]);
  return formatTable(columns, [...rows, ...baselineRows(trained ?? random, symbols), ...publishedRows], paintHead);
}

function baselineRows(result: RunEvaluation | undefined, symbols: Symbols): string[][] {
  return (result?.evaluation.baselines ?? []).flatMap(({ name, quantity, after, difference: { mean, ci95 } }) => [
    [nameBaseline(name, untranslated), '', formatMean(quantity, after, symbols)],
    ['difference', '', formatMeasuredDifference(quantity, { value: mean, ci95 }, symbols)],
  ]);
}

/** `difference (after 1,000 of 100,000 meta-iterations)` */
function nameDifference(figure: PublishedFigure, iteration: number | undefined): string {
  const ours = iteration === undefined ? '' : describeOtherTraining(figure, iteration, untranslated);
  return ours === '' ? 'difference' : `difference (${ours})`;
}

/** What the table's figures are, and what lies behind the means. */
export function explainProtocolResult(
  { trained, random, beginsWith, extensions, apart, published, publishedOtherwise }: ProtocolResult,
  symbols: Symbols,
): string {
  const evaluation = (trained ?? random)?.evaluation;
  if (evaluation === undefined) return '';
  const { report } = evaluation;
  const facts: [string, string][] = [
    ['tasks', describeTasks(evaluation)],
    ['adaptation', describeAdaptation(evaluation)],
    [symbols.plusMinus, intervalMeaning(report.tasks)],
    ...describeDiverged(evaluation),
    ...describeReport(report),
    ...(beginsWith === undefined ? [] : [['begins with', printable(beginsWith)] satisfies [string, string]]),
    ...(extensions === undefined
      ? []
      : [['extended', `${extensions}, with the step sizes of a shorter run until then`] satisfies [string, string]]),
    ...describeData(evaluation, apart),
    ...describeBaselines(evaluation),
    ...published.map(({ figure }): [string, string] => ['published', printable(figure.source)]),
    ...publishedOtherwise.map((figure): [string, string] => [
      'published',
      `${printable(figure.source)}: ${formatPublishedFigure(figure, symbols)}, ${printable(sayOtherSettings(figure.differs, untranslated))}`,
    ]),
    [
      'measured',
      `in ${formatClock(evaluation.seconds)}, ${formatRate(report.tasks / evaluation.seconds, 'tasks')}, ${printable(evaluation.engineVariant)}`,
    ],
  ];
  return formatFacts(facts);
}

function describeDiverged(evaluation: StoredEvaluation): [string, string][] {
  const diverged = countDiverged(evaluation);
  if (diverged === 0) return [];
  const of = `${formatCount(diverged)} of ${formatCount(evaluation.report.tasks)} tasks`;
  return [['diverged', `${of}: their figures after adaptation are no numbers, nor is the mean over all`]];
}

function describeBaselines({ baselines, initialization }: StoredEvaluation): [string, string][] {
  return baselines === undefined
    ? []
    : [['baselines', judgeBaselines(baselines, initialization.iteration, untranslated)]];
}

/** What stands beside every interval that is shown in full. `tasks` undefined: as many as a table says. */
export function intervalMeaning(tasks: number | undefined): string {
  if (tasks !== undefined && tasks < fewestForInterval) return sayNoInterval(untranslated);
  const count = tasks === undefined ? 'the' : formatCount(tasks);
  return `95 % interval of the mean over ${count} tasks; not the spread of tasks`;
}

function describeTasks({ protocol, report }: StoredEvaluation): string {
  const partial =
    report.tasks < protocol.tasks ? ` of ${formatCount(protocol.tasks)}, ended early: a partial result` : '';
  return `${formatCount(report.tasks)}${partial}, ${protocol.side === 'training' ? 'of training classes' : 'held out'}, from number ${formatCount(protocol.firstTask)} of seed ${protocol.seed}`;
}

export function nameInitialization(
  initialization: StoredEvaluation['initialization'],
  manifest: Pick<Manifest, 'initializedFrom'>,
): string {
  switch (measuredParametersOf(initialization, manifest)) {
    case 'trained':
      return `after ${formatCount(initialization.iteration)} meta-iterations`;
    case 'beginning':
      return printable(`begins with ${nameBeginning(manifest) ?? 'other parameters'}`);
    case 'random':
      return 'random';
  }
}

/** That, and why, the figures stand for themselves. */
function describeData({ data }: StoredEvaluation, apart: ReasonApart | undefined): [string, string][] {
  if (apart === undefined) return [];
  const changes = data?.changes ? ` (${printable(describeChanges(data.changes, untranslated))})` : '';
  const what = apart === 'chosenByItsTasks' ? 'chosen' : 'data';
  return [[what, `${describeApart(apart, untranslated)}${changes}: not to be set beside other figures`]];
}

function describeAdaptation({ protocol, report }: StoredEvaluation): string {
  if (report.kind === 'control') return `${formatCount(protocol.innerSteps)} inner steps, each on fresh trajectories`;
  return `${formatCount(protocol.innerSteps)} inner steps on batches of ${formatCount(protocol.innerBatch)}; ${nameProtocol(protocol)}`;
}

function describeReport(report: EvaluationReport): [string, string][] {
  const [main] = report.figures;
  if (main === undefined) return [];
  const { quantity, before, after } = main;
  const worst = report.worst
    .slice(0, shownExtremes)
    .map(({ task, value }) => `${task} (${formatValue(quantity, value)})`);
  const facts: [string, string][] = [
    ['spread after', describeSpread(quantity, after)],
    ['spread before', describeSpread(quantity, before)],
    ['worst tasks', worst.join(', ')],
  ];
  switch (report.kind) {
    case 'regression':
    case 'control':
      return facts;
    case 'classification': {
      const mistakes = commonMistakes(report.confusion, shownExtremes).map(
        ({ actual, predicted, times, asked }) =>
          `${printable(actual)} taken for ${printable(predicted)} (${formatCount(times)} of ${formatCount(asked)} times)`,
      );
      return [
        ...facts,
        ['calibration', describeCalibration(report.calibration.after)],
        ['  before', describeCalibration(report.calibration.before)],
        ...(mistakes.length === 0 ? [] : ([['confused', mistakes.join('; ')]] satisfies [string, string][])),
      ];
    }
  }
}

function describeSpread(
  quantity: Quantity,
  { standardDeviation, median, quantile05, quantile95 }: Distribution,
): string {
  const show = (value: number) => formatValue(quantity, value);
  return `standard deviation ${show(standardDeviation)}, median ${show(median)}, 5 % of tasks below ${show(quantile05)}, 95 % below ${show(quantile95)}`;
}

function describeCalibration(calibration: Calibration): string {
  const { meanConfidence, accuracy, expectedCalibrationError, negativeLogLikelihood, brierScore } = calibration;
  return (
    `confidence ${formatShare(meanConfidence)} at accuracy ${formatShare(accuracy)}, expected calibration error ` +
    `${formatShare(expectedCalibrationError)}, negative log-likelihood ${formatNumber(negativeLogLikelihood)}, Brier score ${formatNumber(brierScore)}`
  );
}
