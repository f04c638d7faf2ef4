// Several paired differences from one reference, with what of them chance alone may have made.

import { isHigherBetter, type Quantity } from '../experiment/quantities.ts';
import { holmAdjusted } from './holmCorrection.ts';
import { fewestForInterval } from './interval.ts';
import { type PairedDifference, pValueOf } from './pairedDifference.ts';

export interface CorrectedDifference extends PairedDifference {
  /** As `pValueOf` gives it, for this difference alone; not a number where a figure is none. */
  readonly p: number;
  /** The same, corrected by Holm for how many differences there are. */
  readonly pHolm: number;
}

/** Claims that are made at this level are all true with a probability of 95 % at least. */
export const significanceLevel = 0.05;

/**
 * In the order given. Differences of which there is no p-value are no claims, and are not counted.
 * @param comparisons of which these are some, see `holmAdjusted`; by default they are all
 */
export function correctDifferences(
  differences: readonly PairedDifference[],
  comparisons?: number,
): CorrectedDifference[] {
  const all = differences.map((difference) => ({ difference, p: pValueOf(difference) }));
  const adjusted = holmAdjusted(
    all.map(({ p }) => p).filter((p) => !Number.isNaN(p)),
    comparisons,
  );
  let next = 0;
  return all.map(({ difference, p }) => ({
    ...difference,
    p,
    pHolm: Number.isNaN(p) ? Number.NaN : (adjusted[next++] ?? Number.NaN),
  }));
}

/** What may be said of a run beside the reference. */
export type Verdict = 'better' | 'worse' | 'notToldApart' | 'tooFewTasks' | 'noNumber';

export function verdictOf(
  quantity: Quantity,
  { mean, tasks, pHolm }: Pick<CorrectedDifference, 'mean' | 'tasks' | 'pHolm'>,
): Verdict {
  if (tasks < fewestForInterval) return 'tooFewTasks';
  if (!Number.isFinite(mean)) return 'noNumber';
  if (!(pHolm <= significanceLevel)) return 'notToldApart';
  return mean > 0 === isHigherBetter(quantity) ? 'better' : 'worse';
}
