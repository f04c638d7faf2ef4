// Reads the data of tasks apart from the thread that asks: whatever the files hold, it hears signals and requests
// meanwhile, and what is made of them has a bound.

import { machineMemory } from '../engine/machineMemory.ts';
import type { TaskSpec } from '../experiment/schema.ts';
import { loadTaskData, type TaskData } from '../tasks/createTaskDistribution.ts';
import type { LoadOptions } from '../tasks/loadOptions.ts';
import type { LoaderSetup, LoadListeners, Reading } from './loaderProtocol.ts';
import { startReadingProcess } from './readingProcess.ts';
import { startReadingThread } from './readingThread.ts';

/**
 * Of JavaScript values, without pixels and the like: the largest texts and vocabularies that are allowed take 3 GiB.
 */
const mostHeapBytes = 4 * 2 ** 30;
const heapShareOfMachine = 0.6;

/**
 * `loadTaskData`, apart. Tasks without files, and those of the digits that come with the installation, are read here
 * and now.
 * @param heapBytes what JavaScript values may take there
 * @throws {TaskError} as `loadTaskData` does, and when the data take more memory than there may be; the signal's reason
 */
export async function loadTaskDataApart(
  task: TaskSpec,
  folder: string,
  options: LoadOptions = {},
  heapBytes = Math.min(mostHeapBytes, heapShareOfMachine * machineMemory()),
): Promise<TaskData> {
  const place = readingPlace(task);
  if (place === 'here') return loadTaskData(task, folder, options);
  const { signal, cache, kept } = options;
  signal?.throwIfAborted();
  const setup: LoaderSetup = { task, folder, cache, kept };
  const reading = start(place, setup, heapBytes, options);
  const giveUp = new AbortController();
  try {
    return await new Promise<TaskData>((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { signal: giveUp.signal });
      reading.data.then(resolve, reject);
    });
  } finally {
    giveUp.abort();
    await reading.end();
  }
}

function start(place: 'thread' | 'process', setup: LoaderSetup, heapBytes: number, listeners: LoadListeners): Reading {
  switch (place) {
    case 'thread':
      return startReadingThread(setup, heapBytes, listeners);
    case 'process':
      return startReadingProcess(setup, heapBytes, listeners);
  }
}

/**
 * A thread shares pixels with this one, and whoever lists files for it keeps within its memory. Texts become values of
 * any number and size, and one that is larger than what a thread has left ends its process without a word; there it is
 * a process of its own.
 */
function readingPlace(task: TaskSpec): 'here' | 'thread' | 'process' {
  switch (task.kind) {
    case 'sine':
    case 'navigation':
    case 'arm':
    case 'module':
      return 'here';
    case 'images':
      return task.dataset.source === 'mnist' && task.dataset.path === undefined && task.episodes === undefined
        ? 'here'
        : 'thread';
    case 'speech':
    case 'table':
      return 'thread';
    case 'text':
      return 'process';
  }
}
