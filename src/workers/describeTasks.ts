// What an experiment's tasks are like, in sizes and words. A user's module says so in a thread of its own: the
// trainer's own thread hears signals and requests, and no code that may never return runs there.

import { builtFile } from '../base/installation.ts';
import type { ModuleTaskSpec, TaskSpec } from '../experiment/schema.ts';
import { createTaskDistributionFrom, type TaskData } from '../tasks/createTaskDistribution.ts';
import type { TaskOutline } from '../tasks/task.ts';
import { TaskError } from '../tasks/taskError.ts';
import { asTaskError, endThread, startThread } from './ownThreads.ts';

export interface DescribedTasks {
  readonly outline: TaskOutline;
  /** To be called when nobody makes tasks any more: until then the module is heard. */
  dispose(): Promise<void>;
}

export interface DescriptionOptions {
  /** Gives up: the description rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Hears what the module fails with after it was described, in a promise or timer of its own. */
  readonly onFailure?: (error: unknown) => void;
}

/** What `taskDescriber.ts` is given. */
export interface DescriberSetup {
  readonly task: ModuleTaskSpec;
  readonly file: string;
}

/** @throws {TaskError} when there are no such tasks, or the module fails; the signal's reason */
export async function describeTasks(
  task: TaskSpec,
  data: TaskData,
  options: DescriptionOptions = {},
): Promise<DescribedTasks> {
  if (task.kind !== 'module' || data.kind !== 'module') {
    return { outline: await createTaskDistributionFrom(task, data), dispose: async () => {} };
  }
  return describeModule({ task, file: data.file }, options);
}

async function describeModule(
  setup: DescriberSetup,
  { signal, onFailure = () => {} }: DescriptionOptions,
): Promise<DescribedTasks> {
  signal?.throwIfAborted();
  const worker = startThread(builtFile('taskDescriber.js'), { workerData: setup, name: 'reptile-lab-module' });
  let isDisposed = false;
  const dispose = async () => {
    isDisposed = true;
    await endThread(worker);
  };
  const giveUp = new AbortController();
  try {
    const outline = await new Promise<TaskOutline>((resolve, reject) => {
      const fail = (error: unknown) => {
        reject(error);
        if (!isDisposed) onFailure(error);
      };
      worker.once('message', resolve);
      worker.on('error', (error) => fail(asTaskError(error)));
      worker.once('exit', (code) =>
        fail(new TaskError(`${setup.file} ended the thread that it ran in (exit code ${code}).`)),
      );
      signal?.addEventListener('abort', () => reject(signal.reason), { signal: giveUp.signal });
    });
    return { outline, dispose };
  } catch (error) {
    await dispose();
    throw error;
  } finally {
    giveUp.abort();
  }
}
