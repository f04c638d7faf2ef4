// One adaptation for a person to look at: a held-out task and the model's answers while it learns.

import type { OptimizerState } from '../engine/learner.ts';
import { softmaxProbabilities } from '../engine/loss.ts';
import { dropoutSeed, randomStream } from '../engine/random.ts';
import { drawnStepsFor } from './curveSteps.ts';
import type { AdaptationSample } from './executor.ts';
import type { LearningContext } from './learningContext.ts';
import { createMiniBatches } from './miniBatches.ts';
import { predictQueries } from './predictQueries.ts';

/**
 * Adapts to task `taskIndex` of the held-out sequence exactly as an evaluation does, and keeps the answers on the illustrated queries after
 * 0, 1, 2, 4, … inner steps: values for regression, class probabilities for classification.
 */
export function sampleAdaptation(
  { experiment, distribution, learner }: LearningContext,
  parameters: Float32Array,
  optimizerState: OptimizerState,
  taskIndex: number,
): AdaptationSample {
  const { seed, evaluation } = experiment;
  const task = distribution.sampleHeldOutTask(randomStream(seed, 'evaluation-task', taskIndex));
  const { illustration, queries } = distribution.illustrate(task);
  const batches = createMiniBatches(task.support, evaluation.innerBatch, randomStream(seed, 'evaluation-batches', taskIndex));
  learner.writeParameters(parameters);
  learner.writeOptimizerState(optimizerState);
  learner.seedDropout(dropoutSeed(seed, 'evaluation-dropout', taskIndex));
  const steps = drawnStepsFor(evaluation.innerSteps);
  let taken = 0;
  const outputs = steps.map((step) => {
    if (step > taken) learner.takeInnerSteps(batches.take(step - taken), evaluation.innerBatch);
    taken = step;
    const raw = predictQueries(learner, task.support, queries, evaluation.transductive);
    return Array.from(
      distribution.loss === 'softmaxCrossEntropy' ? softmaxProbabilities(raw, queries.count, distribution.outputSize) : raw,
    );
  });
  return { task: illustration, steps, outputs };
}
