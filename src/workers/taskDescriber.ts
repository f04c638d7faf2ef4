// The thread that runs a user's module to learn what its tasks are like. It stays, so that what the module does by
// itself afterwards is heard of. Started by `describeTasks.ts`.

import { parentPort, workerData } from 'node:worker_threads';
import { createModuleDistribution } from '../tasks/module/moduleTasks.ts';
import type { TaskOutline } from '../tasks/task.ts';
import type { DescriberSetup } from './describeTasks.ts';
import { guardThread } from './guardThread.ts';

if (parentPort === null) throw new Error('This file runs only as a worker thread.');
const { task, file }: DescriberSetup = workerData;
guardThread(file);
// Functions cannot be sent to another thread.
const { sampleTrainingTask, sampleHeldOutTask, sampleTrainingClassesTask, illustrate, ...sizes } =
  await createModuleDistribution(task, file);
const outline: TaskOutline = sizes;
parentPort.postMessage(outline);
// A thread that listens does not end.
parentPort.on('message', () => {});
