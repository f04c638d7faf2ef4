// ANIL: MAML whose inner steps change the output layer alone.

import type { Model } from '../../engine/model.ts';
import type { AlgorithmOf } from '../../experiment/schema.ts';
import type { MetaAlgorithm } from '../algorithm.ts';
import { adaptByScaledSteps, learnThroughSteps } from '../scaledSteps.ts';

/**
 * Almost no inner loop: Raghu, Raghu, Bengio and Vinyals, arXiv 1909.09157, section 4. Inner steps, in training and on
 * held-out tasks, have step size 0 everywhere but in the head, which alone decays and whose gradient alone is clipped; a
 * task contributes MAML's gradient through them, by all of θ.
 */
export function anil({ innerSteps, innerOptimizer }: AlgorithmOf<'anil'>, model: Model): MetaAlgorithm {
  const movedFrom = startOfHead(model);
  const values = new Float32Array(model.parameterCount).fill(innerOptimizer.learningRate, movedFrom);
  const alpha = { values, optimizer: innerOptimizer, movedFrom };
  return {
    learnFrom(task, contribution) {
      const { byParameters, firstLoss, lastLoss } = learnThroughSteps(task, alpha, innerSteps);
      contribution.set(byParameters);
      return { firstLoss, lastLoss };
    },
    adapt: (task, from, to) => adaptByScaledSteps(task, alpha, from, to),
  };
}

/** First parameter of the output layer, the last dense one; what comes behind it, for a policy, belongs to the head. */
function startOfHead({ layers, parameterCount }: Model): number {
  const [first] = layers
    .slice(layers.findLastIndex(({ spec }) => spec.kind === 'dense'))
    .flatMap(({ parameters }) => parameters);
  return first?.offset ?? parameterCount;
}
