// Sets an evaluation beside what classical methods achieve on the same tasks: the difference on each task counts.

import { meanWithInterval, valueKindOf } from '../meta/interval.ts';
import { pairedDifference } from '../meta/pairedDifference.ts';
import type { BaselineResult, StoredEvaluation } from '../runs/evaluations.ts';
import type { BaselineFigures } from '../workers/measureBaselines.ts';

/** @param baselines of all tasks of the evaluation; undefined where they were not measured */
export function besideBaselines(
  evaluation: StoredEvaluation,
  baselines: readonly BaselineFigures[] | undefined,
): StoredEvaluation {
  if (baselines === undefined) return evaluation;
  return { ...evaluation, baselines: baselines.map((figures) => resultOf(figures, evaluation)) };
}

function resultOf({ name, quantity, values }: BaselineFigures, { tasks }: StoredEvaluation): BaselineResult {
  const own = tasks.find((figures) => figures.quantity === quantity)?.after ?? [];
  const { mean, ci95 } = pairedDifference(own, values.slice(0, own.length));
  return {
    name,
    quantity,
    after: meanWithInterval(values, valueKindOf(quantity)),
    difference: { mean, ci95 },
    values: [...values],
  };
}
