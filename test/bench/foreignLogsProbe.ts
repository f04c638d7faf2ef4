// Opens the logs in a folder in a process of its own, as a window does, and prints what that took as JSON.

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { LogFolder } from '../../src/foreign/logFolder.ts';

export interface ForeignLogsReading {
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly longestBlockMilliseconds: number;
  /** Of a second look at logs that did not change. */
  readonly againProcessorSeconds: number;
  readonly runs: number;
  readonly points: number;
}

const [one = '', measured = ''] = process.argv.slice(2);
// The readers are loaded, which takes tsx longer than a window.
await new LogFolder(one).look();
const delays = monitorEventLoopDelay({ resolution: 1 });
const folder = new LogFolder(measured);
delays.enable();
const [startedAt, used] = [performance.now(), process.cpuUsage()];
const { logs } = await folder.look();
const seconds = (performance.now() - startedAt) / 1000;
const processorSeconds = secondsOf(process.cpuUsage(used));
delays.disable();
const usedBefore = process.cpuUsage();
await folder.look();
const points = logs.reduce((sum, { summary }) => {
  for (const { count } of summary.tags.values()) sum += count;
  return sum;
}, 0);
const reading: ForeignLogsReading = {
  seconds,
  processorSeconds,
  longestBlockMilliseconds: delays.max / 1e6,
  againProcessorSeconds: secondsOf(process.cpuUsage(usedBefore)),
  runs: logs.length,
  points,
};
console.log(JSON.stringify(reading));

function secondsOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1e6;
}
