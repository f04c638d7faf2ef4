// A TaskExecutor that spreads tasks over threads where memory cannot be shared: start and results are copied into
// messages. Same bits.

import type { AdaptedTask, MeasuredTask, MetaIteration, TaskExecutor } from '../meta/executor.ts';
import type { MetaState } from '../meta/metaState.ts';
import { moveMetaState } from '../meta/metaUpdate.ts';
import { Stopwatch } from '../meta/stopwatch.ts';
import { partOf } from '../meta/stretch.ts';
import type { WorkerSetup } from './workerProtocol.ts';
import { settleAll, unlessAborted, WorkerThread } from './workerThread.ts';

/** Tasks of an evaluation that a thread gets at once: an abort takes effect between two shares. */
const longestShare = 20;

/**
 * @throws {ModelError} {TaskError} when the model does not fit the tasks, or the data does not suffice; the signal's
 * reason
 */
export async function createCopyingPool(options: {
  readonly setup: Omit<WorkerSetup, 'sharing'>;
  readonly parameterCount: number;
  readonly workers: number;
  /** Gives up while threads start. */
  readonly signal: AbortSignal | undefined;
}): Promise<TaskExecutor> {
  const { setup, parameterCount, workers, signal } = options;
  const { algorithm } = setup.experiment;
  const threads = Array.from({ length: workers }, () => new WorkerThread({ ...setup, sharing: undefined }));
  const dispose = async () => {
    await Promise.all(threads.map((thread) => thread.dispose()));
  };
  const ready = await unlessAborted(settleAll(threads.map((thread) => thread.ready)), signal).catch(
    async (error: unknown) => {
      await dispose();
      throw error;
    },
  );

  return {
    parameterCount,
    workers,
    variant: ready[0]?.variant ?? '',
    memoryBytes: ready.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
    dispose,

    async takeMetaIteration(start: MetaState): Promise<MetaIteration> {
      const watch = new Stopwatch();
      const shares = await settleAll(
        threads.map(async (thread, index) => {
          const { from, to } = partOf(algorithm.metaBatch, index, workers);
          if (from === to) return { tasks: [] as readonly AdaptedTask[], busySeconds: 0 };
          return thread.ask({ kind: 'adapt', start, firstTask: from, tasks: to - from }, 'adapted');
        }),
      );
      const adapted = shares.flatMap(({ tasks }) => tasks);
      const state = watch.time(() => moveMetaState(algorithm, start, adapted));
      return {
        state,
        losses: adapted,
        busySeconds: shares.reduce((sum, share) => sum + share.busySeconds, watch.seconds),
      };
    },

    /** Tasks are handed out in small shares, so that no thread waits long for another at the end. */
    async evaluateTasks(request, { signal, enough, onProgress } = {}) {
      const shares: MeasuredTask[][] = [];
      let handedOut = 0;
      let finished = 0;
      await settleAll(
        threads.map(async (thread) => {
          while (handedOut < request.tasks && signal?.aborted !== true && enough?.aborted !== true) {
            const tasks = Math.min(longestShare, Math.max(1, Math.floor((request.tasks - handedOut) / (workers * 4))));
            const share = { ...request, firstTask: request.firstTask + handedOut, tasks };
            const slot = shares.push([]) - 1;
            handedOut += tasks;
            const evaluated = await thread.ask({ kind: 'evaluate', request: share }, 'evaluated');
            shares[slot] = evaluated.tasks.map(({ task }) => task);
            finished += tasks;
            onProgress?.(finished);
          }
        }),
      );
      signal?.throwIfAborted();
      return shares.flat();
    },

    async sampleAdaptation(parameters, optimizerState, taskIndex) {
      const [thread] = threads;
      if (thread === undefined) throw new RangeError('A pool has at least one worker.');
      const start = { parameters, optimizerState };
      return (await thread.ask({ kind: 'sample', start, taskIndex }, 'sampled')).sample;
    },
  };
}
