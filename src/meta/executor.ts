// TaskExecutor: runs the tasks of one meta-iteration or evaluation, in this thread or spread over workers.

import type { OptimizerState } from '../engine/learner.ts';
import type { TaskIllustration } from '../tasks/task.ts';
import type { TaskLosses } from './algorithm.ts';
import type { EvaluatedTask } from './evaluatedTask.ts';
import type { MeasuredSide } from './measuredSide.ts';
import type { MetaState } from './metaState.ts';

/** What one task of the meta-batch gives back to the meta-update. */
export interface AdaptedTask extends TaskLosses {
  /** What `MetaAlgorithm.learnFrom` wrote: for Reptile θᵢ. */
  readonly contribution: Float32Array;
  readonly optimizerState: OptimizerState;
}

/** What a meta-iteration did. */
export interface MetaIteration {
  /** θ and optimizer state after it. */
  readonly state: MetaState;
  /** In task order. */
  readonly losses: readonly TaskLosses[];
  /** Seconds that threads spent on tasks and on the update, summed over the executor's workers. */
  readonly busySeconds: number;
}

export interface EvaluationRequest {
  /** Meta-parameters. */
  readonly parameters: Float32Array;
  /** Every held-out task starts from this state, and none changes it. */
  readonly optimizerState: OptimizerState;
  /** Names the fixed sequence of held-out tasks; by default the experiment's seed. */
  readonly seed?: number;
  /** Whether tasks are of held-out classes (by default), or of training classes. */
  readonly side?: MeasuredSide;
  /** Tasks `firstTask … firstTask + tasks - 1` of the sequence. */
  readonly firstTask: number;
  readonly tasks: number;
  /** How query samples are normalised: each task is adapted to once, and measured in each of these ways. */
  readonly transductive: readonly boolean[];
  /** Numbers of inner steps after which the query set is measured; ascending, first is 0. */
  readonly curveSteps: readonly number[];
  readonly innerBatch: number;
  /** What of a classification task is kept beside its figures; nothing by default. Samples alone of the first tasks. */
  readonly keep?: KeptOfTask;
}

/** The numbers of its samples, and also the class probabilities of its query samples after adaptation. */
export type KeptOfTask = 'samples' | 'probabilities';

/** One held-out task, measured once for each entry of the request's `transductive`. */
export type MeasuredTask = readonly EvaluatedTask[];

export interface EvaluationOptions {
  /** Gives the evaluation up: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /**
   * Ends it early: no further task is begun, and the result is that of the tasks that are done, the first ones of the
   * request.
   */
  readonly enough?: AbortSignal;
  /** Receives the number of finished tasks. */
  readonly onProgress?: (finished: number) => void;
}

/**
 * What the panel draws of one adaptation: a task, and the model's answers on its query set at some numbers of inner
 * steps.
 */
export interface AdaptationSample {
  readonly task: TaskIllustration;
  readonly steps: readonly number[];
  /**
   * For each of `steps`: outputs [count × outputSize] (class probabilities for classification); empty for paths, which
   * the task holds.
   */
  readonly outputs: readonly (readonly number[])[];
}

/** Results come in task order and do not depend on how the work is spread. */
export interface TaskExecutor {
  readonly parameterCount: number;
  /** For the manifest: which code computes. */
  readonly variant: string;
  /** Threads that compute. */
  readonly workers: number;
  /** Bytes that the learners of all threads and what the threads share take up. */
  readonly memoryBytes: number;
  /** Adapts every task of the meta-batch from `state`, and moves θ and the optimizer's state by what they learned. */
  takeMetaIteration(state: MetaState): Promise<MetaIteration>;
  evaluateTasks(request: EvaluationRequest, options?: EvaluationOptions): Promise<readonly MeasuredTask[]>;
  sampleAdaptation(
    parameters: Float32Array,
    optimizerState: OptimizerState,
    taskIndex: number,
  ): Promise<AdaptationSample>;
  dispose(): Promise<void>;
}
