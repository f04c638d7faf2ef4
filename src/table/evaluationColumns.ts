// Stored evaluations as columns: one for each way of measuring, so that figures of one column may be set side by side.

import type { Quantity } from '../experiment/quantities.ts';
import type { MeanWithInterval } from '../meta/interval.ts';
import { byWorth, unchosenAmong } from '../runs/evaluationWorth.ts';
import type { Measurement } from '../runs/figureOfMerit.ts';
import type { Manifest } from '../runs/manifest.ts';
import type { MeasuredEvaluation } from '../runs/measuredEvaluation.ts';
import { type MeasuredParameters, measuredParametersOf } from '../runs/measuredParameters.ts';
import { nameBaseline } from '../words/describeBaselines.ts';
import { untranslated } from '../words/translate.ts';
import type { FigureColumn, PlainColumn } from './columns.ts';

export interface EvaluatedCell {
  readonly column: FigureColumn;
  readonly figure: Measurement;
}

/**
 * A cell for each quantity of each way in which the run was measured after training. Of several evaluations of one way
 * the one that is worth most counts, see `evaluationWorth.ts`. The random initialization has columns of its own,
 * so has what a run begins with in its place, and each baseline one for each kind of tasks: how the run adapts is
 * nothing to it.
 * @param evaluations that may stand beside others, see `comparableEvaluation.ts`
 * @param training the tasks that measure the run while it trains; undefined where nobody knows
 */
export function evaluatedCells(
  evaluations: readonly MeasuredEvaluation[],
  training: TrainingTasks | undefined,
  manifest: Pick<Manifest, 'initializedFrom'>,
): EvaluatedCell[] {
  const cells = new Map<string, EvaluatedCell>();
  const add = (quantity: Quantity, after: MeanWithInterval, tasks: number, way: WayOfMeasuring) => {
    const { parts, words, alias } = way;
    const id = ['eval', ...parts, quantity].join('.');
    if (cells.has(id)) return;
    const column: FigureColumn = {
      id,
      kind: 'figure',
      quantity,
      title: `${quantity}: ${words.join(', ')}`,
      section: 'evaluation',
      aliases: [`eval.${alias}`],
      isUniform: false,
    };
    cells.set(id, { column, figure: { value: after.mean, ci95: after.ci95, tasks } });
  };
  for (const evaluation of worthMostFirst(evaluations, training)) {
    const { tasks } = evaluation;
    const parts = [...partsOfParameters(evaluation, manifest), ...partsOf(evaluation)];
    for (const { quantity, after } of evaluation.figures)
      add(quantity, after, tasks, { parts, words: parts, alias: quantity });
    const kind = partsOfTasks(evaluation.protocol);
    for (const { name, quantity, after } of evaluation.baselines) {
      const words = [...kind, nameBaseline(name, untranslated)];
      add(quantity, after, tasks, { parts: [...kind, name], words, alias: name });
    }
  }
  return [...cells.values()];
}

/** A digest of what is held out of the run, by which tables tell apart what one way of measuring measures on. */
export const heldOutColumn: PlainColumn = {
  id: 'heldOutTasks',
  kind: 'text',
  title: 'held-out tasks',
  section: 'evaluation',
  aliases: [],
  isUniform: false,
};

/** All evaluations of a run that may stand beside others are of its own held-out tasks. */
export function heldOutCells(evaluations: readonly MeasuredEvaluation[]) {
  return evaluations.slice(0, 1).map(({ protocol }) => ({ column: heldOutColumn, figure: protocol.heldOut }));
}

/** The column for those held-out tasks alone. */
export function columnOfHeldOut(column: FigureColumn, heldOut: string): FigureColumn {
  const { id, title, quantity, aliases } = column;
  return {
    ...column,
    id: `${id.slice(0, -quantity.length)}held-out-${heldOut}.${quantity}`,
    title: `${title}, held out ${heldOut}`,
    aliases: [id, ...aliases],
    of: { id, heldOut },
  };
}

/** The first ones of the sequence that the seed names. */
interface TrainingTasks {
  readonly seed: number;
  readonly tasks: number;
}

function worthMostFirst(
  evaluations: readonly MeasuredEvaluation[],
  training: TrainingTasks | undefined,
): readonly MeasuredEvaluation[] {
  const weighed = evaluations.map((evaluation) => {
    const { createdAt, iteration, tasks, protocol } = evaluation;
    const unchosenTasks = unchosenAmong({ ...protocol, tasks }, training, protocol.isListed);
    return { evaluation, weight: { createdAt, iteration, tasks, unchosenTasks } };
  });
  return weighed.sort((a, b) => byWorth(a.weight, b.weight)).map(({ evaluation }) => evaluation);
}

interface WayOfMeasuring {
  /** In the column's id. */
  readonly parts: readonly string[];
  /** In its title. */
  readonly words: readonly string[];
  readonly alias: string;
}

const wordsOfGrouping: ReadonlyMap<string, string> = new Map([
  ['oneGroup', 'one-group'],
  ['sameMaker', 'same-maker'],
  ['otherMaker', 'other-maker'],
  ['oneOtherMaker', 'one-other-maker'],
]);

/**
 * On what and how it was measured: `omniglot`, `5-way`, `1-shot`, `50-steps`, `batches-of-5`, `transductive`, which
 * depends on how many queries share information: `15-queries`, where there is more than one of each class; and `validation`, `fixed-list`, `turned`, `one-group`, `other-maker`, where held-out tasks are of other classes or samples than tasks usually are.
 */
function partsOf({ protocol }: MeasuredEvaluation): string[] {
  const { innerSteps, innerBatch, transductive, queries = 1 } = protocol;
  return [
    ...partsOfTasks(protocol),
    `${innerSteps}-steps`,
    `batches-of-${innerBatch}`,
    ...(transductive ? ['transductive'] : []),
    ...(transductive && queries > 1 ? [`${queries}-queries`] : []),
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
  const { isValidation, isListed, isTurned, grouping } = asked;
  return [
    dataName,
    ...(ways === undefined ? [] : [`${ways}-way`]),
    ...(shots === null ? [] : [`${shots}-shot`]),
    ...(isValidation ? ['validation'] : []),
    ...(isListed ? ['fixed-list'] : []),
    ...(isTurned ? ['turned'] : []),
    ...grouping.flatMap((word) => wordsOfGrouping.get(word) ?? []),
  ];
}
