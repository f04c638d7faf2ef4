// MAML: θ descends the loss after adaptation, through all inner steps.

import type { Model } from '../../engine/model.ts';
import type { AlgorithmOf } from '../../experiment/schema.ts';
import type { MetaAlgorithm } from '../algorithm.ts';
import { adaptWithInnerOptimizer } from '../innerLoop.ts';
import { learnThroughSteps } from '../scaledSteps.ts';

/**
 * Model-agnostic meta-learning: Finn, Abbeel and Levine, arXiv 1703.03400, algorithms 1 and 2 (and 3, where samples are
 * trajectories), with any number of inner steps. A task contributes the gradient by θ of the outer batch's loss at θᵢ,
 * second derivatives included.
 */
export function maml({ innerSteps, innerOptimizer }: AlgorithmOf<'maml'>, { parameterCount }: Model): MetaAlgorithm {
  const alpha = {
    values: new Float32Array(parameterCount).fill(innerOptimizer.learningRate),
    optimizer: innerOptimizer,
    movedFrom: 0,
  };
  return {
    learnFrom(task, contribution) {
      const { byParameters, firstLoss, lastLoss } = learnThroughSteps(task, alpha, innerSteps);
      contribution.set(byParameters);
      return { firstLoss, lastLoss };
    },
    adapt: adaptWithInnerOptimizer,
  };
}
