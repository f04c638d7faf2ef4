// On how many tasks an adaptation diverged.

import type { StoredEvaluation } from './evaluations.ts';

/** Of those whose figures are kept: tasks whose first figure after adaptation is no number. */
export function countDiverged({ tasks: [figures] }: Pick<StoredEvaluation, 'tasks'>): number {
  return figures?.after.filter((value) => !Number.isFinite(value)).length ?? 0;
}
