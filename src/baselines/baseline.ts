// Baseline: a classical method that learns each task from its support set alone, and the figure that it gets for that.

import { meanLoss } from '../engine/loss.ts';
import type { BaselineName } from '../experiment/baselineNames.ts';
import type { Quantity } from '../experiment/quantities.ts';
import type { SupervisedDistribution, Task } from '../tasks/task.ts';

export interface Baseline {
  readonly name: BaselineName;
  /**
   * Answers on the query set, from the support set and the query inputs: for classification the way of each query
   * sample, otherwise its values [count, outputs]. Depends on the task alone.
   */
  answer(task: Task): Float32Array;
}

type Outputs = Pick<SupervisedDistribution, 'loss' | 'outputSize'>;

/** What `gradeBaseline` gives: that by which runs on such tasks are judged first. */
export function quantityOf({ loss }: Pick<Outputs, 'loss'>): Quantity {
  return loss === 'softmaxCrossEntropy' ? 'accuracy' : 'loss';
}

/** Share of correct answers (0 … 1), or the mean squared error. */
export function gradeBaseline(answers: Float32Array, { query }: Task, { loss, outputSize }: Outputs): number {
  if (loss !== 'softmaxCrossEntropy') return meanLoss(loss, answers, query.targets, query.count, outputSize);
  return answers.filter((way, sample) => way === query.targets[sample]).length / query.count;
}
