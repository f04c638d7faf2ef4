// A TaskExecutor that spreads tasks over worker threads. Results are those of one thread, bit for bit: every task is a function of its number.

import { initialOptimizerState, type OptimizerState } from '../engine/learner.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { AdaptedTask, EvaluatedTask, TaskExecutor } from '../meta/executor.ts';
import { modelFor } from '../meta/learningContext.ts';
import { createTaskDistributionFrom, type TaskData } from '../tasks/createTaskDistribution.ts';
import { type SharedArrays, slotOf } from './workerProtocol.ts';
import { WorkerThread } from './workerThread.ts';

/**
 * Starts `workers` threads (at least 1). The arrays in `adaptTasks` results are views of shared memory: they hold until the next call.
 * @throws {ModelError} {TaskError} when the model does not fit the tasks, or the data does not suffice
 */
export async function createWorkerPool(options: {
  readonly experiment: Experiment;
  readonly data: TaskData;
  readonly workers: number;
}): Promise<TaskExecutor> {
  const { experiment, data } = options;
  const { metaBatch, innerOptimizer } = experiment.algorithm;
  const { parameterCount } = modelFor(experiment, createTaskDistributionFrom(experiment.task, data));
  const momentCount = initialOptimizerState(innerOptimizer, parameterCount).moments.length;
  const shared: SharedArrays = {
    startParameters: sharedFloats(parameterCount),
    startMoments: sharedFloats(momentCount),
    adaptedParameters: sharedFloats(parameterCount * metaBatch),
    adaptedMoments: sharedFloats(momentCount * metaBatch),
  };
  const threads = Array.from({ length: options.workers }, () => new WorkerThread({ experiment, data, shared }));
  const dispose = async () => {
    await Promise.all(threads.map((thread) => thread.dispose()));
  };
  try {
    const [variant = ''] = await Promise.all(threads.map((thread) => thread.ready));
    return new WorkerPool(threads, shared, { parameterCount, momentCount, metaBatch, variant }, dispose);
  } catch (error) {
    await dispose();
    throw error;
  }
}

interface PoolFacts {
  readonly parameterCount: number;
  readonly momentCount: number;
  readonly metaBatch: number;
  readonly variant: string;
}

class WorkerPool implements TaskExecutor {
  readonly parameterCount: number;
  readonly variant: string;
  readonly workers: number;
  readonly dispose: () => Promise<void>;
  readonly #threads: readonly WorkerThread[];
  readonly #shared: SharedArrays;
  readonly #facts: PoolFacts;

  constructor(threads: readonly WorkerThread[], shared: SharedArrays, facts: PoolFacts, dispose: () => Promise<void>) {
    this.#threads = threads;
    this.#shared = shared;
    this.#facts = facts;
    this.parameterCount = facts.parameterCount;
    this.variant = facts.variant;
    this.workers = threads.length;
    this.dispose = dispose;
  }

  async adaptTasks(parameters: Float32Array, optimizerState: OptimizerState, iteration: number): Promise<readonly AdaptedTask[]> {
    const { metaBatch, parameterCount, momentCount } = this.#facts;
    this.#setStart(parameters, optimizerState);
    const shares = shareOut(metaBatch, this.#threads.length);
    const answers = await settleAll(
      shares.map(({ firstTask, tasks }, index) =>
        this.#thread(index).ask({ kind: 'adapt', iteration, firstTask, tasks, startSteps: optimizerState.steps }, 'adapted'),
      ),
    );
    return answers
      .flatMap(({ figures }) => figures)
      .map(({ steps, firstLoss, lastLoss }, task) => ({
        parameters: slotOf(this.#shared.adaptedParameters, task, parameterCount),
        optimizerState: { steps, moments: slotOf(this.#shared.adaptedMoments, task, momentCount) },
        firstLoss,
        lastLoss,
      }));
  }

  /** Tasks are handed out in small shares, so that no thread waits long for another at the end. */
  async evaluateTasks(
    ...[request, { signal, onProgress } = {}]: Parameters<TaskExecutor['evaluateTasks']>
  ): Promise<readonly EvaluatedTask[]> {
    const { parameters, optimizerState, firstTask, tasks, ...settings } = request;
    this.#setStart(parameters, optimizerState);
    const shares: EvaluatedTask[][] = [];
    let handedOut = 0;
    let finished = 0;
    const work = async (thread: WorkerThread) => {
      while (handedOut < tasks && signal?.aborted !== true) {
        const share = Math.max(1, Math.floor((tasks - handedOut) / (this.#threads.length * 4)));
        const offset = handedOut;
        const slot = shares.push([]) - 1;
        handedOut += share;
        const question = {
          kind: 'evaluate',
          firstTask: firstTask + offset,
          tasks: share,
          startSteps: optimizerState.steps,
          ...settings,
        } as const;
        const { tasks: evaluated } = await thread.ask(question, 'evaluated');
        shares[slot] = [...evaluated];
        finished += share;
        onProgress?.(finished);
      }
    };
    await settleAll(this.#threads.map(work));
    signal?.throwIfAborted();
    return shares.flat();
  }

  async sampleAdaptation(...[parameters, optimizerState, taskIndex]: Parameters<TaskExecutor['sampleAdaptation']>) {
    this.#setStart(parameters, optimizerState);
    const { sample } = await this.#thread(0).ask({ kind: 'sample', taskIndex, startSteps: optimizerState.steps }, 'sampled');
    return sample;
  }

  #setStart(parameters: Float32Array, { moments }: OptimizerState): void {
    this.#shared.startParameters.set(parameters);
    this.#shared.startMoments.set(moments);
  }

  #thread(index: number): WorkerThread {
    const thread = this.#threads[index];
    if (thread === undefined) throw new RangeError(`There is no worker thread ${index}.`);
    return thread;
  }
}

/** Splits tasks 0 … tasks - 1 into at most `threads` consecutive shares of nearly equal size, in order. */
export function shareOut(tasks: number, threads: number): { readonly firstTask: number; readonly tasks: number }[] {
  const shares = Math.min(tasks, threads);
  return Array.from({ length: shares }, (_, index) => {
    const firstTask = Math.floor((index * tasks) / shares);
    return { firstTask, tasks: Math.floor(((index + 1) * tasks) / shares) - firstTask };
  });
}

/** Waits for every thread before it passes on a failure: shared memory is free again afterwards. */
async function settleAll<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
}
