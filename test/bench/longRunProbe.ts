// Reads one run in a process of its own, as the panel or as a trainer that resumes it, and prints what that took as
// JSON.

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { RunFeed } from '../../src/extension/panel/runFeed.ts';
import type { HostMessage } from '../../src/panel/panelMessages.ts';
import { readManifest } from '../../src/runs/manifestFile.ts';
import { withRunLock } from '../../src/runs/runLock.ts';
import { findRunStart } from '../../src/trainer/runStart.ts';
import { noticeWords } from '../support/noticeWords.ts';

export interface ProbeReading {
  readonly seconds: number;
  /** That processors were at work for it: what `seconds` would be at best on a machine that has nothing else to do. */
  readonly processorSeconds: number;
  /** The longest time that nothing else had a turn. */
  readonly longestBlockMilliseconds: number;
  /** Above what the process had before it read. */
  readonly peakResidentMegabytes: number;
  readonly peakHeapMegabytes: number;
}

const heapLookEveryMilliseconds = 5;
const [mode = '', directory = ''] = process.argv.slice(2);
const readings = mode === 'panel' ? await readAsPanel() : { resume: await measure(resume) };
console.log(JSON.stringify(readings));
process.exit(0);

async function readAsPanel(): Promise<{ readonly open: ProbeReading; readonly showAgain: ProbeReading }> {
  let hear: (message: HostMessage) => void = () => {};
  const feed = new RunFeed(directory, 'id', (message) => hear(message));
  const complete = () =>
    new Promise<void>((resolve, reject) => {
      hear = (message) => {
        if (message.kind === 'unavailable') reject(new Error(noticeWords(message.notice)));
        else if (message.kind === 'snapshot') resolve();
      };
      feed.start();
    });
  const open = await measure(complete);
  feed.stop();
  return { open, showAgain: await measure(complete, rest) };
}

/** Waits until nothing is read any more. */
async function rest(): Promise<void> {
  let [last, busy] = [performance.eventLoopUtilization(), 1];
  while (busy > 0.2) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    busy = performance.eventLoopUtilization(last).utilization;
    last = performance.eventLoopUtilization();
  }
}

async function resume(): Promise<void> {
  const manifest = await readManifest(directory);
  await withRunLock(directory, (hold) => findRunStart(hold, manifest));
}

/** Memory, and how long others had to wait, count until `rest` has ended. */
async function measure(
  work: () => Promise<unknown>,
  rest: () => Promise<void> = async () => {},
): Promise<ProbeReading> {
  globalThis.gc?.();
  const before = process.memoryUsage();
  let peakHeap = 0;
  const lookAtHeap = () => {
    const { heapUsed, external } = process.memoryUsage();
    peakHeap = Math.max(peakHeap, heapUsed + external - before.heapUsed - before.external);
  };
  const looking = setInterval(lookAtHeap, heapLookEveryMilliseconds);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await new Promise((resolve) => setTimeout(resolve, 20));
  delay.reset();
  const startedAt = performance.now();
  const usedBefore = process.cpuUsage();
  await work();
  const seconds = (performance.now() - startedAt) / 1000;
  await rest();
  const used = process.cpuUsage(usedBefore);
  lookAtHeap();
  await new Promise((resolve) => setTimeout(resolve, 20));
  clearInterval(looking);
  delay.disable();
  return {
    seconds,
    processorSeconds: (used.user + used.system) / 1e6,
    longestBlockMilliseconds: delay.max / 1e6,
    // The system counts in KiB, over the whole life of the process.
    peakResidentMegabytes: Math.max(0, process.resourceUsage().maxRSS * 1024 - before.rss) / 1e6,
    peakHeapMegabytes: peakHeap / 1e6,
  };
}
