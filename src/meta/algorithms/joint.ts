// Joint training: θ descends the mean loss over tasks, as if they were one. A baseline.

import type { MetaAlgorithm } from '../algorithm.ts';
import { adaptWithInnerOptimizer } from '../innerLoop.ts';

/**
 * The baseline that arXiv 1803.02999, section 3, sets against Reptile ("joint training on the mixture of all tasks"),
 * and arXiv 1703.03400, section 5.1, pretrains with. A task contributes the gradient of one batch's mean loss at θ.
 * Held-out tasks adapt with the inner optimizer.
 */
export function joint(): MetaAlgorithm {
  return {
    learnFrom({ learner, innerBatches }, contribution) {
      const { loss, gradient } = learner.gradient(innerBatches.take(1));
      contribution.set(gradient);
      return { firstLoss: loss, lastLoss: loss };
    },
    adapt: adaptWithInnerOptimizer,
  };
}
