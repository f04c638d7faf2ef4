// Reptile: θ moves towards the parameters that tasks adapt to.

import type { AlgorithmOf } from '../../experiment/schema.ts';
import type { MetaAlgorithm } from '../algorithm.ts';
import { adaptWithInnerOptimizer, firstAndLastOf, takeInnerSteps } from '../innerLoop.ts';

/**
 * Nichol, Achiam and Schulman, arXiv 1803.02999, algorithms 1 (serial: a meta-batch of one) and 2 (batched). A task
 * contributes θᵢ, the parameters after k steps of the inner optimizer from θ; then θ ← θ + ε · mean(θᵢ − θ)
 * (`outerUpdates.ts`).
 */
export function reptile({ innerSteps }: AlgorithmOf<'reptile'>): MetaAlgorithm {
  return {
    learnFrom({ learner, innerBatches }, contribution) {
      const losses = takeInnerSteps(learner, innerBatches, innerSteps);
      learner.readParameters(contribution);
      return firstAndLastOf(losses);
    },
    adapt: adaptWithInnerOptimizer,
  };
}
