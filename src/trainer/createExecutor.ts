// How many threads an experiment gets, and the executor that goes with it.

import { availableParallelism } from 'node:os';
import { loadFusedEngine } from '../engine/fused/fusedLearner.ts';
import type { Model } from '../engine/model.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { TaskExecutor } from '../meta/executor.ts';
import { modelFor } from '../meta/learningContext.ts';
import { createLocalExecutor } from '../meta/localExecutor.ts';
import { createTaskDistributionFrom, type TaskData } from '../tasks/createTaskDistribution.ts';
import { createWorkerPool } from './workerPool.ts';

/** `auto`: one thread for each task of the meta-batch, as far as the machine has cores. */
export function workersFor({ engine, algorithm }: Experiment): number {
  return engine.workers === 'auto' ? Math.min(algorithm.metaBatch, availableParallelism()) : engine.workers;
}

/** About 20 ms on one core. */
const briefTaskMultiplications = 3e8;

/**
 * Several workers are threads of their own. A single one computes in the calling thread, which spares the messages, unless a task would keep
 * that thread from requests and heartbeats for long: numbers are computed without a break until a task is done.
 */
export async function createExecutor(
  experiment: Experiment,
  data: TaskData,
  workers = workersFor(experiment),
): Promise<TaskExecutor> {
  const distribution = createTaskDistributionFrom(experiment.task, data);
  const isBrief = taskMultiplications(experiment, modelFor(experiment, distribution)) < briefTaskMultiplications;
  if (workers > 1 || !isBrief) return createWorkerPool({ experiment, data, workers });
  return createLocalExecutor({ experiment, distribution, engine: await loadFusedEngine() });
}

/** Multiplications of a task's inner loop: each weight once for each place it is used at, and twice that on the way back. */
export function taskMultiplications({ algorithm, evaluation }: Experiment, { layers }: Model): number {
  const perSample = layers.reduce((sum, { parameters, outputShape: [height = 1, width = 1, channels] }) => {
    const places = channels === undefined ? 1 : height * width;
    return sum + places * parameters.reduce((weights, { size }) => weights + size, 0);
  }, 0);
  const samples = Math.max(algorithm.innerSteps * algorithm.innerBatch, evaluation.innerSteps * evaluation.innerBatch);
  return 3 * perSample * samples;
}
