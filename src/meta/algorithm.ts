// MetaAlgorithm: what tells one algorithm from another. What a task contributes, and how a held-out task adapts; the
// rest is common to all.

import type { Learner, Samples } from '../engine/learner.ts';
import type { InnerBatches } from './innerBatches.ts';

/** A learner at work on one task. At first it holds θ and the inner optimizer's state that every task starts from. */
export interface TaskLearner {
  readonly learner: Learner;
  /** What the task starts from: θ, and behind it what else the algorithm learns (see `metaParameters.ts`). */
  readonly metaParameters: Float32Array;
  readonly innerBatches: InnerBatches;
  /**
   * Lets the learner's gradients drop, from here on, what belongs to inner step `step` (0-based): the same at every
   * call.
   */
  seedDropout(step: number): void;
}

export interface TrainingTask extends TaskLearner {
  /**
   * The batch that the adapted model is judged by. Asked for once, when the learner holds the parameters that are
   * judged: where samples depend on what the model does, they are drawn then.
   */
  takeOuterBatch(): Samples;
}

/** What training shows of a task. */
export interface TaskLosses {
  /** Mean loss of the first batch, before anything is learned from it. */
  readonly firstLoss: number;
  /** Mean loss of the last batch, before anything is learned from it: the outer one, where there is one. */
  readonly lastLoss: number;
}

export interface MetaAlgorithm {
  /**
   * Learns from a task of the meta-batch, and writes into `contribution`, in the layout of the meta-parameters, what it
   * contributes to the update: parameters to move towards where the algorithm follows the inner optimizer's steps,
   * otherwise a gradient to descend. May leave the learner in any state.
   */
  learnFrom(task: TrainingTask, contribution: Float32Array): TaskLosses;
  /** Adapts to a held-out task: inner steps `from` up to, not including, `to` (0-based). */
  adapt(task: TaskLearner, from: number, to: number): void;
}
