// How many workers fit into the machine's memory, before any of them starts.

import { formatMemory, howToSaveMemory } from '../base/formatMemory.ts';
import { initialOptimizerState, type LearnerOptions } from '../engine/learner.ts';
import { machineMemory } from '../engine/machineMemory.ts';
import { ModelError } from '../engine/model.ts';
import type { Experiment } from '../experiment/schema.ts';
import { metaParameterCount } from '../meta/metaParameters.ts';
import { initialOuterMoments } from '../meta/metaUpdate.ts';

/** What each worker takes, and what they share. */
export interface MemoryNeed {
  readonly bytesOfEach: number;
  readonly sharedBytes: number;
}

/** @param bytesOfEach what a learner takes */
export function memoryNeedOf({ algorithm }: Experiment, options: LearnerOptions, bytesOfEach: number): MemoryNeed {
  const { parameterCount } = options.model;
  const learned = metaParameterCount(algorithm, options.model);
  const ofTask = learned + initialOptimizerState(options.optimizer, parameterCount).moments.length;
  // A slot for each task; start and result, which the outer optimizer has part in.
  const values = ofTask * algorithm.metaBatch + 2 * (ofTask + initialOuterMoments(algorithm, learned).length);
  return { bytesOfEach, sharedBytes: 4 * values };
}

/**
 * As many of `wanted` workers as fit, at least one, where the experiment leaves their number open; otherwise `wanted`.
 * @param memoryBytes what there is
 * @throws {ModelError} where the workers that are needed do not fit
 */
export function workersThatFit(
  { bytesOfEach, sharedBytes }: MemoryNeed,
  wanted: number,
  isOpen: boolean,
  memoryBytes = machineMemory(),
): number {
  const fitting = Math.floor((memoryBytes - sharedBytes) / bytesOfEach);
  if (fitting >= wanted) return wanted;
  if (isOpen && fitting >= 1) return fitting;
  const needed = isOpen ? 1 : wanted;
  const advice =
    fitting >= 1
      ? `Lower engine.workers to ${fitting}`
      : sharedBytes > bytesOfEach
        ? 'Lower algorithm.metaBatch or use a smaller model'
        : howToSaveMemory;
  throw new ModelError(
    `${needed === 1 ? 'One worker needs' : `${needed} workers need`} ${formatMemory(needed * bytesOfEach + sharedBytes)} of memory ` +
      `(${formatMemory(bytesOfEach)} each, ${formatMemory(sharedBytes)} shared), but there are ${formatMemory(memoryBytes)}. ${advice}.`,
  );
}
