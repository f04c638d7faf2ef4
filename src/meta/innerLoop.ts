// The inner loop: from the meta-parameters, k optimizer steps on one task of the meta-batch.

import { dropoutSeed, randomStream } from '../engine/random.ts';
import type { AdaptedTask } from './executor.ts';
import { takeInnerSteps } from './innerBatches.ts';
import type { LearningContext } from './learningContext.ts';
import type { MetaState } from './metaState.ts';
import { createMiniBatches } from './miniBatches.ts';

/**
 * Adapts task `taskIndex` (0-based within the meta-batch) of the meta-iteration that follows `start`, which stays as it is. The result depends
 * on the arguments and the experiment's seed alone.
 * @param adapted receives θᵢ
 */
export function adaptTrainingTask(
  { experiment, distribution, learner }: LearningContext,
  { iteration, parameters, optimizerState }: MetaState,
  taskIndex: number,
  adapted: Float32Array = new Float32Array(parameters.length),
): AdaptedTask {
  const { seed, algorithm } = experiment;
  const support = distribution.sampleTrainingTask(randomStream(seed, 'training-task', iteration, taskIndex));
  const batches = createMiniBatches(support, algorithm.innerBatch, randomStream(seed, 'training-batches', iteration, taskIndex));
  learner.writeParameters(parameters);
  learner.writeOptimizerState(optimizerState);
  learner.seedDropout(dropoutSeed(seed, 'training-dropout', iteration, taskIndex));
  const losses = takeInnerSteps(learner, batches, algorithm.innerSteps);
  learner.readParameters(adapted);
  return {
    parameters: adapted,
    optimizerState: learner.readOptimizerState(),
    firstLoss: losses[0] ?? Number.NaN,
    lastLoss: losses.at(-1) ?? Number.NaN,
  };
}
