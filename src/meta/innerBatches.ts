// Where the next inner steps' batches come from.

import type { Samples } from '../engine/learner.ts';

/** An endless sequence of inner batches; how many are taken at a time does not change them. */
export interface InnerBatches {
  /**
   * Most that may be taken before the learner has taken steps on them: 1 where a batch depends on the parameters at
   * hand.
   */
  readonly mostAtOnce: number;
  /** The next `batches` batches, one after another, all of the same size. */
  take(batches: number): Samples;
}
