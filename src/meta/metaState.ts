// MetaState: everything that a training continues from. With the experiment it determines all that follows, bit for
// bit.

import type { OptimizerState } from '../engine/learner.ts';

/** Arrays in a state are never changed in place, so a state may be kept without a copy. */
export interface MetaState {
  /**
   * Meta-iterations done. Random numbers need no state of their own: their streams are named by seed and
   * meta-iteration.
   */
  readonly iteration: number;
  /** The meta-parameters: θ, and behind it what else the algorithm learns (see `metaParameters.ts`). */
  readonly parameters: Float32Array;
  /** Of the inner optimizer. */
  readonly optimizerState: OptimizerState;
  /** Of the outer optimizer: first moments of the meta-parameters, then second ones; empty where it keeps none. */
  readonly outerMoments: Float32Array;
}
