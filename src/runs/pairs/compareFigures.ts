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

interface ComparedFigures {
  readonly tasks: number;
  readonly runs: readonly FiguresBeside[];
  readonly baselines: readonly BaselineBeside[];
}

/**
 * On as many tasks as all runs have; baselines of fewer are left out. The differences, those of baselines among them,
 * are corrected for how many there are.
 * @param reference place in `runs` of the run that the others are set beside
 */
export function compareFigures(
  quantity: Quantity,
  runs: readonly FiguresOfTasks[],
  reference: number,
  baselines: readonly BaselineOfTasks[] = [],
): ComparedFigures {
  const tasks = Math.min(...runs.map(({ values }) => values.length));
  const whole = baselines.filter(({ values }) => values.length >= tasks);
  const values = [...runs, ...whole].map((one) => one.values.slice(0, tasks));
  const others = [...values.keys()].filter((place) => place !== reference);
  const corrected = correctDifferences(
    others.map((place) => pairedDifference(values[place] ?? [], values[reference] ?? [])),
  );
  const afterOf = (place: number) => meanWithInterval(values[place] ?? [], valueKindOf(quantity));
  return {
    tasks,
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
