// Evaluation: adapt to held-out tasks that never change during an experiment, and measure their query sets along the way.

import type { Samples } from '../engine/learner.ts';
import { meanLoss, predictedClasses } from '../engine/loss.ts';
import { dropoutSeed, randomStream } from '../engine/random.ts';
import type { EvaluatedTask, EvaluationRequest } from './executor.ts';
import type { LearningContext } from './learningContext.ts';
import { createMiniBatches } from './miniBatches.ts';
import { predictQueries } from './predictQueries.ts';
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
export function evaluateHeldOutTask(
  { experiment, distribution, learner }: LearningContext,
  request: EvaluationRequest,
  taskIndex: number,
): EvaluatedTask {
  const task = distribution.sampleHeldOutTask(randomStream(experiment.seed, 'evaluation-task', taskIndex));
  const batches = createMiniBatches(
    task.support,
    request.innerBatch,
    randomStream(experiment.seed, 'evaluation-batches', taskIndex),
  );
  learner.writeParameters(request.parameters);
  learner.writeOptimizerState(request.optimizerState);
  learner.seedDropout(dropoutSeed(experiment.seed, 'evaluation-dropout', taskIndex));
  const losses: number[] = [];
  const accuracies: number[] = [];
  let taken = 0;
  for (const step of request.curveSteps) {
    if (step > taken) learner.takeInnerSteps(batches.take(step - taken), request.innerBatch);
    taken = step;
    const outputs = predictQueries(learner, task.support, task.query, request.transductive);
    losses.push(meanLoss(distribution.loss, outputs, task.query.targets, task.query.count, distribution.outputSize));
    if (distribution.loss === 'softmaxCrossEntropy') accuracies.push(accuracyOf(outputs, task.query, distribution.outputSize));
  }
  return { losses, accuracies };
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

function accuracyOf(outputs: Float32Array, query: Samples, ways: number): number {
  const predicted = predictedClasses(outputs, query.count, ways);
  return predicted.filter((way, sample) => way === query.targets[sample]).length / query.count;
}
