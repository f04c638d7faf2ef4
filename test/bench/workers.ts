// How training scales with worker threads: meta-iterations per second of whole training loops, in one process, taking turns.

import { loadEngine } from '../../src/engine/chooseEngine.ts';
import { type Experiment, type ExperimentInput, experimentSchema } from '../../src/experiment/schema.ts';
import type { TaskExecutor } from '../../src/meta/executor.ts';
import { initialMetaState, type MetaState } from '../../src/meta/metaState.ts';
import { metaTrain } from '../../src/meta/metaTrainer.ts';
import { createTaskDistributionFrom, loadTaskData } from '../../src/tasks/createTaskDistribution.ts';
import { createExecutor } from '../../src/trainer/createExecutor.ts';
import type { BenchRow } from './report.ts';

interface Workload {
  readonly name: string;
  readonly experiment: Experiment;
  /** Meta-iterations of a round. */
  readonly iterations: number;
  readonly rounds: number;
}

const counts = [1, 2, 4] as const;

const workloads: readonly Workload[] = [
  {
    name: 'workers, sine MLP (meta-batch 10, 5 inner steps of 10 samples)',
    experiment: experimentOf({
      task: { kind: 'sine' },
      model: { kind: 'mlp', hidden: [64, 64], activation: 'tanh' },
      innerOptimizer: { kind: 'sgd', learningRate: 0.02 },
    }),
    iterations: 100,
    rounds: 15,
  },
  {
    name: 'workers, Omniglot net (meta-batch 10, 5 inner steps of 10 samples)',
    experiment: experimentOf({
      task: { kind: 'images', dataset: { source: 'mnist' }, ways: 5, shots: 1 },
      model: { kind: 'convnet', blocks: 4, filters: 64, downsampling: 'stride' },
      innerOptimizer: { kind: 'adam', learningRate: 0.001, beta1: 0 },
    }),
    iterations: 1,
    rounds: 9,
  },
];

function experimentOf(parts: {
  readonly task: ExperimentInput['task'];
  readonly model: ExperimentInput['model'];
  readonly innerOptimizer: ExperimentInput['algorithm']['innerOptimizer'];
}): Experiment {
  const { task, model, innerOptimizer } = parts;
  return experimentSchema.parse({
    name: 'Workers',
    task,
    model,
    algorithm: { metaBatch: 10, innerSteps: 5, innerBatch: 10, metaIterations: 1_000_000, metaStepSize: 0.1, innerOptimizer },
    evaluation: { every: 1_000_000, innerSteps: 1, innerBatch: 5 },
    checkpoint: { every: 1_000_000 },
  });
}

export async function benchWorkers(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const workload of workloads) rows.push(...(await benchWorkload(workload)));
  return rows;
}

async function benchWorkload({ name, experiment, iterations, rounds }: Workload): Promise<BenchRow[]> {
  const data = await loadTaskData(experiment.task, '.');
  const distribution = createTaskDistributionFrom(experiment.task, data);
  const start = initialMetaState(experiment, distribution);
  const selection = { backend: 'fused', fastMath: false } as const;
  const choice = { selection, engine: await loadEngine(selection) };
  const executors: TaskExecutor[] = [];
  for (const workers of counts) executors.push(await createExecutor(experiment, data, choice, { workers }));
  const best = executors.map(() => Number.POSITIVE_INFINITY);
  for (const executor of executors) await train(executor, start, 20);
  for (let round = 0; round < rounds; round++) {
    for (const [index, executor] of executors.entries()) {
      best[index] = Math.min(best[index] ?? 0, (await train(executor, start, iterations)) / iterations);
    }
  }
  await Promise.all(executors.map((executor) => executor.dispose()));
  return executors.map((executor, index) => ({
    group: name,
    name: `${executor.workers} workers`,
    value: 1 / (best[index] ?? Number.NaN),
    unit: 'it/s',
    ...(index === 0 ? {} : { ratio: { to: '1 worker', value: (best[0] ?? Number.NaN) / (best[index] ?? Number.NaN) } }),
  }));

  /** Seconds of `count` meta-iterations. */
  async function train(executor: TaskExecutor, state: MetaState, count: number): Promise<number> {
    const signal = new AbortController().signal;
    const training = metaTrain({ experiment, distribution, executor, signal, resumeFrom: { state, evaluatedUpTo: 0 } });
    const startedAt = performance.now();
    let done = 0;
    for await (const event of training) {
      if (event.kind === 'iteration' && ++done === count) break;
    }
    return (performance.now() - startedAt) / 1000;
  }
}
