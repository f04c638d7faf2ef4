// Stored evaluations as columns: one for each way of measuring, so that figures of one column may be set side by side.

import type { EvaluationSummary } from '../runs/evaluations.ts';
import type { Measurement } from '../runs/figureOfMerit.ts';
import type { FigureColumn } from './columns.ts';

/** What a column needs to know of a stored evaluation. */
export type TableEvaluation = Pick<EvaluationSummary, 'createdAt' | 'protocol' | 'initialization' | 'report'>;

export interface EvaluatedCell {
  readonly column: FigureColumn;
  readonly figure: Measurement;
}

/**
 * A cell for each quantity of each way in which the run was measured after training. Of several evaluations of one way
 * that of the latest checkpoint counts, and of these the newest. The random initialization has columns of its own.
 * @param evaluations that may stand beside others, see `comparableEvaluation.ts`
 */
export function evaluatedCells(evaluations: readonly TableEvaluation[]): EvaluatedCell[] {
  const cells = new Map<string, EvaluatedCell>();
  for (const evaluation of [...evaluations].sort(byWorth))
    for (const { quantity, after } of evaluation.report.figures) {
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
function byWorth(a: TableEvaluation, b: TableEvaluation): number {
  const later = a.initialization.iteration - b.initialization.iteration;
  return later !== 0 ? later : a.createdAt < b.createdAt ? -1 : 1;
}

const wordsOfGrouping: ReadonlyMap<unknown, string> = new Map([
  ['oneGroup', 'one-group'],
  ['sameMaker', 'same-maker'],
  ['otherMaker', 'other-maker'],
  ['oneOtherMaker', 'one-other-maker'],
]);

/** `turned`, `one-group`, `other-maker`: where held-out tasks are of other classes or samples than tasks usually are. */
function partsOfGrouping({ heldOutRotations, grouping }: TableEvaluation['protocol']['task']): string[] {
  const asked = typeof grouping === 'object' && grouping !== null ? Object.values(grouping) : [];
  return [
    ...(heldOutRotations === true ? ['turned'] : []),
    ...asked.flatMap((value: unknown) => wordsOfGrouping.get(value) ?? []),
  ];
}

/** How it was measured: `5-way`, `1-shot`, `50-steps`, `batches-of-5`, `transductive`. */
function partsOf({ protocol, initialization }: TableEvaluation): string[] {
  const { task, shots, innerSteps, innerBatch, transductive } = protocol;
  return [
    ...(initialization.iteration === 0 ? ['random'] : []),
    ...(typeof task.ways === 'number' ? [`${task.ways}-way`] : []),
    ...(shots === null ? [] : [`${shots}-shot`]),
    ...partsOfGrouping(task),
    `${innerSteps}-steps`,
    `batches-of-${innerBatch}`,
    ...(transductive ? ['transductive'] : []),
  ];
}
