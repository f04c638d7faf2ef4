// Data that are read in a thread of this process, with which they are shared and not copied.

import { builtFile } from '../base/installation.ts';
import { hasCode } from '../base/systemErrors.ts';
import type { TaskData } from '../tasks/createTaskDistribution.ts';
import {
  hearNews,
  type LoaderMessage,
  type LoaderSetup,
  type LoadListeners,
  type Reading,
  tooLarge,
} from './loaderProtocol.ts';
import { endThread, startThread } from './ownThreads.ts';

export function startReadingThread(setup: LoaderSetup, heapBytes: number, listeners: LoadListeners): Reading {
  const worker = startThread(builtFile('taskLoader.js'), {
    workerData: setup,
    name: 'reptile-lab-data',
    resourceLimits: { maxOldGenerationSizeMb: Math.floor(heapBytes / 2 ** 20) },
  });
  const data = new Promise<TaskData>((resolve, reject) => {
    worker.on('message', (message: LoaderMessage) => {
      if (message.kind === 'loaded') return resolve(message.data);
      const refusal = hearNews(message, listeners);
      if (refusal !== undefined) reject(refusal);
    });
    worker.on('error', (error) =>
      reject(hasCode(error, 'ERR_WORKER_OUT_OF_MEMORY') ? tooLarge(heapBytes, undefined, error) : error),
    );
    worker.once('exit', (code) =>
      reject(new Error(`The thread that reads the data ended unexpectedly (exit code ${code}).`)),
    );
  });
  return { data, end: () => endThread(worker) };
}
