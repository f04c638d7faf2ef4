// Paired differences between runs, and from baselines, of which the figures of single tasks are known.

import type { BaselineName } from '../../experiment/baselineNames.ts';
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

/** What a classical method achieves on each of the same tasks. */
export interface BaselineOfTasks {
  readonly name: BaselineName;
  readonly values: readonly number[];
}

export interface BaselineBeside {
  readonly name: BaselineName;
  readonly after: MeanWithInterval;
  /** From the reference, a run. */
  readonly difference: CorrectedDifference;
}

/**
 * When the run that the others are set beside was chosen. One that the figures have chosen, as the best is, is ahead of
 * some by chance alone: it could have been any.
 */
export type ReferenceChoice = 'beforehand' | 'byFigures';

interface ComparedFigures {
  readonly tasks: number;
  /** That the differences are corrected for, these among them. */
  readonly comparisons: number;
  readonly runs: readonly FiguresBeside[];
  readonly baselines: readonly BaselineBeside[];
}

/**
 * On as many tasks as all runs have; baselines of fewer are left out. The differences, those of baselines among them,
 * are corrected for how many there are, or for how many pairs, where any run might have become the reference.
 * @param reference place in `runs` of the run that the others are set beside
 */
export function compareFigures(
  quantity: Quantity,
  runs: readonly FiguresOfTasks[],
  { place: reference, chosen }: { readonly place: number; readonly chosen: ReferenceChoice },
  baselines: readonly BaselineOfTasks[] = [],
): ComparedFigures {
  const tasks = Math.min(...runs.map(({ values }) => values.length));
  const whole = baselines.filter(({ values }) => values.length >= tasks);
  const values = [...runs, ...whole].map((one) => one.values.slice(0, tasks));
  const others = [...values.keys()].filter((place) => place !== reference);
  const comparisons = chosen === 'beforehand' ? others.length : pairsOf(runs.length, whole.length);
  const differences = others.map((place) => pairedDifference(values[place] ?? [], values[reference] ?? []));
  const corrected = correctDifferences(differences, chosen === 'beforehand' ? undefined : comparisons);
  const afterOf = (place: number) => meanWithInterval(values[place] ?? [], valueKindOf(quantity));
  return {
    tasks,
    comparisons,
    runs: runs.map(({ directory }, place) => ({
      directory,
      after: afterOf(place),
      difference: corrected[others.indexOf(place)],
    })),
    baselines: whole.flatMap(({ name }, index): BaselineBeside[] => {
      const place = runs.length + index;
      const difference = corrected[others.indexOf(place)];
      return difference === undefined ? [] : [{ name, after: afterOf(place), difference }];
    }),
  };
}

/** Of two runs, and of a run and a baseline; two baselines are never set beside one another. */
function pairsOf(runs: number, baselines: number): number {
  return (runs * (runs - 1)) / 2 + runs * baselines;
}
