// A held-out task while a learner adapts to it: the learner set to the initialization, the task's inner batches, and
// its measure.

import type { OptimizerState, Samples } from '../engine/learner.ts';
import { hasDropout } from '../engine/model.ts';
import { dropoutSeed, type RandomStream, randomStream } from '../engine/random.ts';
import type { SupervisedDistribution, Task } from '../tasks/task.ts';
import { TaskError } from '../tasks/taskError.ts';
import type { TaskLearner } from './algorithm.ts';
import type { InnerBatches } from './innerBatches.ts';
import type { LearningContext } from './learningContext.ts';
import { type MeasuredSide, streamsOfSide } from './measuredSide.ts';
import { initializationOf } from './metaParameters.ts';
import { createMiniBatches } from './miniBatches.ts';
import { predictQueries } from './predictQueries.ts';

export interface HeldOutTaskSettings {
  /** Meta-parameters. */
  readonly parameters: Float32Array;
  readonly optimizerState: OptimizerState;
  readonly innerBatch: number;
  /** Names the sequence of held-out tasks; by default the experiment's seed. */
  readonly seed?: number;
  /** By default held-out ones. */
  readonly side?: MeasuredSide;
}

/** How a learner adapts to a task. */
export interface Adaptation {
  /** Takes inner steps up to `step` in all; never backwards. */
  adaptTo(step: number): void;
}

export interface HeldOutTask extends Adaptation {
  readonly task: Task;
  /** Outputs [queries.count, outputSize] on queries of this task; see `predictQueries`. */
  answer(queries: Samples, transductive: boolean): Float32Array;
}

/**
 * Task `taskIndex` of the fixed held-out sequence, to be adapted to from the given initialization. All that follows
 * depends on the arguments and the seed alone. One task at a time may use the context's learner.
 */
export function openHeldOutTask(
  context: LearningContext<SupervisedDistribution>,
  settings: HeldOutTaskSettings,
  taskIndex: number,
): HeldOutTask {
  const { distribution, learner, experiment } = context;
  const { innerBatch, seed = experiment.seed, side = 'heldOut' } = settings;
  const streams = streamsOfSide[side];
  const task = sampleTask(distribution, side, randomStream(seed, streams.task, taskIndex), taskIndex);
  const random = randomStream(seed, streams.batches, taskIndex);
  const innerBatches = createMiniBatches(task.support, innerBatch, random, experiment.algorithm.innerSampling);
  return {
    ...beginAdaptation(context, settings, taskIndex, innerBatches),
    task,
    answer: (queries, transductive) => predictQueries(learner, task.support, queries, transductive),
  };
}

function sampleTask(
  distribution: SupervisedDistribution,
  side: MeasuredSide,
  random: RandomStream,
  number: number,
): Task {
  if (side === 'heldOut') return distribution.sampleHeldOutTask(random, number);
  if (distribution.sampleTrainingClassesTask === undefined) throw new TaskError(withoutTrainingClasses);
  return distribution.sampleTrainingClassesTask(random);
}

/** Of a user's module: its training tasks have no queries. */
export const withoutTrainingClasses =
  "Tasks of a module cannot be measured on its training side: the module's training tasks have no queries. Measure held-out tasks alone.";

/**
 * Sets the context's learner to the initialization, from where it adapts on `innerBatches` of held-out task
 * `taskIndex`.
 */
export function beginAdaptation(
  { experiment, learner, algorithm }: Omit<LearningContext, 'distribution'>,
  { parameters, optimizerState, seed = experiment.seed, side = 'heldOut' }: HeldOutTaskSettings,
  taskIndex: number,
  innerBatches: InnerBatches,
): Adaptation {
  learner.writeParameters(initializationOf(learner.model, parameters));
  learner.writeOptimizerState(optimizerState);
  const { dropout } = streamsOfSide[side];
  if (hasDropout(learner.model)) learner.seedDropout(dropoutSeed(seed, dropout, taskIndex));
  const adapting: TaskLearner = {
    learner,
    metaParameters: parameters,
    innerBatches,
    seedDropout: (step) => learner.seedDropout(dropoutSeed(seed, dropout, taskIndex, step)),
  };
  let taken = 0;
  return {
    adaptTo(step) {
      if (step > taken) algorithm.adapt(adapting, taken, step);
      taken = step;
    },
  };
}
