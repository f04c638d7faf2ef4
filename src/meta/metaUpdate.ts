// From what the tasks of a meta-batch learned to the next meta-state.

import type { Algorithm } from '../experiment/schema.ts';
import type { AdaptedTask } from './executor.ts';
import type { MetaState } from './metaState.ts';
import { carryOptimizerState } from './optimizerState.ts';
import { metaStepSizeAt, reptileUpdate } from './reptile.ts';

/** The state after a meta-iteration whose tasks all started from `before`. */
export function moveMetaState(algorithm: Algorithm, before: MetaState, adapted: readonly AdaptedTask[]): MetaState {
  const { iteration, parameters, optimizerState } = before;
  const parametersOfTasks = adapted.map((task) => task.parameters);
  return {
    iteration: iteration + 1,
    parameters: reptileUpdate(parameters, parametersOfTasks, metaStepSizeAt(algorithm, iteration)),
    optimizerState: carryOptimizerState(algorithm.innerOptimizer, optimizerState, adapted),
  };
}

/** Euclidean distance of two parameter vectors, summed in float64. @throws {RangeError} when they differ in length */
export function distanceBetween(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new RangeError(`Parameter vectors differ in length: ${a.length} and ${b.length} values.`);
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? Number.NaN) - (b[i] ?? Number.NaN);
    sum += difference * difference;
  }
  return Math.sqrt(sum);
}
