// What it takes to look at folders of ten, a thousand and ten thousand runs: for a terminal that lists them, and for a
// window, with nothing at work, and with one run at work and one waiting for its place.

import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { currentProcess } from '../../src/base/processIdentity.ts';
import { writeManyRuns } from '../support/manyRuns.ts';
import { changeManifest, newTestRun } from '../support/newTestRun.ts';
import { queueRun } from '../support/queueRun.ts';
import { benchManyRunsInHost } from './manyRunsHost.ts';
import type { ManyRunsReading } from './manyRunsProbe.ts';
import type { BenchRow } from './report.ts';
import { withTemporaryFolder } from './temporaryFolder.ts';

/** With those that are added: no more than ten thousand of a folder are listed. */
const counts = [10, 1000, 9998] as const;
const idleSeconds = 30;
const probe = fileURLToPath(new URL('./manyRunsProbe.ts', import.meta.url));
const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const run = promisify(execFile);

/** A row for each number of runs in each group; takes a quarter of an hour. Needs a build. */
export async function benchManyRuns(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const count of counts)
    await withTemporaryFolder(async (folder) => {
      console.error(`  a folder of ${count} runs …`);
      rows.push(...(await measure(path.join(folder, 'runs'), path.join(folder, 'user'), count)));
    });
  console.error('  windows of the editor …');
  return [...rows, ...(await benchManyRunsInHost(counts))];
}

async function measure(runsFolder: string, userFolder: string, count: number): Promise<BenchRow[]> {
  await mkdir(runsFolder);
  const directories = await writeManyRuns(runsFolder, count);
  const changed = directories.at(-1) ?? '';
  const name = `${count.toLocaleString('en-US')} runs`;
  const rows = await timeLists(runsFolder, userFolder, name);
  for (const look of ['first', 'second'])
    rows.push(rowOf(`many runs, a window’s ${look} look`, name, await lookAt(runsFolder, userFolder, changed)));
  const live = await newTestRun(runsFolder, { state: 'running', process: currentProcess() });
  await queueRun(await newTestRun(runsFolder), userFolder);
  let iteration = 0;
  const working = setInterval(() => {
    const heartbeatAt = new Date().toISOString();
    void changeManifest(live, { state: 'running', process: currentProcess(), iteration: ++iteration, heartbeatAt });
  }, 1000);
  try {
    const reading = await lookAt(runsFolder, userFolder, changed);
    return [...rows, rowOf('many runs, one at work and one waiting', name, reading)];
  } finally {
    clearInterval(working);
  }
}

/** Says on standard error, at its end, what the process took of the processors, in microseconds. */
const sayCost =
  "data:text/javascript,process.on('exit', () => console.error('cost ' + JSON.stringify(process.cpuUsage())))";

/** With what was kept of the folder, and without. */
async function timeLists(runsFolder: string, userFolder: string, name: string): Promise<BenchRow[]> {
  const list = async () => {
    const startedAt = performance.now();
    const { stderr } = await run(process.execPath, ['--import', sayCost, cli, 'list', '--json', '--runs', runsFolder], {
      maxBuffer: 2 ** 28,
      env: { ...process.env, XDG_DATA_HOME: userFolder },
    });
    const seconds = (performance.now() - startedAt) / 1000;
    const { user, system }: NodeJS.CpuUsage = JSON.parse(stderr.slice(stderr.lastIndexOf('cost ') + 5));
    return { seconds, processor: (user + system) / 1e6 };
  };
  const rowOfList = (group: string, measured: readonly { seconds: number; processor: number }[]): BenchRow => {
    const rounds = measured.map(({ processor }) => processor).sort((a, b) => a - b);
    return {
      group,
      name,
      unit: 's',
      rounds,
      value: rounds[rounds.length >> 1] ?? Number.NaN,
      columns: { 'until it has ended, s': Math.min(...measured.map(({ seconds }) => seconds)) },
      note: 'of processors; goal for 10,000: 1 s',
    };
  };
  const cold = [await list()];
  return [
    rowOfList('many runs, list --json, the first time', cold),
    rowOfList('many runs, list --json', [await list(), await list(), await list()]),
  ];
}

function rowOf(group: string, name: string, reading: ManyRunsReading): BenchRow {
  return {
    group,
    name,
    value: reading.firstRowMilliseconds,
    unit: 'ms',
    columns: {
      'of processors, ms': reading.firstRowProcessorMilliseconds,
      'all rows, ms': reading.allRowsMilliseconds,
      'with parameters, ms': reading.wholeRowsMilliseconds,
      'of processors, until then, ms': reading.wholeRowsProcessorMilliseconds,
      'heap, MB': reading.heapMegabytes,
      'resident, MB': reading.residentMegabytes,
      'a change, ms': reading.changeMilliseconds,
      'of processors, for it, ms': reading.changeProcessorMilliseconds,
      'idle, % of a core': reading.idlePercent,
    },
    note: 'goal for 10,000: 500 ms; 150 MB; 300 ms; 1 %',
  };
}

async function lookAt(runsFolder: string, userFolder: string, changedRun: string): Promise<ManyRunsReading> {
  const words = ['--import', 'tsx', '--expose-gc', probe, runsFolder, userFolder, changedRun, String(idleSeconds)];
  const { stdout } = await run(process.execPath, words);
  return JSON.parse(stdout);
}
