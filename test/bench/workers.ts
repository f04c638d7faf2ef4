// How training scales with worker threads: meta-iterations per second of whole training loops, in one process, taking
// turns.

import { loadEngine } from '../../src/engine/loadEngine.ts';
import { type Experiment, type ExperimentInput, experimentSchema } from '../../src/experiment/schema.ts';
import type { TaskExecutor } from '../../src/meta/executor.ts';
import { initialMetaState } from '../../src/meta/initialMetaState.ts';
import { metaTrain } from '../../src/meta/metaTrainer.ts';
import { createTaskDistributionFrom, loadTaskData } from '../../src/tasks/createTaskDistribution.ts';
import type { TaskDistribution } from '../../src/tasks/task.ts';
import { createExecutor } from '../../src/workers/createExecutor.ts';
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
    iterations: 20,
    rounds: 150,
  },
  {
    name: 'workers, Omniglot net (meta-batch 10, 5 inner steps of 10 samples)',
    experiment: experimentOf({
      task: { kind: 'images', dataset: { source: 'mnist' }, ways: 5, shots: 1 },
      model: { kind: 'convnet', blocks: 4, filters: 64, downsampling: 'stride' },
      innerOptimizer: { kind: 'adam', learningRate: 0.001, beta1: 0 },
    }),
    iterations: 1,
    rounds: 25,
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
    algorithm: {
      metaBatch: 10,
      innerSteps: 5,
      innerBatch: 10,
      metaIterations: 1_000_000,
      metaStepSize: 0.1,
      innerOptimizer,
    },
    evaluation: { every: 1_000_000, innerSteps: 1, innerBatch: 5 },
    checkpoint: { every: 1_000_000 },
  });
}

/** A round of training: how fast, and how much of the time workers waited. */
interface Round {
  readonly iterationsPerSecond: number;
  readonly idleShare: number;
}

/**
 * Rows of one worker, two and four for each workload. Their values are those of the fastest round: two threads need two
 * cores at once, and whatever else the machine does in a round says nothing of how they share their work.
 */
export async function benchWorkers(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const workload of workloads) rows.push(...(await benchWorkload(workload)));
  return rows;
}

async function benchWorkload(workload: Workload): Promise<BenchRow[]> {
  const { name: group, experiment, rounds } = workload;
  const data = await loadTaskData(experiment.task, '.');
  const distribution = await createTaskDistributionFrom(experiment.task, data);
  const selection = { backend: 'fused', kernels: 'wasm', fastMath: false } as const;
  const choice = { selection, engine: await loadEngine(selection) };
  const contestants: { readonly executor: TaskExecutor; readonly taken: Round[] }[] = [];
  for (const workers of counts) {
    contestants.push({ executor: await createExecutor(experiment, data, choice, { workers }), taken: [] });
  }
  try {
    for (const { executor } of contestants) await takeRound(workload, distribution, executor);
    for (let round = 0; round < rounds; round++) {
      for (const { executor, taken } of contestants) taken.push(await takeRound(workload, distribution, executor));
    }
  } finally {
    await Promise.all(contestants.map(({ executor }) => executor.dispose()));
  }
  const single = fastest(contestants[0]?.taken ?? []);
  return contestants.map(({ executor: { workers }, taken }) => {
    const best = fastest(taken);
    return {
      group,
      name: workers === 1 ? '1 worker' : `${workers} workers`,
      unit: 'it/s',
      value: best.iterationsPerSecond,
      rounds: taken.map(({ iterationsPerSecond }) => iterationsPerSecond),
      ...(workers === 1
        ? {}
        : { ratio: { to: '1 worker', value: best.iterationsPerSecond / single.iterationsPerSecond } }),
      columns: { 'idle, %': 100 * best.idleShare },
      ...(workers === 1 ? { note: `fastest of ${rounds} rounds, taking turns` } : {}),
    };
  });
}

/** Meta-iterations as a run takes them, always the same ones. The first is not counted: it wakes the workers. */
async function takeRound(
  { experiment, iterations }: Workload,
  distribution: TaskDistribution,
  executor: TaskExecutor,
): Promise<Round> {
  const { signal } = new AbortController();
  const resumeFrom = { state: initialMetaState(experiment, distribution), evaluatedUpTo: 0 };
  let idle = 0;
  let startedAt = Number.NaN;
  for await (const event of metaTrain({ experiment, distribution, executor, signal, resumeFrom })) {
    if (event.kind !== 'iteration') continue;
    if (event.state.iteration === 1) startedAt = performance.now();
    else idle += event.idleShare;
    if (event.state.iteration > iterations) break;
  }
  return { iterationsPerSecond: (1000 * iterations) / (performance.now() - startedAt), idleShare: idle / iterations };
}

function fastest(rounds: readonly Round[]): Round {
  const [first = { iterationsPerSecond: Number.NaN, idleShare: Number.NaN }, ...others] = rounds;
  return others.reduce((best, round) => (round.iterationsPerSecond > best.iterationsPerSecond ? round : best), first);
}
