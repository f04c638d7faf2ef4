// A TaskExecutor that spreads tasks over threads which share memory. Results are those of one thread, bit for bit:
// every task is a function of its number, and every value of the update is computed by itself.

import { availableParallelism } from 'node:os';
import { createBreather, millisecondsBetweenTurns } from '../base/breather.ts';
import { evaluateHeldOutTask } from '../meta/evaluate.ts';
import type { MeasuredTask, MetaIteration, TaskExecutor } from '../meta/executor.ts';
import type { LearningContext } from '../meta/learningContext.ts';
import type { MetaState } from '../meta/metaState.ts';
import { sampleAdaptation } from '../meta/sampleAdaptation.ts';
import { createSharedArrays, SharedWork, sizeOfSharedArrays } from './sharedWork.ts';
import { command } from './threadSignal.ts';
import type { NumberedTask, WorkerSetup } from './workerProtocol.ts';
import { settleAll, unlessAborted, WorkerThread } from './workerThread.ts';

/** Milliseconds that a thread looks for its next command before it sleeps: more than usually lies between two. */
const longestLook = 0.1;

export interface WorkerPoolOptions {
  readonly setup: Omit<WorkerSetup, 'sharing'>;
  readonly parameterCount: number;
  /** Threads that compute. */
  readonly workers: number;
  /**
   * Lets the calling thread be one of the workers: for tasks so brief that it gets to its requests between them.
   * Without it `workers` threads are started, and the calling thread sleeps.
   */
  readonly ownContext: LearningContext | undefined;
  /** Gives up while threads start. */
  readonly signal: AbortSignal | undefined;
}

/**
 * @throws {ModelError} {TaskError} when the model does not fit the tasks, or the data does not suffice; the signal's
 * reason
 */
export async function createWorkerPool({
  setup,
  parameterCount,
  workers,
  ownContext,
  signal,
}: WorkerPoolOptions): Promise<TaskExecutor> {
  const { algorithm } = setup.experiment;
  const arrays = createSharedArrays(algorithm, parameterCount, workers);
  const started = ownContext === undefined ? workers : workers - 1;
  const sharing = (participant: number) => ({
    arrays,
    participant,
    longestLook: workers > availableParallelism() ? 0 : longestLook,
  });
  const threads = Array.from(
    { length: started },
    (_, index) => new WorkerThread({ ...setup, sharing: sharing(index) }),
  );
  try {
    const ready = await unlessAborted(Promise.all(threads.map((thread) => thread.ready)), signal);
    const learners = [...ready, ...(ownContext === undefined ? [] : [ownContext.learner])];
    return new WorkerPool(threads, ownContext, new SharedWork(algorithm, arrays, workers - 1), {
      parameterCount,
      workers,
      variant: learners[0]?.variant ?? '',
      memoryBytes: learners.reduce((sum, { memoryBytes }) => sum + memoryBytes, sizeOfSharedArrays(arrays)),
    });
  } catch (error) {
    ownContext?.learner.dispose();
    await Promise.all(threads.map((thread) => thread.dispose()));
    throw error;
  }
}

type PoolFacts = Pick<TaskExecutor, 'parameterCount' | 'variant' | 'workers' | 'memoryBytes'>;

class WorkerPool implements TaskExecutor {
  readonly parameterCount: number;
  readonly variant: string;
  readonly workers: number;
  readonly memoryBytes: number;
  readonly #threads: readonly WorkerThread[];
  readonly #own: LearningContext | undefined;
  readonly #work: SharedWork;
  readonly #breathe = createBreather();

  constructor(threads: readonly WorkerThread[], own: LearningContext | undefined, work: SharedWork, facts: PoolFacts) {
    this.#threads = threads;
    this.#own = own;
    this.#work = work;
    this.parameterCount = facts.parameterCount;
    this.variant = facts.variant;
    this.workers = facts.workers;
    this.memoryBytes = facts.memoryBytes;
  }

  async takeMetaIteration(state: MetaState): Promise<MetaIteration> {
    const own = this.#own;
    await this.#breathe();
    this.#work.begin(state);
    await this.#together(command.adapt, async () => {
      while (own !== undefined && this.#work.adaptNextTask(own)) await this.#breathe();
    });
    this.#work.beginTasks();
    await this.#together(command.move, async () => {
      while (own !== undefined && this.#work.moveNextStretch());
    });
    return { state: this.#work.movedState(), losses: this.#work.losses(), busySeconds: this.#work.busySeconds };
  }

  async evaluateTasks(
    ...[request, { signal, enough, onProgress } = {}]: Parameters<TaskExecutor['evaluateTasks']>
  ): Promise<readonly MeasuredTask[]> {
    signal?.throwIfAborted();
    if (enough?.aborted) return [];
    this.#work.beginTasks();
    const endTasks = () => this.#work.endTasks();
    for (const end of [signal, enough]) end?.addEventListener('abort', endTasks);
    const reporting = onProgress && setInterval(() => onProgress(this.#work.finishedTasks), reportEveryMilliseconds);
    try {
      const shares = await settleAll([
        ...this.#threads.map(async (thread) => (await thread.ask({ kind: 'evaluate', request }, 'evaluated')).tasks),
        this.#evaluateOwnShare(request),
      ]);
      signal?.throwIfAborted();
      const evaluated = shares.flat().sort((a, b) => a.index - b.index);
      onProgress?.(evaluated.length);
      return evaluated.map(({ task }) => task);
    } finally {
      clearInterval(reporting);
      for (const end of [signal, enough]) end?.removeEventListener('abort', endTasks);
    }
  }

  async sampleAdaptation(...[parameters, optimizerState, taskIndex]: Parameters<TaskExecutor['sampleAdaptation']>) {
    await this.#breathe();
    if (this.#own !== undefined) return sampleAdaptation(this.#own, parameters, optimizerState, taskIndex);
    const [thread] = this.#threads;
    if (thread === undefined) throw new RangeError('A pool has at least one worker.');
    const start = { parameters, optimizerState };
    return (await thread.ask({ kind: 'sample', start, taskIndex }, 'sampled')).sample;
  }

  async dispose(): Promise<void> {
    this.#own?.learner.dispose();
    await Promise.all(this.#threads.map((thread) => thread.dispose()));
  }

  async #evaluateOwnShare(request: Parameters<TaskExecutor['evaluateTasks']>[0]): Promise<NumberedTask[]> {
    const evaluated: NumberedTask[] = [];
    const own = this.#own;
    if (own === undefined) return evaluated;
    for (;;) {
      await this.#breathe();
      const index = this.#work.takeTask(request.tasks);
      if (index === undefined) return evaluated;
      evaluated.push({ index, task: evaluateHeldOutTask(own, request, request.firstTask + index) });
      this.#work.finishTask();
    }
  }

  /**
   * Every thread carries out `what`, this one `ownPart`. Shared memory is free again afterwards, even after a failure.
   */
  async #together(what: typeof command.adapt | typeof command.move, ownPart: () => Promise<void>): Promise<void> {
    try {
      for (const thread of this.#threads) thread.begin(what);
      await ownPart();
    } finally {
      await this.#allDone();
    }
  }

  /**
   * Brief tasks are waited for in place, since a turn of the event loop would take as long as they do; others without
   * blocking. When this thread has done its part nothing is left to take, so whoever has not begun need not: a busy
   * machine makes nobody wait.
   */
  async #allDone(): Promise<void> {
    const own = this.#own !== undefined;
    const deadline = own ? performance.now() + millisecondsBetweenTurns : 0;
    const late = this.#threads.filter((thread) => !(own && thread.withdraw()) && !thread.waitUntilDone(deadline));
    if (late.length > 0) await settleAll(late.map((thread) => thread.whenDone()));
  }
}

/** As often as a person sees a bar move. */
const reportEveryMilliseconds = 50;
