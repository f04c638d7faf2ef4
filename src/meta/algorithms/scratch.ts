// Training from scratch: θ stays the random initialization. A baseline.

import type { AlgorithmOf } from '../../experiment/schema.ts';
import type { MetaAlgorithm } from '../algorithm.ts';
import { adaptWithInnerOptimizer, firstAndLastOf, takeInnerSteps } from '../innerLoop.ts';

/**
 * Every task learns from the random initialization by the inner optimizer, and contributes θ itself: nothing is
 * meta-learned.
 */
export function scratch({ innerSteps }: AlgorithmOf<'scratch'>): MetaAlgorithm {
  return {
    learnFrom({ learner, metaParameters: theta, innerBatches }, contribution) {
      const losses = takeInnerSteps(learner, innerBatches, innerSteps);
      contribution.set(theta);
      return firstAndLastOf(losses);
    },
    adapt: adaptWithInnerOptimizer,
  };
}
