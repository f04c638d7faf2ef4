// Runs inside the extension host, in a window on a folder of runs: shows the run browser and the runs table, waits until
// all is read, and leaves what the process takes then in the file that REPTILE_LAB_MANY_RUNS_FILE names.

import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as vscode from 'vscode';
import type { HostReading } from './manyRunsHost.ts';

const stepMilliseconds = 2000;
/** Of a core: less says that nothing is being read. */
const quietShare = 0.05;
const mostSteps = 90;
const fewRuns = 1000;
const idleSeconds = 20;

/** Called by VS Code. */
export async function run(): Promise<void> {
  const file = process.env.REPTILE_LAB_MANY_RUNS_FILE;
  const extension = vscode.extensions.getExtension('reptile-lab.reptile-lab');
  if (file === undefined || extension === undefined)
    throw new Error('The extension or the name of the result file is missing.');
  const beganAt = process.cpuUsage();
  await extension.activate();
  await vscode.commands.executeCommand('reptileLab.runs.focus');
  await vscode.commands.executeCommand('reptileLab.openRunsTable');
  await quiet();
  const rssWhenRead = process.memoryUsage.rss();
  collectGarbage();
  const { heapUsed, rss, external } = process.memoryUsage();
  const used = process.cpuUsage(beganAt);
  const before = process.cpuUsage();
  await delay(1000 * idleSeconds);
  const idle = process.cpuUsage(before);
  const reading: HostReading = {
    heapMegabytes: (heapUsed + external) / 1e6,
    residentWhenReadMegabytes: rssWhenRead / 1e6,
    residentMegabytes: rss / 1e6,
    processorSeconds: (used.user + used.system) / 1e6,
    idlePercent: (idle.user + idle.system) / 1e4 / idleSeconds,
  };
  await writeFile(file, JSON.stringify(reading));
}

async function quiet(): Promise<void> {
  for (let [step, inARow] = [0, 0]; step < mostSteps && inARow < 3; step++) {
    const before = process.cpuUsage();
    await delay(stepMilliseconds);
    const { user, system } = process.cpuUsage(before);
    const isBusy = (user + system) / 1000 / stepMilliseconds >= quietShare || !(await isIndexKept());
    inARow = isBusy ? 0 : inARow + 1;
  }
}

/** Another process may be reading, and keeps an index when it is done; of few runs, or none, nobody does. */
async function isIndexKept(): Promise<boolean> {
  const runsFolder = path.join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', '.reptile', 'runs');
  if ((await readdir(runsFolder)).length < fewRuns) return true;
  const kept = await readdir(path.join(runsFolder, '.cache')).catch(() => []);
  return kept.some((name) => /^runs-index-[0-9a-f]{16}$/.test(name));
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}
