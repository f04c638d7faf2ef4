// FOMAML: θ moves by the last inner step alone.

import type { AlgorithmOf } from '../../experiment/schema.ts';
import type { MetaAlgorithm } from '../algorithm.ts';
import { adaptWithInnerOptimizer, parametersOf, takeInnerSteps } from '../innerLoop.ts';

/**
 * First-order MAML: arXiv 1803.02999, section 3, as class `FOML` of the paper's code has it. k − 1 steps of the inner
 * optimizer, then one on the outer batch (with `tailShots` the samples kept apart, otherwise one more inner batch). A
 * task contributes θ + (θᵏ − θᵏ⁻¹): that MAML's gradient at θᵏ⁻¹ is taken as if it were the one at θ leaves all second
 * derivatives out.
 */
export function fomaml({ innerSteps }: AlgorithmOf<'fomaml'>): MetaAlgorithm {
  return {
    learnFrom({ learner, metaParameters: theta, innerBatches, takeOuterBatch }, contribution) {
      const losses = takeInnerSteps(learner, innerBatches, innerSteps - 1);
      const before = parametersOf(learner);
      const outerBatch = takeOuterBatch();
      const [lastLoss = Number.NaN] = learner.takeInnerSteps(outerBatch, outerBatch.count);
      const after = parametersOf(learner);
      for (let i = 0; i < after.length; i++) {
        contribution[i] = (theta[i] ?? Number.NaN) + ((after[i] ?? Number.NaN) - (before[i] ?? Number.NaN));
      }
      return { firstLoss: losses[0] ?? lastLoss, lastLoss };
    },
    adapt: adaptWithInnerOptimizer,
  };
}
