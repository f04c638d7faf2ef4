// Evaluation: adapt to held-out tasks that never change during an experiment, and measure their query sets along the
// way.

import { meanLoss, softmaxProbabilities } from '../engine/loss.ts';
import { ofEachQuantity, type Quantity } from '../experiment/quantities.ts';
import type { ControlDistribution, SupervisedDistribution, Task } from '../tasks/task.ts';
import { openHeldOutControlTask } from './control/heldOutControlTask.ts';
import { type EvaluatedTask, type OutcomeSamples, quantitiesOf } from './evaluatedTask.ts';
import type { EvaluationRequest, KeptOfTask, MeasuredTask } from './executor.ts';
import { gradeAnswers } from './gradedAnswers.ts';
import { openHeldOutTask } from './heldOutTask.ts';
import { type MeanWithInterval, meanWithInterval, valueKindOf } from './interval.ts';
import type { LearningContext } from './learningContext.ts';

/**
 * What an initialization achieves on held-out tasks: for each of `steps` (inner steps, first 0) the mean over tasks.
 */
export interface HeldOutSummary {
  readonly tasks: number;
  readonly transductive: boolean;
  readonly steps: readonly number[];
  readonly loss: readonly MeanWithInterval[];
  /** 0 … 1; empty for regression. */
  readonly accuracy: readonly MeanWithInterval[];
  /** Undiscounted return of a policy; empty where there is none, and otherwise the only figure. */
  readonly return: readonly MeanWithInterval[];
}

/**
 * Adapts to task `taskIndex` of the fixed held-out sequence, starting from the request's parameters and optimizer
 * state, and measures the query set after each of `curveSteps`, in each way that the request names. Measuring changes
 * nothing, so one adaptation serves all of them. The result depends on the arguments and the seed alone.
 */
export function evaluateHeldOutTask(
  context: LearningContext,
  request: EvaluationRequest,
  taskIndex: number,
): MeasuredTask {
  const { distribution } = context;
  if (distribution.kind === 'control') return evaluateControlTask({ ...context, distribution }, request, taskIndex);
  const heldOut = openHeldOutTask({ ...context, distribution }, request, taskIndex);
  const { query } = heldOut.task;
  const answersAtSteps = request.curveSteps.map((step) => {
    heldOut.adaptTo(step);
    return request.transductive.map((transductive) => heldOut.answer(query, transductive));
  });
  const keep = keptOf(heldOut.task, request, taskIndex - request.firstTask);
  return request.transductive.map((_, way) =>
    measureAnswers(
      distribution,
      heldOut.task,
      answersAtSteps.flatMap((answers) => answers.slice(way, way + 1)),
      keep,
    ),
  );
}

/** Of all tasks of a request together: more than an evaluation's file has room for, and little memory. */
const mostSampleNumbers = 2 ** 20;

/** Samples of very many tasks are kept of the first ones. @param index within the request */
function keptOf(
  { supportNumbers, queryNumbers }: Task,
  { keep }: EvaluationRequest,
  index: number,
): KeptOfTask | undefined {
  const numbers = (index + 1) * (supportNumbers.length + queryNumbers.length);
  return keep === 'samples' && numbers > mostSampleNumbers ? undefined : keep;
}

/** Normalising queries together or not is the same to a policy: there is nothing to choose. */
function evaluateControlTask(
  context: LearningContext<ControlDistribution>,
  request: EvaluationRequest,
  taskIndex: number,
): MeasuredTask {
  const heldOut = openHeldOutControlTask(context, request, taskIndex);
  const returns = request.curveSteps.map((step) => {
    heldOut.adaptTo(step);
    return heldOut.measureReturn();
  });
  return request.transductive.map(() => ({ kind: 'control', returns }));
}

/** @param answers outputs on the query set at each of the steps */
function measureAnswers(
  { loss, outputSize }: SupervisedDistribution,
  task: Task,
  answers: readonly Float32Array[],
  keep: KeptOfTask | undefined,
): EvaluatedTask {
  const { query, classNames } = task;
  if (loss !== 'softmaxCrossEntropy') {
    const losses = answers.map((outputs) => meanLoss(loss, outputs, query.targets, query.count, outputSize));
    return { kind: 'regression', losses };
  }
  const graded = answers.map((logits) => gradeAnswers(logits, query.targets, outputSize));
  const [before, after] = [graded.at(0), graded.at(-1)];
  if (before === undefined || after === undefined) throw new RangeError('A task is measured at one step at least.');
  return {
    kind: 'classification',
    losses: graded.map((answer) => answer.loss),
    accuracies: graded.map(({ accuracy }) => accuracy),
    classNames,
    targets: Int32Array.from(query.targets),
    before,
    after,
    ...(keep && { samples: samplesOf(task, keep, answers.at(-1), outputSize) }),
  };
}

function samplesOf(
  { supportNumbers, queryNumbers }: Task,
  keep: KeptOfTask,
  logits: Float32Array = new Float32Array(),
  ways: number,
): OutcomeSamples {
  const samples = { support: supportNumbers, query: queryNumbers };
  if (keep === 'samples') return samples;
  return { ...samples, probabilities: softmaxProbabilities(logits, queryNumbers.length, ways) };
}

/** Mean and 95 % interval over tasks that were all measured at `steps`. */
export function summarizeEvaluation(
  evaluated: readonly EvaluatedTask[],
  steps: readonly number[],
  transductive: boolean,
): HeldOutSummary {
  const overTasks = (quantity: Quantity): MeanWithInterval[] => {
    const values = evaluated.flatMap((task) => quantitiesOf(task).filter((measured) => measured.quantity === quantity));
    if (values.length === 0) return [];
    return steps.map((_, index) =>
      meanWithInterval(
        values.map((measured) => measured.values[index] ?? Number.NaN),
        valueKindOf(quantity),
      ),
    );
  };
  return { tasks: evaluated.length, transductive, steps, ...ofEachQuantity(overTasks) };
}
