// How many threads an experiment gets, and the executor that goes with it.

import { coresToUse } from '../base/coresToUse.ts';
import type { Backend } from '../engine/backend.ts';
import { backends } from '../engine/backends.ts';
import type { EngineChoice } from '../engine/chooseEngine.ts';
import type { Model, ResolvedLayer } from '../engine/model.ts';
import { followsMetaGradient, innerStepsOf } from '../experiment/algorithms.ts';
import { sizeOf } from '../experiment/network.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { TaskExecutor } from '../meta/executor.ts';
import { createLearningContext, learnerOptionsFor, modelFor } from '../meta/learningContext.ts';
import { createLocalExecutor } from '../meta/localExecutor.ts';
import { hasBatchNorm } from '../meta/predictQueries.ts';
import { createTaskDistributionFrom, type TaskData } from '../tasks/createTaskDistribution.ts';
import { canShareMemory } from '../tasks/sharedMemory.ts';
import type { TaskOutline } from '../tasks/task.ts';
import { createCopyingPool } from './copyingPool.ts';
import { describeTasks } from './describeTasks.ts';
import { memoryNeedOf, workersThatFit } from './memoryBounds.ts';
import { createWorkerPool } from './workerPool.ts';

/**
 * `auto`: one thread for each task of the meta-batch, as far as the machine has cores. For every backend: tasks are
 * independent, and threads of TensorFlow's own would wait for each other after every operation of networks as small as
 * these.
 */
export function workersFor({ engine, algorithm }: Experiment): number {
  return engine.workers === 'auto' ? Math.min(algorithm.metaBatch, coresToUse()) : engine.workers;
}

/** `workersFor`, or fewer where `auto` leaves the number open and memory does not suffice. */
function affordableWorkers(experiment: Experiment, tasks: TaskOutline, backend: Backend): number {
  const wanted = workersFor(experiment);
  if (!backend.reservesMemory) return wanted;
  const options = learnerOptionsFor(experiment, tasks);
  const plan = backend.plan(options);
  // What is not supported is refused when the first learner is made.
  if (plan.kind !== 'sized') return wanted;
  return workersThatFit(memoryNeedOf(experiment, options, plan.bytes), wanted, experiment.engine.workers === 'auto');
}

export interface ExecutorOptions {
  /** Threads that compute; by default what the experiment says. */
  readonly workers?: number;
  /** Whether threads share memory; by default they do where the host allows it. Without, messages carry copies. */
  readonly sharesMemory?: boolean;
  /**
   * Whether the calling thread is one of the workers; by default where tasks are brief. Never for tasks of a user's
   * module.
   */
  readonly callerComputes?: boolean;
  /** What the tasks are like; by default it is found out. */
  readonly outline?: TaskOutline;
  /** Gives up while threads start: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * One worker computes in the calling thread, and of several the calling thread is one: that spares waking another. Not
 * where a task would keep it from requests and heartbeats for long, since numbers are computed without a break until a
 * task is done, nor where a user's module makes the tasks, which may never return: then all workers are threads of
 * their own.
 * @throws {ModelError} {TaskError} when the model does not fit the tasks or into memory, or the data does not suffice
 */
export async function createExecutor(
  experiment: Experiment,
  data: TaskData,
  { engine, selection }: Pick<EngineChoice, 'engine' | 'selection'>,
  options: ExecutorOptions = {},
): Promise<TaskExecutor> {
  const { sharesMemory = canShareMemory(), signal } = options;
  const outline = options.outline ?? (await outlineOf(experiment, data, signal));
  const model = modelFor(experiment, outline);
  const backend = backends[selection.backend];
  const isBrief = backend.isBrief(taskMultiplications(experiment, model, outline));
  const { workers = affordableWorkers(experiment, outline, backend) } = options;
  const callerComputes = data.kind !== 'module' && (options.callerComputes ?? isBrief);
  if (workers === 1 && callerComputes) {
    return createLocalExecutor({
      experiment,
      distribution: await createTaskDistributionFrom(experiment.task, data),
      engine,
    });
  }
  const setup = { experiment, data, engine: selection };
  const { parameterCount } = model;
  if (!sharesMemory) return createCopyingPool({ setup, parameterCount, workers, signal });
  const ownContext = callerComputes
    ? createLearningContext(experiment, await createTaskDistributionFrom(experiment.task, data), engine)
    : undefined;
  return createWorkerPool({ setup, parameterCount, workers, ownContext, signal });
}

async function outlineOf({ task }: Experiment, data: TaskData, signal: AbortSignal | undefined): Promise<TaskOutline> {
  const { outline, dispose } = await describeTasks(task, data, signal && { signal });
  await dispose();
  return outline;
}

/**
 * Multiplications of a task's inner loop, and what costs about as much: each weight once for each place it is used at,
 * each value that a pool or an activation looks at, and twice that on the way back.
 * @param outline says how many queries a held-out task has
 */
export function taskMultiplications(experiment: Experiment, model: Model, outline?: TaskOutline): number {
  const { algorithm, evaluation } = experiment;
  const perSample = model.layers.reduce((sum, layer) => sum + passOf(layer), 0);
  // A step takes a forward and a backward pass; one that second derivatives go through, about three times as much
  // again.
  const passes = followsMetaGradient(algorithm) ? 4 : 1;
  const trained = 3 * passes * Math.max(1, innerStepsOf(algorithm)) * algorithm.innerBatch;
  const measured = 3 * evaluation.innerSteps * evaluation.innerBatch;
  // Before and after; with batch norm each query is predicted beside the whole support set, unless they are together.
  const isEach = !evaluation.transductive && hasBatchNorm(model);
  const { supportSize = 0, querySize = 0 } = outline?.kind === 'supervised' ? outline : {};
  const predicted = 2 * querySize * (isEach ? supportSize + 1 : 1);
  return perSample * Math.max(trained, measured + predicted);
}

function passOf({ spec, parameters, inputShape, outputShape }: ResolvedLayer): number {
  switch (spec.kind) {
    case 'maxPool':
    case 'averagePool':
      return sizeOf(outputShape) * spec.size * spec.size;
    case 'flatten':
      return 0;
    case 'globalPool':
    case 'relu':
    case 'tanh':
    case 'sigmoid':
    case 'dropout':
      return sizeOf(inputShape);
    case 'dense':
    case 'conv2d':
    case 'batchNorm':
    case 'embeddingBag':
    case 'gaussian': {
      const [height = 1, width = 1, channels] = outputShape;
      const places = channels === undefined ? 1 : height * width;
      return places * parameters.reduce((weights, { size }) => weights + size, 0);
    }
  }
}
