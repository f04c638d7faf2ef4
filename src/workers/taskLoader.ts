// The thread that reads the data of tasks. Started by `readingThread.ts` and `loaderProcess.ts`.

import { parentPort, workerData } from 'node:worker_threads';
import { loadTaskData } from '../tasks/createTaskDistribution.ts';
import { TaskError } from '../tasks/taskError.ts';
import type { LoaderMessage, LoaderSetup } from './loaderProtocol.ts';

const port = parentPort;
if (port === null) throw new Error('This file runs only as a worker thread.');
const say = (message: LoaderMessage) => port.postMessage(message);
const { task, folder, cache, kept }: LoaderSetup = workerData;
try {
  const data = await loadTaskData(task, folder, {
    ...(cache !== undefined && { cache }),
    ...(kept !== undefined && { kept }),
    onProgress: (progress) => say({ kind: 'progress', progress }),
    onNote: (note) => say({ kind: 'note', note }),
    onClasses: (names) => say({ kind: 'classes', names }),
  });
  say({ kind: 'loaded', data });
} catch (error) {
  // An error loses its class on the way.
  if (!(error instanceof TaskError)) throw error;
  say({ kind: 'refused', message: error.message });
}
