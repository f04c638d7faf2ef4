// Measures the baselines of a domain on held-out tasks, in threads of their own: the calling one stays free for
// requests, and a user's module that never returns can be left.

import type { Worker } from 'node:worker_threads';
import { builtFile } from '../base/installation.ts';
import { hasBaselines } from '../baselines/baselinesFor.ts';
import type { BaselineName } from '../experiment/baselineNames.ts';
import type { Quantity } from '../experiment/quantities.ts';
import type { TaskSpec } from '../experiment/schema.ts';
import type { EvaluationOptions, EvaluationRequest } from '../meta/executor.ts';
import type { TaskData } from '../tasks/createTaskDistribution.ts';
import { asTaskError, endThread, startThread } from './ownThreads.ts';
import { unlessAborted } from './workerThread.ts';

/** Tasks `firstTask … firstTask + tasks - 1` of the sequence of held-out tasks that `seed` names. */
export type BaselineRequest = Required<Pick<EvaluationRequest, 'seed' | 'firstTask' | 'tasks'>>;

/** What `baselineThread.ts` is given: it takes the request's task number `offset` and every `stride`-th after it. */
export interface BaselineSetup extends BaselineRequest {
  readonly task: TaskSpec;
  readonly data: TaskData;
  readonly offset: number;
  readonly stride: number;
}

/** What it says. */
export type BaselineWord =
  | { readonly kind: 'measured'; readonly measured: readonly MeasuredByBaselines[] }
  | { readonly kind: 'done'; readonly names: readonly BaselineName[]; readonly quantity: Quantity };

export interface MeasuredByBaselines {
  /** The task's number within the request, from 0. */
  readonly index: number;
  /** One for each baseline. */
  readonly figures: readonly number[];
}

/** What one baseline achieves on each task of a request, in task order. */
export interface BaselineFigures {
  readonly name: BaselineName;
  readonly quantity: Quantity;
  readonly values: readonly number[];
}

/**
 * Every baseline on the same tasks, whatever the number of threads. Undefined where `enough` ended it early: part of
 * the tasks is not what it is to be set beside.
 * @throws {TaskError} when there are no such tasks, or the module fails; the signal's reason
 */
export async function measureBaselines(
  { task, data }: Pick<BaselineSetup, 'task' | 'data'>,
  request: BaselineRequest,
  workers: number,
  { signal, enough, onProgress = () => {} }: EvaluationOptions = {},
): Promise<readonly BaselineFigures[] | undefined> {
  signal?.throwIfAborted();
  if (enough?.aborted) return undefined;
  if (!hasBaselines(task)) return [];
  const stride = Math.min(workers, request.tasks);
  const threads = Array.from({ length: stride }, (_, offset) => {
    const setup: BaselineSetup = { ...request, task, data, offset, stride };
    return startThread(builtFile('baselineThread.js'), { workerData: setup, name: 'reptile-lab-baselines' });
  });
  const measured: MeasuredByBaselines[] = [];
  const take = (some: readonly MeasuredByBaselines[]) => {
    measured.push(...some);
    onProgress(measured.length);
  };
  const ends = AbortSignal.any([signal, enough].filter((end) => end !== undefined));
  try {
    const [first] = await unlessAborted(Promise.all(threads.map((thread) => untilDone(thread, take))), ends);
    if (first === undefined) return [];
    const figures = measured.sort((a, b) => a.index - b.index).map((of) => of.figures);
    return first.names.map((name, place) => ({
      name,
      quantity: first.quantity,
      values: figures.map((ofTask) => ofTask[place] ?? Number.NaN),
    }));
  } catch (error) {
    if (enough?.aborted && !signal?.aborted) return undefined;
    throw error;
  } finally {
    await Promise.all(threads.map(endThread));
  }
}

/** Rejects with what the thread fails with. */
function untilDone(
  thread: Worker,
  take: (measured: readonly MeasuredByBaselines[]) => void,
): Promise<Extract<BaselineWord, { kind: 'done' }>> {
  return new Promise((resolve, reject) => {
    thread.on('message', (word: BaselineWord) => {
      if (word.kind === 'done') resolve(word);
      else take(word.measured);
    });
    thread.on('error', (error: unknown) => reject(asTaskError(error)));
    thread.on('exit', (code) => reject(new Error(`A thread of baselines ended unexpectedly (exit code ${code}).`)));
  });
}
