// LearningContext: what one thread needs to work on tasks, an experiment's task distribution and a learner for its
// model.

import type { Engine, Learner, LearnerOptions } from '../engine/learner.ts';
import { type Model, resolveModel } from '../engine/model.ts';
import { followsMetaGradient, trainingSplitOf } from '../experiment/algorithms.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { ControlDistribution, SupervisedDistribution, TaskDistribution } from '../tasks/task.ts';
import type { MetaAlgorithm } from './algorithm.ts';
import { createMetaAlgorithm } from './algorithms/createMetaAlgorithm.ts';

/** One per thread: the learner's memory is reused by every task. */
export interface LearningContext<Distribution extends TaskDistribution = TaskDistribution> {
  readonly experiment: Experiment;
  readonly distribution: Distribution;
  readonly learner: Learner;
  readonly algorithm: MetaAlgorithm;
}

/** What of a task distribution decides on the model and its batches. */
export type TaskSizes =
  | Pick<
      SupervisedDistribution,
      'kind' | 'inputShape' | 'outputSize' | 'loss' | 'trainingSize' | 'supportSize' | 'querySize'
    >
  | Pick<ControlDistribution, 'kind' | 'inputShape' | 'outputSize' | 'loss' | 'horizon' | 'settings'>;

/** The experiment's model for tasks of this distribution. @throws {ModelError} when the layers do not fit the input. */
export function modelFor(experiment: Experiment, distribution: TaskSizes): Model {
  return resolveModel(experiment.model, distribution.inputShape, distribution.outputSize, distribution.loss);
}

/**
 * What a learner has to be able to do for the experiment's training, evaluation and drawing. @throws {ModelError} as
 * `modelFor`
 */
export function learnerOptionsFor(experiment: Experiment, distribution: TaskSizes): LearnerOptions {
  const { algorithm } = experiment;
  return {
    model: modelFor(experiment, distribution),
    optimizer: algorithm.innerOptimizer,
    ...largestBatches(experiment, distribution),
    secondOrder: followsMetaGradient(algorithm),
  };
}

function largestBatches(
  experiment: Experiment,
  sizes: TaskSizes,
): Pick<LearnerOptions, 'maxTrainingBatch' | 'maxPredictionBatch'> {
  switch (sizes.kind) {
    case 'supervised': {
      const { algorithm, evaluation } = experiment;
      const outerBatch = trainingSplitOf(algorithm, sizes)?.outerSamples ?? 0;
      return {
        maxTrainingBatch: Math.max(algorithm.innerBatch, evaluation.innerBatch, outerBatch),
        maxPredictionBatch: sizes.supportSize + sizes.querySize,
      };
    }
    case 'control': {
      const { trajectories, queryTrajectories } = sizes.settings;
      return {
        maxTrainingBatch: trajectories * sizes.horizon,
        maxPredictionBatch: Math.max(trajectories, queryTrajectories),
      };
    }
  }
}

/** Dispose of `learner` when done. @throws {ModelError} when the model does not fit the tasks or into memory */
export function createLearningContext(
  experiment: Experiment,
  distribution: TaskDistribution,
  engine: Engine,
): LearningContext {
  const learner = engine.createLearner(learnerOptionsFor(experiment, distribution));
  return { experiment, distribution, learner, algorithm: createMetaAlgorithm(experiment.algorithm, learner.model) };
}
