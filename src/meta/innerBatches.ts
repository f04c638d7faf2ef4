// Where the next inner steps' batches come from, and the plain inner loop: steps of the inner optimizer on them.

import type { Learner, Samples } from '../engine/learner.ts';

/** An endless sequence of inner batches; how many are taken at a time does not change them. */
export interface InnerBatches {
  /** Samples in each. */
  readonly batchSize: number;
  /** Most that may be taken before the learner has taken steps on them: 1 where a batch depends on the parameters at hand. */
  readonly mostAtOnce: number;
  /** The next `batches` batches, one after another. */
  take(batches: number): Samples;
}

/** Takes `steps` inner steps, in as few calls as may be. Returns the loss of each batch, before its step. */
export function takeInnerSteps(learner: Learner, batches: InnerBatches, steps: number): Float32Array {
  const losses = new Float32Array(steps);
  for (let taken = 0; taken < steps; ) {
    const together = Math.min(batches.mostAtOnce, steps - taken);
    losses.set(learner.takeInnerSteps(batches.take(together), batches.batchSize), taken);
    taken += together;
  }
  return losses;
}
