// The plain inner loop: steps of the inner optimizer on batches, and what they leave.

import type { Learner } from '../engine/learner.ts';
import type { MetaAlgorithm, TaskLosses } from './algorithm.ts';
import type { InnerBatches } from './innerBatches.ts';

/** Takes `steps` inner steps, in as few calls as may be. Returns the loss of each batch, before its step. */
export function takeInnerSteps(learner: Learner, batches: InnerBatches, steps: number): Float32Array {
  const losses = new Float32Array(steps);
  for (let taken = 0; taken < steps; ) {
    const together = Math.min(batches.mostAtOnce, steps - taken);
    const samples = batches.take(together);
    losses.set(learner.takeInnerSteps(samples, samples.count / together), taken);
    taken += together;
  }
  return losses;
}

/** A held-out task's inner steps where the inner optimizer takes them as it is. */
export const adaptWithInnerOptimizer: MetaAlgorithm['adapt'] = ({ learner, innerBatches }, from, to) => {
  takeInnerSteps(learner, innerBatches, to - from);
};

/** @param losses of the batches that a task was learned from, in order */
export function firstAndLastOf(losses: Float32Array): TaskLosses {
  return { firstLoss: losses[0] ?? Number.NaN, lastLoss: losses.at(-1) ?? Number.NaN };
}

/** A copy of the learner's present parameters. */
export function parametersOf(learner: Learner): Float32Array {
  const parameters = new Float32Array(learner.model.parameterCount);
  learner.readParameters(parameters);
  return parameters;
}
