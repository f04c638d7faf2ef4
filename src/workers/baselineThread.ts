// A thread that learns held-out tasks by the baselines of their domain. Started by `measureBaselines.ts`.

import { parentPort, workerData } from 'node:worker_threads';
import { gradeBaseline, quantityOf } from '../baselines/baseline.ts';
import { baselinesFor } from '../baselines/baselinesFor.ts';
import { randomStream } from '../engine/random.ts';
import { createTaskDistributionFrom } from '../tasks/createTaskDistribution.ts';
import { guardThread } from './guardThread.ts';
import type { BaselineSetup, BaselineWord, MeasuredByBaselines } from './measureBaselines.ts';

/** As often as a person sees a bar move. */
const tellEveryMilliseconds = 50;

if (parentPort === null) throw new Error('This file runs only as a worker thread.');
const port = parentPort;
const { task, data, seed, firstTask, tasks, offset, stride }: BaselineSetup = workerData;
if (data.kind === 'module') guardThread(data.file);
const distribution = await createTaskDistributionFrom(task, data);
if (distribution.kind === 'control') throw new TypeError('Control tasks have no baselines.');
const baselines = baselinesFor(task, data, distribution);

let measured: MeasuredByBaselines[] = [];
let toldAt = performance.now();
const tell = (word: BaselineWord) => port.postMessage(word);
for (let index = offset; index < tasks; index += stride) {
  const drawn = distribution.sampleHeldOutTask(
    randomStream(seed, 'evaluation-task', firstTask + index),
    firstTask + index,
  );
  const figures = baselines.map((baseline) => gradeBaseline(baseline.answer(drawn), drawn, distribution));
  measured.push({ index, figures });
  if (performance.now() - toldAt < tellEveryMilliseconds) continue;
  tell({ kind: 'measured', measured });
  measured = [];
  toldAt = performance.now();
}
tell({ kind: 'measured', measured });
tell({ kind: 'done', names: baselines.map(({ name }) => name), quantity: quantityOf(distribution) });
// A thread that listens does not end: a module's own promises and timers are heard of until nobody asks any more.
port.on('message', () => {});
