// Which held-out class is taken for which, over all tasks. Ways are numbered anew in every task, so classes are told
// apart by name.

import type { ClassificationOutcome } from './evaluatedTask.ts';

/** Without samples that have no answer. Sparse: of 423 classes most pairs never meet in a task, or are never mistaken for each other. */
export interface ClassConfusion {
  /** Names of the classes that were asked for or answered, in alphabetical order. */
  readonly classes: readonly string[];
  /**
   * How often a query sample of class `actual` was taken for `predicted` after adaptation; both are positions in
   * `classes`. In their order.
   */
  readonly counts: readonly (readonly [actual: number, predicted: number, times: number])[];
}

export function confusionOf(tasks: readonly ClassificationOutcome[]): ClassConfusion {
  const timesOf = new Map<string, Map<string, number>>();
  const seen = new Set<string>();
  for (const { targets, after, classNames } of tasks) {
    targets.forEach((target, sample) => {
      const [actual, predicted] = [classNames[target], classNames[after.predicted[sample] ?? -1]];
      if (actual === undefined || predicted === undefined) return;
      seen.add(actual).add(predicted);
      const row = timesOf.get(actual) ?? new Map<string, number>();
      row.set(predicted, (row.get(predicted) ?? 0) + 1);
      timesOf.set(actual, row);
    });
  }
  const classes = [...seen].sort();
  const numberOf = new Map(classes.map((name, number) => [name, number]));
  const counts = [...timesOf].flatMap(([actual, row]) =>
    [...row].map(([predicted, times]) => [numberOf.get(actual) ?? -1, numberOf.get(predicted) ?? -1, times] as const),
  );
  return { classes, counts: counts.sort((a, b) => a[0] - b[0] || a[1] - b[1]) };
}

export interface Mistake {
  readonly actual: string;
  readonly predicted: string;
  readonly times: number;
  /** Query samples of class `actual` in all tasks. */
  readonly asked: number;
}

/** The mistakes made most often, at most `most` of them. */
export function commonMistakes({ classes, counts }: ClassConfusion, most: number): Mistake[] {
  const asked = new Map<number, number>();
  for (const [actual, , times] of counts) asked.set(actual, (asked.get(actual) ?? 0) + times);
  return counts
    .filter(([actual, predicted]) => actual !== predicted)
    .toSorted((a, b) => b[2] - a[2])
    .slice(0, most)
    .map(([actual, predicted, times]) => ({
      actual: classes[actual] ?? '',
      predicted: classes[predicted] ?? '',
      times,
      asked: asked.get(actual) ?? times,
    }));
}
