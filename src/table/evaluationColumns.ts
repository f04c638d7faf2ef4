// Stored evaluations as columns: one for each way of measuring, so that figures of one column may be set side by side.

import type { Measurement } from '../runs/figureOfMerit.ts';
import type { MeasuredEvaluation } from '../runs/measuredEvaluation.ts';
import type { FigureColumn } from './columns.ts';

export interface EvaluatedCell {
  readonly column: FigureColumn;
  readonly figure: Measurement;
}

/**
 * A cell for each quantity of each way in which the run was measured after training. Of several evaluations of one way
 * that of the latest checkpoint counts, and of these the newest. The random initialization has columns of its own.
 * @param evaluations that may stand beside others, see `comparableEvaluation.ts`
 */
export function evaluatedCells(evaluations: readonly MeasuredEvaluation[]): EvaluatedCell[] {
  const cells = new Map<string, EvaluatedCell>();
  for (const evaluation of [...evaluations].sort(byWorth))
    for (const { quantity, after } of evaluation.figures) {
      const parts = partsOf(evaluation);
      const id = ['eval', ...parts, quantity].join('.');
      const title = `${quantity}: ${parts.join(', ')}`;
      const column = {
        id,
        kind: 'figure',
        quantity,
        title,
        section: 'evaluation',
        aliases: [`eval.${quantity}`],
        isUniform: false,
      } as const;
      cells.set(id, { column, figure: { value: after.mean, ci95: after.ci95 } });
    }
  return [...cells.values()];
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
 * On what and how it was measured: `omniglot`, `5-way`, `1-shot`, `50-steps`, `batches-of-5`, `transductive`; and `fixed-list`, `turned`,
 * `one-group`, `other-maker`, where held-out tasks are of other classes or samples than tasks usually are.
 */
function partsOf({ protocol, iteration }: MeasuredEvaluation): string[] {
  const { dataName, ways, shots, isListed, isTurned, grouping, innerSteps, innerBatch, transductive } = protocol;
  return [
    ...(iteration === 0 ? ['random'] : []),
    dataName,
    ...(ways === undefined ? [] : [`${ways}-way`]),
    ...(shots === null ? [] : [`${shots}-shot`]),
    ...(isListed ? ['fixed-list'] : []),
    ...(isTurned ? ['turned'] : []),
    ...grouping.flatMap((word) => wordsOfGrouping.get(word) ?? []),
    `${innerSteps}-steps`,
    `batches-of-${innerBatch}`,
    ...(transductive ? ['transductive'] : []),
  ];
}
