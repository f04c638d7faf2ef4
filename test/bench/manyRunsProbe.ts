// Looks at one runs folder in a process of its own, as a window with the run browser and the runs table open does, and
// prints what that took as JSON.

import { readFileSync, watch, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { untranslated } from '../../src/base/translate.ts';
import { userSecret } from '../../src/base/userSecret.ts';
import { defaultIntervals } from '../../src/extension/runs/lookRests.ts';
import { QueueKeeper } from '../../src/extension/runs/queueKeeper.ts';
import { RunIndex } from '../../src/extension/runs/runIndex.ts';
import { RunRows } from '../../src/extension/runs/runRows.ts';
import { WaitingApprovals } from '../../src/extension/runs/waitingApprovals.ts';
import { LocalLauncher } from '../../src/launchers/localLauncher.ts';
import { KeptIndex } from '../../src/runs/keptIndex/keptIndex.ts';
import { runFiles } from '../../src/runs/runDirectory.ts';

export interface ManyRunsReading {
  readonly firstRowMilliseconds: number;
  readonly firstRowProcessorMilliseconds: number;
  readonly allRowsMilliseconds: number;
  readonly wholeRowsMilliseconds: number;
  readonly wholeRowsProcessorMilliseconds: number;
  readonly heapMegabytes: number;
  readonly residentMegabytes: number;
  readonly changeMilliseconds: number;
  readonly changeProcessorMilliseconds: number;
  /** Of a core, in percent. */
  readonly idlePercent: number;
}

const [folder = '', userFolder = '', changedRun = '', idleSeconds = '20'] = process.argv.slice(2);
// Nothing of what is measured keeps a process alive.
setInterval(() => {}, 1000);
globalThis.gc?.();
const before = process.memoryUsage();
const startedAt = performance.now();
const since = (time: number) => performance.now() - time;
const usedAtStart = process.cpuUsage();
const processorSince = (before: NodeJS.CpuUsage) => {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};
const index = new RunIndex(fail, defaultIntervals, {
  keepIndex: (runsFolder) => new KeptIndex(runsFolder, { secret: () => userSecret(userFolder), version: 'bench' }),
  watchRuns: (_, onChange) => {
    // The editor's own watch tells of every run; one does for the one that changes here.
    const watcher = watch(changedRun, (_event, name) => name === 'run.json' && onChange(changedRun));
    return { dispose: () => watcher.close() };
  },
});
const launcher = new LocalLauncher({
  command: { program: process.execPath, script: 'none', environment: {} },
  askedBy: 'editor',
  userFolder,
  places: () => 1,
  mayStart: () => true,
  onError: fail,
  runsFolders: () => index.folders,
  listerOf: (runsFolder) => index.listerOf(runsFolder),
});
const approvals = new WaitingApprovals(index, fail);
const rows = new RunRows(index, fail, untranslated);
let [firstRowMilliseconds, firstRowProcessorMilliseconds] = [Number.NaN, Number.NaN];
index.onDidChange(() => {
  if (!Number.isNaN(firstRowMilliseconds)) return;
  [firstRowMilliseconds, firstRowProcessorMilliseconds] = [since(startedAt), processorSince(usedAtStart)];
});
rows.onDidChange(() => {});
await index.setFolders([folder]);
const allRowsMilliseconds = since(startedAt);
await rows.whenRead();
const wholeRowsMilliseconds = since(startedAt);
const wholeRowsProcessorMilliseconds = processorSince(usedAtStart);
const queue = new QueueKeeper({ index, launcher, approvals, mayStart: () => true, onError: fail });
await delay(3000);
globalThis.gc?.();
const { heapUsed, rss } = process.memoryUsage();
const usedBeforeChange = process.cpuUsage();
const changeMilliseconds = await timeOfChange();
const changeProcessorMilliseconds = processorSince(usedBeforeChange);
await delay(2000);
const used = process.cpuUsage();
await delay(1000 * Number(idleSeconds));
const { user, system } = process.cpuUsage(used);
const reading: ManyRunsReading = {
  firstRowMilliseconds,
  firstRowProcessorMilliseconds,
  allRowsMilliseconds,
  wholeRowsMilliseconds,
  wholeRowsProcessorMilliseconds,
  changeProcessorMilliseconds,
  heapMegabytes: (heapUsed - before.heapUsed) / 1e6,
  residentMegabytes: (rss - before.rss) / 1e6,
  changeMilliseconds,
  idlePercent: (user + system) / 1e4 / Number(idleSeconds),
};
console.log(JSON.stringify(reading));
queue.dispose();
process.exit(0);

/** Of an ended run, as another window or a terminal makes it. */
async function timeOfChange(): Promise<number> {
  const file = runFiles(changedRun).manifest;
  const changed = JSON.parse(readFileSync(file, 'utf8'));
  changed.iteration++;
  const told = new Promise<void>((resolve) => {
    index.onDidChange(({ changed: changes }) => {
      if (changes.some(({ current }) => current.directory === changedRun)) resolve();
    });
  });
  const changedAt = performance.now();
  writeFileSync(file, JSON.stringify(changed));
  await told;
  return since(changedAt);
}

function fail(error: unknown): void {
  console.error(error);
}
