// What the pool and its worker threads say to each other. Numbers of any length travel through shared memory; see `SharedArrays`.

import type { Experiment } from '../experiment/schema.ts';
import type { AdaptationSample, EvaluatedTask } from '../meta/executor.ts';
import type { TaskData } from '../tasks/createTaskDistribution.ts';

/**
 * Memory that all threads see. The pool writes the start before it asks; each worker writes the slots of the tasks that it was given. Only
 * one side touches a part at a time, since every question is answered before the next.
 */
export interface SharedArrays {
  /** θ and optimizer moments that every task starts from. */
  readonly startParameters: Float32Array;
  readonly startMoments: Float32Array;
  /** One slot for each task of the meta-batch, one after another. */
  readonly adaptedParameters: Float32Array;
  readonly adaptedMoments: Float32Array;
}

export interface WorkerSetup {
  readonly experiment: Experiment;
  readonly data: TaskData;
  readonly shared: SharedArrays;
}

/** The optimizer's step count of the start travels with each question. */
export type WorkerQuestion =
  | {
      readonly kind: 'adapt';
      readonly iteration: number;
      readonly firstTask: number;
      readonly tasks: number;
      readonly startSteps: number;
    }
  | {
      readonly kind: 'evaluate';
      readonly firstTask: number;
      readonly tasks: number;
      readonly startSteps: number;
      readonly transductive: boolean;
      readonly curveSteps: readonly number[];
      readonly innerBatch: number;
    }
  | { readonly kind: 'sample'; readonly taskIndex: number; readonly startSteps: number };

export interface AdaptedFigures {
  readonly steps: number;
  readonly firstLoss: number;
  readonly lastLoss: number;
}

export type WorkerAnswer =
  | { readonly kind: 'ready'; readonly variant: string }
  | { readonly kind: 'adapted'; readonly figures: readonly AdaptedFigures[] }
  | { readonly kind: 'evaluated'; readonly tasks: readonly EvaluatedTask[] }
  | { readonly kind: 'sampled'; readonly sample: AdaptationSample };

/** A view of task `index`'s slot. */
export function slotOf(slots: Float32Array, index: number, length: number): Float32Array {
  return slots.subarray(index * length, (index + 1) * length);
}
