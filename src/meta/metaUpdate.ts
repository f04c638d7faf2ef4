// From what the tasks of a meta-batch contributed to the next meta-state, value by value.

import { updateKernels } from '../engine/fused/wasm/updateModule.ts';
import { followsSteps } from '../experiment/algorithms.ts';
import type { Algorithm } from '../experiment/schema.ts';
import type { AdaptedTask } from './executor.ts';
import type { MetaState } from './metaState.ts';
import { metaStepSizeAt } from './metaStepSize.ts';
import { carriedSteps, carryMoments } from './optimizerState.ts';
import { adamStep, descend, interpolate, meanDeparture, meanGradient } from './outerUpdates.ts';
import { partOf, type Stretch } from './stretch.ts';

/** The arrays of the state that a meta-iteration leads to: filled part by part, perhaps by several threads. */
export interface MovedArrays {
  readonly parameters: Float32Array;
  /** Of the inner optimizer. */
  readonly moments: Float32Array;
  readonly outerMoments: Float32Array;
}

/** The state after a meta-iteration whose tasks all started from `start`. */
export function moveMetaState(algorithm: Algorithm, start: MetaState, adapted: readonly AdaptedTask[]): MetaState {
  const moved: MovedArrays = {
    parameters: roomFor(start.parameters),
    moments: roomFor(start.optimizerState.moments),
    outerMoments: roomFor(start.outerMoments),
  };
  moveMetaPart(algorithm, start, adapted, moved, { index: 0, parts: 1 });
  return completeMove(algorithm, start, adapted, moved);
}

/** Of no values there is no need of another array. */
function roomFor(values: Float32Array): Float32Array {
  return values.length === 0 ? values : new Float32Array(values.length);
}

/** Computes one of `parts` nearly equal parts of everything that moves; the others are left alone. */
export function moveMetaPart(
  algorithm: Algorithm,
  start: MetaState,
  adapted: readonly AdaptedTask[],
  moved: MovedArrays,
  { index, parts }: { readonly index: number; readonly parts: number },
): void {
  const count = moved.parameters.length;
  const stretch = partOf(count, index, parts);
  const contributions = adapted.map((task) => task.contribution);
  const room = moved.parameters.subarray(stretch.from, stretch.to);
  const { parameters, outerMoments } = moveMetaParameters(algorithm, start, contributions, stretch, room);
  if (parameters !== room) room.set(parameters);
  for (const [order, moments] of outerMoments.entries()) moved.outerMoments.set(moments, order * count + stretch.from);
  const ofMoments = partOf(moved.moments.length, index, parts);
  const roomOfMoments = moved.moments.subarray(ofMoments.from, ofMoments.to);
  carryMoments(algorithm, start.optimizerState, adapted, ofMoments, roomOfMoments);
}

/** The state that all parts together make. */
export function completeMove(
  algorithm: Algorithm,
  start: MetaState,
  adapted: readonly AdaptedTask[],
  { parameters, moments, outerMoments }: MovedArrays,
): MetaState {
  const steps = carriedSteps(algorithm, start.optimizerState.steps, adapted);
  return { iteration: start.iteration + 1, parameters, optimizerState: { steps, moments }, outerMoments };
}

/** New values of a stretch of the meta-parameters. */
export interface MovedStretch {
  readonly parameters: Float32Array;
  /** Of the stretch, each of the outer optimizer's moments in turn. */
  readonly outerMoments: readonly Float32Array[];
}

/**
 * What the outer optimizer makes of the contributions to a meta-iteration that started from `start`.
 * @param room as long as the stretch; the new values may be returned in it
 */
export function moveMetaParameters(
  algorithm: Algorithm,
  start: MetaState,
  contributions: readonly Float32Array[],
  stretch: Stretch,
  room?: Float32Array,
): MovedStretch {
  const { iteration, parameters, outerMoments: moments } = start;
  if (algorithm.kind === 'scratch') return { parameters: parameters.slice(stretch.from, stretch.to), outerMoments: [] };
  const epsilon = metaStepSizeAt(algorithm, iteration);
  const gradient = () =>
    followsSteps(algorithm) ? meanDeparture(parameters, contributions, stretch) : meanGradient(contributions, stretch);
  const { outerOptimizer } = algorithm;
  switch (outerOptimizer.kind) {
    case 'interpolation':
      return { parameters: interpolate(parameters, contributions, epsilon, stretch, room), outerMoments: [] };
    case 'sgd':
      return { parameters: descend(parameters, gradient(), epsilon, stretch), outerMoments: [] };
    case 'adam': {
      const step = adamStep(outerOptimizer, { parameters, moments, iteration }, gradient(), epsilon, stretch);
      return { parameters: step.parameters, outerMoments: [step.firstMoments, step.secondMoments] };
    }
  }
}

/**
 * Moments of an outer optimizer that has taken no step: one array, first moments before second ones. Its steps are the
 * meta-iterations.
 */
export function initialOuterMoments(algorithm: Algorithm, metaParameters: number): Float32Array {
  const hasMoments = algorithm.kind !== 'scratch' && algorithm.outerOptimizer.kind === 'adam';
  return new Float32Array(hasMoments ? 2 * metaParameters : 0);
}

/** Euclidean distance of two parameter vectors, summed in float64. @throws {RangeError} when they differ in length */
export function distanceBetween(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length)
    throw new RangeError(`Parameter vectors differ in length: ${a.length} and ${b.length} values.`);
  return Math.sqrt(updateKernels().sumOfSquaredDifferences(a, b));
}
