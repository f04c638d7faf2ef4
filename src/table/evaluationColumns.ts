// Stored evaluations as columns: one for each way of measuring, so that figures of one column may be set side by side.

import type { Quantity } from '../experiment/quantities.ts';
import type { MeanWithInterval } from '../meta/interval.ts';
import type { Measurement } from '../runs/figureOfMerit.ts';
import type { Manifest } from '../runs/manifest.ts';
import type { MeasuredEvaluation } from '../runs/measuredEvaluation.ts';
import { type MeasuredParameters, measuredParametersOf } from '../runs/measuredParameters.ts';
import { nameBaseline } from '../words/describeBaselines.ts';
import { untranslated } from '../words/translate.ts';
import type { FigureColumn } from './columns.ts';

export interface EvaluatedCell {
  readonly column: FigureColumn;
  readonly figure: Measurement;
}

/**
 * A cell for each quantity of each way in which the run was measured after training. Of several evaluations of one way
 * that of the latest checkpoint counts, and of these the newest. The random initialization has columns of its own,
 * so has what a run begins with in its place, and each baseline one for each kind of tasks: how the run adapts is
 * nothing to it.
 * @param evaluations that may stand beside others, see `comparableEvaluation.ts`
 */
export function evaluatedCells(
  evaluations: readonly MeasuredEvaluation[],
  manifest: Pick<Manifest, 'initializedFrom'>,
): EvaluatedCell[] {
  const cells = new Map<string, EvaluatedCell>();
  const add = (quantity: Quantity, after: MeanWithInterval, { parts, words, alias }: WayOfMeasuring) => {
    const id = ['eval', ...parts, quantity].join('.');
    const column: FigureColumn = {
      id,
      kind: 'figure',
      quantity,
      title: `${quantity}: ${words.join(', ')}`,
      section: 'evaluation',
      aliases: [`eval.${alias}`],
      isUniform: false,
    };
    cells.set(id, { column, figure: { value: after.mean, ci95: after.ci95 } });
  };
  for (const evaluation of [...evaluations].sort(byWorth)) {
    const parts = [...partsOfParameters(evaluation, manifest), ...partsOf(evaluation)];
    for (const { quantity, after } of evaluation.figures)
      add(quantity, after, { parts, words: parts, alias: quantity });
    const tasks = partsOfTasks(evaluation.protocol);
    for (const { name, quantity, after } of evaluation.baselines) {
      const words = [...tasks, nameBaseline(name, untranslated)];
      add(quantity, after, { parts: [...tasks, name], words, alias: name });
    }
  }
  return [...cells.values()];
}

interface WayOfMeasuring {
  /** In the column's id. */
  readonly parts: readonly string[];
  /** In its title. */
  readonly words: readonly string[];
  readonly alias: string;
}

/** The one that counts comes last. */
function byWorth(a: MeasuredEvaluation, b: MeasuredEvaluation): number {
  const later = a.iteration - b.iteration;
  return later !== 0 ? later : a.createdAt < b.createdAt ? -1 : 1;
}

const wordsOfGrouping: ReadonlyMap<string, string> = new Map([
  ['oneGroup', 'one-group'],
  ['sameMaker', 'same-maker'],
  ['otherMaker', 'other-maker'],
  ['oneOtherMaker', 'one-other-maker'],
]);

/**
 * On what and how it was measured: `omniglot`, `5-way`, `1-shot`, `50-steps`, `batches-of-5`, `transductive`; and
 * `fixed-list`, `turned`, `one-group`, `other-maker`, where held-out tasks are of other classes or samples than tasks usually are.
 */
function partsOf({ protocol }: MeasuredEvaluation): string[] {
  const { innerSteps, innerBatch, transductive } = protocol;
  return [
    ...partsOfTasks(protocol),
    `${innerSteps}-steps`,
    `batches-of-${innerBatch}`,
    ...(transductive ? ['transductive'] : []),
  ];
}

const wordsOfParameters: Readonly<Record<MeasuredParameters, readonly string[]>> = {
  trained: [],
  beginning: ['begins-with'],
  random: ['random'],
};

/** Whose figure it is. */
function partsOfParameters(
  { iteration, untrained }: MeasuredEvaluation,
  manifest: Pick<Manifest, 'initializedFrom'>,
): readonly string[] {
  return wordsOfParameters[measuredParametersOf({ iteration, parametersSha256: '', ...untrained }, manifest)];
}

/** What was measured, whoever was. */
function partsOfTasks({ dataName, ways, shots, ...asked }: MeasuredEvaluation['protocol']): string[] {
  const { isListed, isTurned, grouping } = asked;
  return [
    dataName,
    ...(ways === undefined ? [] : [`${ways}-way`]),
    ...(shots === null ? [] : [`${shots}-shot`]),
    ...(isListed ? ['fixed-list'] : []),
    ...(isTurned ? ['turned'] : []),
    ...grouping.flatMap((word) => wordsOfGrouping.get(word) ?? []),
  ];
}
