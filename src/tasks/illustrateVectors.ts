// Pictures of tasks whose samples are vectors without a picture of their own: as texts, or as answers beside each other.

import type { Samples } from '../engine/learner.ts';
import type { IllustratedTask, Task } from './task.ts';

const shownValues = 12;

/** Of a classification: each sample as `0.52, -1.3, 4 …`. */
export function illustrateTexts(task: Task): IllustratedTask {
  const { classNames } = task;
  return {
    illustration: { kind: 'texts', classNames, support: textsOf(task.support), query: textsOf(task.query) },
    queries: task.query,
  };
}

/** Of a regression. */
export function illustrateValues({ query }: Task): IllustratedTask {
  return { illustration: { kind: 'values', targets: rowsOf(query.targets, query.count) }, queries: query };
}

function textsOf({ inputs, targets, count }: Samples): { way: number; text: string }[] {
  return rowsOf(inputs, count).map((values, index) => {
    const shown = values.slice(0, shownValues).map((value) => String(Number(value.toPrecision(3))));
    return { way: targets[index] ?? 0, text: `${shown.join(', ')}${values.length > shownValues ? ' …' : ''}` };
  });
}

function rowsOf(values: Float32Array, count: number): number[][] {
  const width = values.length / count;
  return Array.from({ length: count }, (_, row) => Array.from(values.subarray(row * width, (row + 1) * width)));
}
