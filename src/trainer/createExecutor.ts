// How many threads an experiment gets, and the executor that goes with it.

import { availableParallelism } from 'node:os';
import { loadFusedEngine } from '../engine/fused/fusedLearner.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { TaskExecutor } from '../meta/executor.ts';
import { createLocalExecutor } from '../meta/localExecutor.ts';
import { createTaskDistributionFrom, type TaskData } from '../tasks/createTaskDistribution.ts';
import { createWorkerPool } from './workerPool.ts';

/** `auto`: one thread for each task of the meta-batch, as far as the machine has cores. */
export function workersFor({ engine, algorithm }: Experiment): number {
  return engine.workers === 'auto' ? Math.min(algorithm.metaBatch, availableParallelism()) : engine.workers;
}

/** One worker computes in the calling thread, which it leaves free every few milliseconds; several are threads of their own. */
export async function createExecutor(
  experiment: Experiment,
  data: TaskData,
  workers = workersFor(experiment),
): Promise<TaskExecutor> {
  if (workers > 1) return createWorkerPool({ experiment, data, workers });
  const distribution = createTaskDistributionFrom(experiment.task, data);
  return createLocalExecutor({ experiment, distribution, engine: await loadFusedEngine() });
}
