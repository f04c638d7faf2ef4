// Reads the data of tasks in a thread of its own: whatever the files hold, the trainer's own thread hears signals and
// requests meanwhile, and what is made of them has a bound.

import { formatMemory } from '../base/formatMemory.ts';
import { builtFile } from '../base/installation.ts';
import { hasCode } from '../base/systemErrors.ts';
import { machineMemory } from '../engine/machineMemory.ts';
import type { TaskSpec } from '../experiment/schema.ts';
import { loadTaskData, type TaskData } from '../tasks/createTaskDistribution.ts';
import type { DataCache, LoadOptions, LoadProgress } from '../tasks/loadOptions.ts';
import type { KeptClasses } from '../tasks/split/keptClasses.ts';
import { TaskError } from '../tasks/taskError.ts';
import { endThread, startThread } from './ownThreads.ts';

/** What `taskLoader.ts` is given. */
export interface LoaderSetup {
  readonly task: TaskSpec;
  readonly folder: string;
  readonly cache: DataCache | undefined;
  readonly kept: KeptClasses | undefined;
}

/** What `taskLoader.ts` says. */
export type LoaderMessage =
  | { readonly kind: 'progress'; readonly progress: LoadProgress }
  | { readonly kind: 'note'; readonly note: string }
  | { readonly kind: 'classes'; readonly names: readonly string[] }
  | { readonly kind: 'loaded'; readonly data: TaskData }
  | { readonly kind: 'refused'; readonly message: string };

/**
 * Of JavaScript values, without pixels and the like: the largest texts and vocabularies that are allowed take 3 GiB.
 */
const mostHeapBytes = 4 * 2 ** 30;
const heapShareOfMachine = 0.6;

/**
 * `loadTaskData`, apart. Tasks without files, and those of the digits that come with the installation, are read here
 * and now.
 * @param heapBytes what the thread's JavaScript values may take
 * @throws {TaskError} as `loadTaskData` does, and when the data take more memory than there may be; the signal's reason
 */
export async function loadTaskDataApart(
  task: TaskSpec,
  folder: string,
  options: LoadOptions = {},
  heapBytes = Math.min(mostHeapBytes, heapShareOfMachine * machineMemory()),
): Promise<TaskData> {
  if (!readsForeignFiles(task)) return loadTaskData(task, folder, options);
  const { signal, cache, kept, onProgress, onNote, onClasses } = options;
  signal?.throwIfAborted();
  const setup: LoaderSetup = { task, folder, cache, kept };
  const worker = startThread(builtFile('taskLoader.js'), {
    workerData: setup,
    name: 'reptile-lab-data',
    resourceLimits: { maxOldGenerationSizeMb: Math.floor(heapBytes / 2 ** 20) },
  });
  const giveUp = new AbortController();
  try {
    return await new Promise<TaskData>((resolve, reject) => {
      worker.on('message', (message: LoaderMessage) => {
        switch (message.kind) {
          case 'progress':
            onProgress?.(message.progress);
            break;
          case 'note':
            onNote?.(message.note);
            break;
          case 'classes':
            onClasses?.(message.names);
            break;
          case 'loaded':
            resolve(message.data);
            break;
          case 'refused':
            reject(new TaskError(message.message));
            break;
        }
      });
      worker.on('error', (error) =>
        reject(hasCode(error, 'ERR_WORKER_OUT_OF_MEMORY') ? tooLarge(heapBytes, error) : error),
      );
      worker.once('exit', (code) =>
        reject(new Error(`The thread that reads the data ended unexpectedly (exit code ${code}).`)),
      );
      signal?.addEventListener('abort', () => reject(signal.reason), { signal: giveUp.signal });
    });
  } finally {
    giveUp.abort();
    await endThread(worker);
  }
}

function readsForeignFiles(task: TaskSpec): boolean {
  switch (task.kind) {
    case 'sine':
    case 'navigation':
    case 'arm':
    case 'module':
      return false;
    case 'images':
      return task.dataset.source !== 'mnist' || task.dataset.path !== undefined;
    case 'speech':
    case 'text':
      return true;
  }
}

function tooLarge(heapBytes: number, cause: unknown): TaskError {
  return new TaskError(
    `Reading the data of task.dataset takes more than ${formatMemory(heapBytes)} of memory. Check that its files are what they should be, or use a ` +
      'part of them.',
    { cause },
  );
}
