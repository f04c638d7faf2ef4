// Meta-SGD: MAML that learns its inner step sizes, too, one for each parameter.

import type { Model } from '../../engine/model.ts';
import type { AlgorithmOf } from '../../experiment/schema.ts';
import type { MetaAlgorithm } from '../algorithm.ts';
import { adaptByScaledSteps, learnThroughSteps, type StepSizes } from '../scaledSteps.ts';

/**
 * Li, Zhou, Chen and Li, arXiv 1707.09835, algorithm 1: θᵢ = θ − α ⊙ ∇L(θ), here with any number of inner steps.
 * Meta-parameters are θ and behind it α, which may become negative as in the paper; a task contributes the gradient of
 * the outer batch's loss at θᵢ by both.
 */
export function metaSgd(
  { innerSteps, innerOptimizer }: AlgorithmOf<'metaSgd'>,
  { parameterCount }: Model,
): MetaAlgorithm {
  const alphaOf = (metaParameters: Float32Array): StepSizes => ({
    values: metaParameters.subarray(parameterCount),
    optimizer: innerOptimizer,
    movedFrom: 0,
  });
  return {
    learnFrom(task, contribution) {
      const { byParameters, byStepSizes, ...losses } = learnThroughSteps(
        task,
        alphaOf(task.metaParameters),
        innerSteps,
      );
      contribution.set(byParameters);
      contribution.set(byStepSizes, parameterCount);
      return losses;
    },
    adapt: (task, from, to) => adaptByScaledSteps(task, alphaOf(task.metaParameters), from, to),
  };
}
