// Paired differences between runs of which the figures of single tasks are known.

import type { Quantity } from '../../experiment/quantities.ts';
import { type CorrectedDifference, correctDifferences } from '../../meta/correctedDifferences.ts';
import { type MeanWithInterval, meanWithInterval, valueKindOf } from '../../meta/interval.ts';
import { pairedDifference } from '../../meta/pairedDifference.ts';

/** A run's figure after adaptation of each task, of the same tasks in the same order in all runs. */
export interface FiguresOfTasks {
  readonly directory: string;
  readonly values: readonly number[];
}

export interface FiguresBeside {
  readonly directory: string;
  readonly after: MeanWithInterval;
  /** From the reference; undefined for the reference itself. */
  readonly difference: CorrectedDifference | undefined;
}

/**
 * On as many tasks as all have. The differences are corrected for how many there are.
 * @param reference place in `runs` of the run that the others are set beside
 */
export function compareFigures(
  quantity: Quantity,
  runs: readonly FiguresOfTasks[],
  reference: number,
): { readonly tasks: number; readonly runs: readonly FiguresBeside[] } {
  const tasks = Math.min(...runs.map(({ values }) => values.length));
  const values = runs.map((run) => run.values.slice(0, tasks));
  const others = [...runs.keys()].filter((place) => place !== reference);
  const corrected = correctDifferences(
    others.map((place) => pairedDifference(values[place] ?? [], values[reference] ?? [])),
  );
  return {
    tasks,
    runs: runs.map(({ directory }, place) => ({
      directory,
      after: meanWithInterval(values[place] ?? [], valueKindOf(quantity)),
      difference: corrected[others.indexOf(place)],
    })),
  };
}
