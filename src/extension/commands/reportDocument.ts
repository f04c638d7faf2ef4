// The document that an evaluation or a comparison becomes: Markdown, to be shown rendered. All text in it is text,
// whatever it holds.

import { markdownText } from '../../base/markdownText.ts';
import { fewestForInterval } from '../../meta/interval.ts';
import { titleOfRun } from '../../runs/runLabel.ts';
import { describeChanges } from '../../tasks/split/describeChanges.ts';
import { describeApart } from '../../words/describeApart.ts';
import { judgeBaselines, nameBaseline } from '../../words/describeBaselines.ts';
import { explainCorrection, formatPValue, formatSignedDifference, sayDifference } from '../../words/differenceWords.ts';
import {
  formatCount,
  formatDuration,
  formatLoss,
  formatLossInterval,
  formatPercent,
  formatPercentInterval,
  formatPublished,
  formatReturn,
  formatReturnInterval,
  formatShareInterval,
  missing,
} from '../../words/formatFigures.ts';
import { describeOtherTraining, sayNoInterval, sayOtherSettings } from '../../words/publishedFigures.ts';
import { untranslated } from '../../words/translate.ts';
import { describeMistakes, describeReportedCalibration } from './classifierReport.ts';
import type { ComparisonLine, EvaluationLine, ReportedQuantity, ReportLines } from './reportLines.ts';

/** What the window calls the run in this directory; undefined where it knows none. */
export type TitleOfDirectory = (directory: string) => string | undefined;

/** So many of the worst tasks are named. */
const mostExtremes = 5;

export function reportDocument(
  title: string,
  { evaluations, comparisons }: ReportLines,
  titleOf: TitleOfDirectory,
): string {
  const sections = [
    ...evaluations.map((line) => evaluationSection(line)),
    ...comparisons.map((line) => comparisonSection(line, titleOf)),
  ];
  return `${[`# ${markdownText(title)}`, ...sections].join('\n\n')}\n`;
}

function evaluationSection(line: EvaluationLine): string {
  // Of an adaptation that diverged figures are no numbers.
  const isMeasured = (quantity: ReportedQuantity) =>
    quantity === line.spread?.quantity || !Number.isNaN(line[quantity]) || !Number.isNaN(line.before[quantity]);
  const quantities = (['accuracy', 'loss', 'return'] as const).filter(isMeasured);
  const rows = quantities.map((quantity) => [
    nameOf(quantity),
    formatInterval(quantity, line.before[quantity], line.before[`${quantity}Ci95`]),
    formatInterval(quantity, line[quantity], line[`${quantity}Ci95`]),
  ]);
  const published = line.published.map(({ difference, ...figure }) => [
    [figure.source, describeOtherTraining(figure, line.iteration, untranslated)].filter(Boolean).join(', ours '),
    formatPublished(figure),
    Number.isNaN(difference) ? missing : formatDifference(figure.figure, difference),
  ]);
  const baselines = (line.baselines ?? []).map(({ name, quantity, mean, ci95, difference }) => [
    nameBaseline(name, untranslated),
    formatInterval(quantity, mean, ci95),
    formatDifferenceInterval(quantity, difference.mean, difference.ci95),
  ]);
  return [
    `## ${markdownText(nameProtocol(line))}`,
    table([`Held-out tasks, ${nameParameters(line)}`, 'Before adaptation', 'After adaptation'], rows),
    ...(baselines.length === 0
      ? []
      : [table(['Without meta-training, on the same tasks', 'Figure', 'Difference'], baselines)]),
    ...(published.length === 0
      ? []
      : [table(['Published, measured in the same way', 'Figure', 'Difference'], published)]),
    list([
      describeTasks(line, ''),
      describeAdaptation(line),
      intervalMeaning(line.tasks),
      ...line.publishedOtherwise.map(
        (figure) =>
          `Published ${formatPublished(figure)} (${figure.source}), ${sayOtherSettings(figure.differs, untranslated)}`,
      ),
      ...(line.baselines === null ? [] : [judgeBaselines(line.baselines, line.iteration, untranslated)]),
      ...(line.beginsWith === null
        ? []
        : [`The run begins with ${line.beginsWith}, in the place of random parameters`]),
      ...line.warnings,
      ...apartOf(line),
      ...divergedOf(line),
      ...spreadOf(line),
      ...describeReportedCalibration(line),
      ...describeMistakes(line),
      ...(line.probabilities ? [`Class probabilities of every query sample: ${line.probabilities}`] : []),
      `Measured in ${formatDuration(line.seconds)} by ${line.engineVariant}`,
    ]),
  ].join('\n\n');
}

function comparisonSection(line: ComparisonLine, titleOf: TitleOfDirectory): string {
  const nameOfRun = ({ run, name, label }: ComparisonLine['runs'][number]) => titleOf(run) ?? titleOfRun(name, label);
  const reference = line.runs.find(({ run }) => run === line.reference);
  const figures = ({
    mean,
    ci95,
    difference,
  }: Pick<ComparisonLine['runs'][number], 'mean' | 'ci95' | 'difference'>) => [
    formatInterval(line.quantity, mean, ci95),
    difference === null
      ? missing
      : formatSignedDifference(line.quantity, difference.mean, difference.ci95, untranslated),
    difference === null ? missing : formatPValue(difference.pHolm),
    difference === null ? missing : [difference.above, difference.equal, difference.below].map(formatCount).join(', '),
  ];
  const rows = [
    ...line.runs.map((run) => [nameOfRun(run), formatCount(run.iteration), ...figures(run)]),
    ...line.baselines.map((baseline) => [nameBaseline(baseline.name, untranslated), missing, ...figures(baseline)]),
  ];
  const heads = [
    'Run',
    'Meta-iterations',
    `${nameOf(line.quantity)} after adaptation`,
    'Difference',
    'p',
    'Tasks above, equal, below',
  ];
  return [
    `## ${markdownText(nameProtocol(line))}`,
    table(heads, rows),
    list([
      describeTasks(line, ', the same for all runs'),
      describeAdaptations(line.runs),
      ...(reference === undefined ? [] : [`Differences are from ${nameOfRun(reference)}`]),
      'A difference is the mean of the difference on each task, with its 95 % interval: paired, so tasks that are hard for all cancel out',
      intervalMeaning(line.tasks),
      explainCorrection(line.runs.length - 1 + line.baselines.length, untranslated),
      ...sayings(line, nameOfRun),
      ...line.runs.flatMap((run) => [
        ...(run.beginsWith === null
          ? []
          : [`${nameOfRun(run)} begins with ${run.beginsWith}, in the place of random parameters`]),
        ...run.warnings.map((warning) => `${nameOfRun(run)}: ${warning}`),
      ]),
      ...line.runs.flatMap((run) =>
        run.changes === null
          ? []
          : [`Data of ${nameOfRun(run)}: changed, as accepted (${describeChanges(run.changes, untranslated)})`],
      ),
      `Source: ${line.runs.map((run) => `${nameOfRun(run)} ${run.source === 'stored' ? 'as stored' : 'measured now'}`).join(', ')}`,
    ]),
  ].join('\n\n');
}

/** Of each run and baseline beside the reference. */
function sayings(
  { quantity, reference, runs, baselines, tasks }: ComparisonLine,
  nameOfRun: (run: ComparisonLine['runs'][number]) => string,
): string[] {
  const beside = runs.find(({ run }) => run === reference);
  if (beside === undefined) return [];
  const named = [
    ...runs.map((run) => ({ name: `“${nameOfRun(run)}”`, difference: run.difference })),
    ...baselines.map(({ name, difference }) => ({ name: `The ${nameBaseline(name, untranslated)}`, difference })),
  ];
  return named.flatMap(({ name, difference }) =>
    difference === null
      ? []
      : [sayDifference([name, `“${nameOfRun(beside)}”`], quantity, { ...difference, tasks }, untranslated)],
  );
}

function nameParameters({ parameters, iteration }: EvaluationLine): string {
  switch (parameters) {
    case 'trained':
      return `after ${formatCount(iteration)} meta-iterations`;
    case 'beginning':
      return 'with what the run begins with';
    case 'random':
      return 'with random parameters';
  }
}

function divergedOf({ divergedTasks, tasks }: EvaluationLine): string[] {
  if (divergedTasks === 0) return [];
  const of = `${formatCount(divergedTasks)} of ${formatCount(tasks)} tasks`;
  return [`Diverged: the figures of ${of} after adaptation are no numbers, nor is the mean over all`];
}

function apartOf({ apart, data }: EvaluationLine): string[] {
  if (apart === null) return [];
  const changes = data?.changes ? ` (${describeChanges(data.changes, untranslated)})` : '';
  const what = apart === 'chosenByItsTasks' ? 'Chosen' : 'Data';
  return [`${what}: ${describeApart(apart, untranslated)}${changes}; not to be set beside other figures`];
}

function spreadOf({ spread, worst }: EvaluationLine): string[] {
  if (spread === null) return [];
  const { quantity, after } = spread;
  const show = (value: number) => formatValue(quantity, value);
  const extremes = worst.slice(0, mostExtremes).map(({ task, value }) => `${task} (${show(value)})`);
  return [
    `Spread after adaptation: standard deviation ${show(after.standardDeviation)}, median ${show(after.median)}, 5 % of tasks below ${show(after.quantile05)}, 95 % below ${show(after.quantile95)}`,
    `Worst tasks: ${extremes.join(', ')}`,
  ];
}

/** `5 shots, not transductive`, as a heading. */
function nameProtocol({
  shots,
  transductive,
  evaluateOn,
}: Pick<EvaluationLine, 'shots' | 'transductive' | 'evaluateOn'>): string {
  const classes = evaluateOn === 'validation' ? ', validation classes' : '';
  if (shots === null) return `${transductive ? 'Transductive' : 'Not transductive'}${classes}`;
  return `${formatCount(shots)} ${shots === 1 ? 'shot' : 'shots'}, ${transductive ? 'transductive' : 'not transductive'}${classes}`;
}

function describeTasks({ tasks, askedTasks, firstTask, seed }: EvaluationLine | ComparisonLine, whose: string): string {
  const partial = tasks < askedTasks ? ` of ${formatCount(askedTasks)}, ended early: a partial result` : '';
  return `${formatCount(tasks)}${partial} held-out tasks${whose}, from number ${formatCount(firstTask)} of seed ${seed}`;
}

function describeAdaptations(runs: ComparisonLine['runs']): string {
  const all = runs.map((run) => describeAdaptation(run));
  const [first = ''] = all;
  return all.every((one) => one === first) ? first : `Each run's own adaptation: ${all.join('; ')}`;
}

function describeAdaptation({
  innerSteps,
  innerBatch,
}: {
  readonly innerSteps: number;
  readonly innerBatch: number;
}): string {
  return `${formatCount(innerSteps)} inner steps on batches of ${formatCount(innerBatch)}`;
}

function intervalMeaning(tasks: number): string {
  if (tasks < fewestForInterval) return sayNoInterval(untranslated);
  return `± is half the 95 % interval of the mean over ${formatCount(tasks)} tasks; not the spread of tasks`;
}

function nameOf(quantity: ReportedQuantity): string {
  return { accuracy: 'Accuracy', loss: 'Loss', return: 'Return' }[quantity];
}

function formatInterval(quantity: ReportedQuantity, value: number, ci95: number): string {
  switch (quantity) {
    case 'accuracy':
      return formatShareInterval(value, ci95);
    case 'loss':
      return formatLossInterval(value, ci95);
    case 'return':
      return formatReturnInterval(value, ci95);
  }
}

function formatValue(quantity: ReportedQuantity, value: number): string {
  switch (quantity) {
    case 'accuracy':
      return formatPercent(value);
    case 'loss':
      return formatLoss(value);
    case 'return':
      return formatReturn(value);
  }
}

function formatDifference(quantity: ReportedQuantity, value: number): string {
  return `${signOf(value)}${formatValue(quantity, Math.abs(value))}`;
}

function formatDifferenceInterval(quantity: ReportedQuantity, value: number, ci95: number): string {
  const size = Math.abs(value);
  const text = quantity === 'accuracy' ? formatPercentInterval(size, ci95) : formatInterval(quantity, size, ci95);
  return `${signOf(value)}${text}`;
}

function signOf(value: number): string {
  return value < 0 ? '−' : '+';
}

/** The first column holds names, the others figures. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.map((cell) => markdownText(cell)).join(' | ')} |`;
  return [row(heads), `|${heads.map((_, column) => (column === 0 ? ':--|' : '--:|')).join('')}`, ...rows.map(row)].join(
    '\n',
  );
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${markdownText(line)}`).join('\n');
}
