// One adaptation for a person to look at: a held-out task and the model's answers while it learns.

import type { OptimizerState } from '../engine/learner.ts';
import { softmaxProbabilities } from '../engine/loss.ts';
import { drawnStepsFor } from './curveSteps.ts';
import type { AdaptationSample } from './executor.ts';
import { openHeldOutTask } from './heldOutTask.ts';
import type { LearningContext } from './learningContext.ts';

/**
 * Adapts to task `taskIndex` of the held-out sequence exactly as an evaluation does, and keeps the answers on the illustrated queries after
 * 0, 1, 2, 4, … inner steps: values for regression, class probabilities for classification.
 */
export function sampleAdaptation(
  context: LearningContext,
  parameters: Float32Array,
  optimizerState: OptimizerState,
  taskIndex: number,
): AdaptationSample {
  const { distribution, experiment } = context;
  const { innerSteps, innerBatch, transductive } = experiment.evaluation;
  const heldOut = openHeldOutTask(context, { parameters, optimizerState, innerBatch }, taskIndex);
  const { illustration, queries } = distribution.illustrate(heldOut.task);
  const steps = drawnStepsFor(innerSteps);
  const outputs = steps.map((step) => {
    heldOut.adaptTo(step);
    const raw = heldOut.answer(queries, transductive);
    return Array.from(
      distribution.loss === 'softmaxCrossEntropy' ? softmaxProbabilities(raw, queries.count, distribution.outputSize) : raw,
    );
  });
  return { task: illustration, steps, outputs };
}
