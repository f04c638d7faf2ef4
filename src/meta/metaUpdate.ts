// From what the tasks of a meta-batch contributed to the next meta-state, value by value.

import { followsSteps } from '../experiment/algorithms.ts';
import type { Algorithm } from '../experiment/schema.ts';
import type { AdaptedTask } from './executor.ts';
import type { MetaState } from './metaState.ts';
import { metaStepSizeAt } from './metaStepSize.ts';
import { carryOptimizerState } from './optimizerState.ts';
import { adamStep, descend, interpolate, meanDeparture, meanGradient } from './outerUpdates.ts';
import { type Stretch, wholeOf } from './stretch.ts';

/** The state after a meta-iteration whose tasks all started from `before`. */
export function moveMetaState(algorithm: Algorithm, before: MetaState, adapted: readonly AdaptedTask[]): MetaState {
  const contributions = adapted.map((task) => task.contribution);
  const { parameters, outerMoments } = moveMetaParameters(algorithm, before, contributions, wholeOf(before.parameters));
  return {
    iteration: before.iteration + 1,
    parameters,
    optimizerState: carryOptimizerState(algorithm, before.optimizerState, adapted),
    outerMoments: outerMoments.length === 0 ? before.outerMoments : concatenate(outerMoments),
  };
}

/** New values of a stretch of the meta-parameters. */
export interface MovedStretch {
  readonly parameters: Float32Array;
  /** Of the stretch, each of the outer optimizer's moments in turn. */
  readonly outerMoments: readonly Float32Array[];
}

/** What the outer optimizer makes of the contributions to a meta-iteration that started from `start`. */
export function moveMetaParameters(
  algorithm: Algorithm,
  start: MetaState,
  contributions: readonly Float32Array[],
  stretch: Stretch,
): MovedStretch {
  const { iteration, parameters, outerMoments: moments } = start;
  if (algorithm.kind === 'scratch') return { parameters: parameters.slice(stretch.from, stretch.to), outerMoments: [] };
  const epsilon = metaStepSizeAt(algorithm, iteration);
  const gradient = () =>
    followsSteps(algorithm) ? meanDeparture(parameters, contributions, stretch) : meanGradient(contributions, stretch);
  const { outerOptimizer } = algorithm;
  switch (outerOptimizer.kind) {
    case 'interpolation':
      return { parameters: interpolate(parameters, contributions, epsilon, stretch), outerMoments: [] };
    case 'sgd':
      return { parameters: descend(parameters, gradient(), epsilon, stretch), outerMoments: [] };
    case 'adam': {
      const step = adamStep(outerOptimizer, { parameters, moments, iteration }, gradient(), epsilon, stretch);
      return { parameters: step.parameters, outerMoments: [step.firstMoments, step.secondMoments] };
    }
  }
}

/** Moments of an outer optimizer that has taken no step: one array, first moments before second ones. Its steps are the meta-iterations. */
export function initialOuterMoments(algorithm: Algorithm, metaParameters: number): Float32Array {
  const hasMoments = algorithm.kind !== 'scratch' && algorithm.outerOptimizer.kind === 'adam';
  return new Float32Array(hasMoments ? 2 * metaParameters : 0);
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

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
