// A held-out task while a learner adapts to it: the learner set to the initialization, the task's inner batches, and its measure.

import type { OptimizerState, Samples } from '../engine/learner.ts';
import { meanLoss, predictedClasses } from '../engine/loss.ts';
import { dropoutSeed, randomStream } from '../engine/random.ts';
import type { Task } from '../tasks/task.ts';
import { takeInnerSteps } from './innerBatches.ts';
import type { LearningContext } from './learningContext.ts';
import { createMiniBatches } from './miniBatches.ts';
import { predictQueries } from './predictQueries.ts';

export interface HeldOutSettings {
  readonly parameters: Float32Array;
  readonly optimizerState: OptimizerState;
  readonly innerBatch: number;
  readonly transductive: boolean;
}

/** What the query set says of the learner's present parameters. */
export interface Measurement {
  /** Mean query loss. */
  readonly loss: number;
  /** Share of query samples classified correctly, 0 … 1; undefined for regression. */
  readonly accuracy: number | undefined;
}

export interface HeldOutTask {
  readonly task: Task;
  /** Takes inner steps up to `step` in all; never backwards. */
  adaptTo(step: number): void;
  measure(): Measurement;
  /** Outputs [queries.count, outputSize] on queries of this task. */
  answer(queries: Samples): Float32Array;
}

/**
 * Task `taskIndex` of the experiment's fixed held-out sequence, to be adapted to from the given initialization. All that follows depends on the
 * arguments and the experiment's seed alone. One task at a time may use the context's learner.
 */
export function openHeldOutTask(
  { experiment: { seed }, distribution, learner }: LearningContext,
  { parameters, optimizerState, innerBatch, transductive }: HeldOutSettings,
  taskIndex: number,
): HeldOutTask {
  const task = distribution.sampleHeldOutTask(randomStream(seed, 'evaluation-task', taskIndex));
  const batches = createMiniBatches(task.support, innerBatch, randomStream(seed, 'evaluation-batches', taskIndex));
  learner.writeParameters(parameters);
  learner.writeOptimizerState(optimizerState);
  learner.seedDropout(dropoutSeed(seed, 'evaluation-dropout', taskIndex));
  let taken = 0;
  const answer = (queries: Samples) => predictQueries(learner, task.support, queries, transductive);
  return {
    task,
    adaptTo(step) {
      if (step > taken) takeInnerSteps(learner, batches, step - taken);
      taken = step;
    },
    measure() {
      const outputs = answer(task.query);
      const { loss, outputSize } = distribution;
      return {
        loss: meanLoss(loss, outputs, task.query.targets, task.query.count, outputSize),
        accuracy: loss === 'softmaxCrossEntropy' ? accuracyOf(outputs, task.query, outputSize) : undefined,
      };
    },
    answer,
  };
}

function accuracyOf(outputs: Float32Array, query: Samples, ways: number): number {
  const predicted = predictedClasses(outputs, query.count, ways);
  return predicted.filter((way, sample) => way === query.targets[sample]).length / query.count;
}
