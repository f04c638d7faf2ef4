// Evaluation: adapt to held-out tasks that never change during an experiment, and measure their query sets along the way.

import type { EvaluatedTask, EvaluationRequest } from './executor.ts';
import { openHeldOutTask } from './heldOutTask.ts';
import type { LearningContext } from './learningContext.ts';
import { type MeanWithInterval, meanWithInterval } from './statistics.ts';

/** What an initialization achieves on held-out tasks: for each of `steps` (inner steps, first 0) the mean over tasks. */
export interface EvaluationSummary {
  readonly tasks: number;
  readonly transductive: boolean;
  readonly steps: readonly number[];
  readonly loss: readonly MeanWithInterval[];
  /** 0 … 1; empty for regression. */
  readonly accuracy: readonly MeanWithInterval[];
}

/**
 * Adapts to task `taskIndex` of the experiment's fixed held-out sequence, starting from the request's parameters and optimizer state, and
 * measures the query set after each of `curveSteps`. The result depends on the arguments and the experiment's seed alone.
 */
export function evaluateHeldOutTask(context: LearningContext, request: EvaluationRequest, taskIndex: number): EvaluatedTask {
  const heldOut = openHeldOutTask(context, request, taskIndex);
  const measured = request.curveSteps.map((step) => {
    heldOut.adaptTo(step);
    return heldOut.measure();
  });
  return {
    losses: measured.map(({ loss }) => loss),
    accuracies: measured.flatMap(({ accuracy }) => accuracy ?? []),
  };
}

/** Mean and 95 % interval over tasks that were all measured at `steps`. */
export function summarizeEvaluation(
  evaluated: readonly EvaluatedTask[],
  steps: readonly number[],
  transductive: boolean,
): EvaluationSummary {
  const overTasks = (valuesOf: (task: EvaluatedTask) => readonly number[]): MeanWithInterval[] =>
    valuesOf(evaluated[0] ?? { losses: [], accuracies: [] }).map((_, index) =>
      meanWithInterval(evaluated.map((task) => valuesOf(task)[index] ?? Number.NaN)),
    );
  return {
    tasks: evaluated.length,
    transductive,
    steps,
    loss: overTasks((task) => task.losses),
    accuracy: overTasks((task) => task.accuracies),
  };
}
