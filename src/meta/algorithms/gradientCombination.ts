// Gradient combination: θ moves by a weighted sum of the inner steps.

import type { AlgorithmOf } from '../../experiment/schema.ts';
import type { MetaAlgorithm } from '../algorithm.ts';
import { adaptWithInnerOptimizer, firstAndLastOf, parametersOf } from '../innerLoop.ts';

/**
 * The study of arXiv 1803.02999, section 6.2 and figure 3: which of the gradients g₁ … g_k of an inner loop to follow.
 * A task contributes θ + Σ wⱼ (θʲ − θʲ⁻¹). All weights 1 are Reptile, the last alone is FOMAML, the first alone is
 * joint training.
 */
export function gradientCombination({ weights }: AlgorithmOf<'gradientCombination'>): MetaAlgorithm {
  return {
    learnFrom({ learner, metaParameters: theta, innerBatches }, contribution) {
      const sum = new Float64Array(theta.length);
      let before = theta;
      const losses = weights.map((weight) => {
        const batch = innerBatches.take(1);
        const [loss = Number.NaN] = learner.takeInnerSteps(batch, batch.count);
        const after = parametersOf(learner);
        for (let i = 0; i < sum.length; i++) {
          sum[i] = (sum[i] ?? 0) + weight * ((after[i] ?? Number.NaN) - (before[i] ?? Number.NaN));
        }
        before = after;
        return loss;
      });
      for (let i = 0; i < sum.length; i++) contribution[i] = (theta[i] ?? Number.NaN) + (sum[i] ?? Number.NaN);
      return firstAndLastOf(Float32Array.from(losses));
    },
    adapt: adaptWithInnerOptimizer,
  };
}
