// LearningContext: what one thread needs to work on tasks, an experiment's task distribution and a learner for its model.

import type { Engine, Learner } from '../engine/learner.ts';
import { type Model, resolveModel } from '../engine/model.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { TaskDistribution } from '../tasks/task.ts';

/** One per thread: the learner's memory is reused by every task. */
export interface LearningContext {
  readonly experiment: Experiment;
  readonly distribution: TaskDistribution;
  readonly learner: Learner;
}

/** The experiment's model for tasks of this distribution. @throws {ModelError} when the layers do not fit the input. */
export function modelFor(experiment: Experiment, distribution: TaskDistribution): Model {
  return resolveModel(experiment.model, distribution.inputShape, distribution.outputSize, distribution.loss);
}

/** A learner large enough for the experiment's training, evaluation and drawing. Dispose of `learner` when done. */
export function createLearningContext(experiment: Experiment, distribution: TaskDistribution, engine: Engine): LearningContext {
  const learner = engine.createLearner({
    model: modelFor(experiment, distribution),
    optimizer: experiment.algorithm.innerOptimizer,
    maxTrainingBatch: Math.max(experiment.algorithm.innerBatch, experiment.evaluation.innerBatch),
    maxPredictionBatch: distribution.supportSize + distribution.querySize,
    secondOrder: false,
  });
  return { experiment, distribution, learner };
}
