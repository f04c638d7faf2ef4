// A task of the meta-batch while a learner learns from it: the learner set to the start, the task's batches, and what
// becomes of it.

import type { Learner } from '../engine/learner.ts';
import { hasDropout } from '../engine/model.ts';
import { dropoutSeed, type RandomStream, randomStream } from '../engine/random.ts';
import { trainingSplitOf } from '../experiment/algorithms.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { ControlDistribution, SupervisedDistribution } from '../tasks/task.ts';
import type { TrainingTask } from './algorithm.ts';
import { createTrajectoryCollector } from './control/rollout.ts';
import { createTrajectoryBatches } from './control/trajectoryBatches.ts';
import type { AdaptedTask } from './executor.ts';
import type { LearningContext } from './learningContext.ts';
import { initializationOf } from './metaParameters.ts';
import type { MetaState } from './metaState.ts';
import { createMiniBatches } from './miniBatches.ts';
import { splitSamples } from './splitSamples.ts';

/**
 * Learns from task `taskIndex` (0-based within the meta-batch) of the meta-iteration that follows `start`, which stays
 * as it is. The result depends on the arguments and the experiment's seed alone.
 * @param contribution receives what the task contributes to the update
 */
export function learnFromTask(
  context: LearningContext,
  start: MetaState,
  taskIndex: number,
  contribution: Float32Array = new Float32Array(start.parameters.length),
): AdaptedTask {
  const losses = context.algorithm.learnFrom(openTrainingTask(context, start, taskIndex), contribution);
  return { contribution, optimizerState: context.learner.readOptimizerState(), ...losses };
}

/** One task at a time may use the context's learner. */
export function openTrainingTask(
  { experiment, distribution, learner }: LearningContext,
  { iteration, parameters, optimizerState }: MetaState,
  taskIndex: number,
): TrainingTask {
  const { seed } = experiment;
  learner.writeParameters(initializationOf(learner.model, parameters));
  learner.writeOptimizerState(optimizerState);
  if (hasDropout(learner.model)) learner.seedDropout(dropoutSeed(seed, 'training-dropout', iteration, taskIndex));
  return {
    learner,
    metaParameters: parameters,
    ...batchesOf(
      { experiment, distribution, learner },
      {
        task: randomStream(seed, 'training-task', iteration, taskIndex),
        batches: randomStream(seed, 'training-batches', iteration, taskIndex),
      },
    ),
    seedDropout: (step) => learner.seedDropout(dropoutSeed(seed, 'training-dropout', iteration, taskIndex, step)),
  };
}

interface TaskStreams {
  readonly task: RandomStream;
  readonly batches: RandomStream;
}

type TaskBatches = Pick<TrainingTask, 'innerBatches' | 'takeOuterBatch'>;

function batchesOf(
  { experiment, distribution, learner }: Pick<LearningContext, 'experiment' | 'distribution' | 'learner'>,
  random: TaskStreams,
): TaskBatches {
  switch (distribution.kind) {
    case 'supervised':
      return supervisedBatches(experiment, distribution, random);
    case 'control':
      return controlBatches(distribution, learner, random);
  }
}

/** Where nothing is set apart, the outer batch is one more inner batch. */
function supervisedBatches(
  experiment: Experiment,
  distribution: SupervisedDistribution,
  random: TaskStreams,
): TaskBatches {
  const { innerBatch, innerSampling } = experiment.algorithm;
  const samples = distribution.sampleTrainingTask(random.task);
  const split = trainingSplitOf(experiment.algorithm, distribution);
  if (split === undefined) {
    const innerBatches = createMiniBatches(samples, innerBatch, random.batches, innerSampling);
    return { innerBatches, takeOuterBatch: () => innerBatches.take(1) };
  }
  const { rest, apart } = splitSamples(samples, split.shots, distribution.loss === 'softmaxCrossEntropy');
  const innerBatches = createMiniBatches(rest, innerBatch, random.batches, innerSampling);
  return { innerBatches, takeOuterBatch: () => apart };
}

/** The outer batch is made of fresh trajectories of the adapted policy (arXiv 1703.03400, algorithm 3). */
function controlBatches(
  { sampleTrainingTask, settings }: ControlDistribution,
  learner: Learner,
  random: TaskStreams,
): TaskBatches {
  const environment = sampleTrainingTask(random.task);
  const collector = createTrajectoryCollector(learner, environment, settings.trajectories);
  const innerBatches = createTrajectoryBatches(collector, environment, settings, random.batches);
  return { innerBatches, takeOuterBatch: () => innerBatches.take(1) };
}
