// One adaptation for a person to look at: a held-out task and the model's answers while it learns.

import type { OptimizerState } from '../engine/learner.ts';
import { softmaxProbabilities } from '../engine/loss.ts';
import type { ControlDistribution } from '../tasks/task.ts';
import { openHeldOutControlTask } from './control/heldOutControlTask.ts';
import { drawnStepsFor } from './curveSteps.ts';
import type { AdaptationSample } from './executor.ts';
import { type HeldOutTaskSettings, openHeldOutTask } from './heldOutTask.ts';
import type { LearningContext } from './learningContext.ts';

/**
 * Adapts to task `taskIndex` of the held-out sequence exactly as an evaluation does, and keeps the answers on the
 * illustrated queries after 0, 1, 2, 4, … inner steps: values for regression, class probabilities for classification,
 * paths of a policy.
 */
export function sampleAdaptation(
  context: LearningContext,
  parameters: Float32Array,
  optimizerState: OptimizerState,
  taskIndex: number,
): AdaptationSample {
  const { distribution, experiment } = context;
  const { innerSteps, innerBatch, transductive } = experiment.evaluation;
  const settings = { parameters, optimizerState, innerBatch };
  const steps = drawnStepsFor(innerSteps);
  if (distribution.kind === 'control') return samplePaths({ ...context, distribution }, settings, taskIndex, steps);
  const heldOut = openHeldOutTask({ ...context, distribution }, settings, taskIndex);
  const { illustration, queries } = distribution.illustrate(heldOut.task);
  const outputs = steps.map((step) => {
    heldOut.adaptTo(step);
    const raw = heldOut.answer(queries, transductive);
    return Array.from(
      distribution.loss === 'softmaxCrossEntropy'
        ? softmaxProbabilities(raw, queries.count, distribution.outputSize)
        : raw,
    );
  });
  return { task: illustration, steps, outputs };
}

/** Enough to see how a policy scatters, few enough to tell them apart. */
const drawnTrajectories = 5;

function samplePaths(
  context: LearningContext<ControlDistribution>,
  settings: HeldOutTaskSettings,
  taskIndex: number,
  steps: readonly number[],
): AdaptationSample {
  const heldOut = openHeldOutControlTask(context, settings, taskIndex);
  const trajectories = steps.map((step) => {
    heldOut.adaptTo(step);
    return heldOut.drawPaths(drawnTrajectories);
  });
  return { task: { kind: 'paths', ...heldOut.scene, trajectories }, steps, outputs: [] };
}
