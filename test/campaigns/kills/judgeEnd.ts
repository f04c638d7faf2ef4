// What must hold when a run that was killed and resumed has come to its end.

import { deepStrictEqual } from 'node:assert';
import { existsSync } from 'node:fs';
import { readdir, utimes } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { recordTerminal } from '../../support/recordTerminal.ts';
import { newLauncher } from '../newLauncher.ts';
import { queueRun, runCommand } from '../product.ts';
import { outcomeOf, type Reference } from './reference.ts';
import type { Fault } from './witness.ts';

const stray = /\.tmp$|^\.unfinished-|^trainer\.lock|^launch-claim|\.part$/;

export async function judgeEnd(directory: string, { experiment, outcome: expected }: Reference): Promise<Fault[]> {
  const faults: Fault[] = [];
  try {
    const outcome = await outcomeOf(directory);
    for (const part of ['checkpoint', 'checkpoints', 'figures', 'result'] as const) {
      const difference = differenceOf(outcome[part], expected[part]);
      if (difference !== undefined) faults.push({ kind: `${part}: not as uninterrupted`, detail: difference });
    }
  } catch (error) {
    faults.push({ kind: 'the end cannot be read', detail: String(error) });
  }
  // Says that there is nothing left to do, and takes away what a process left that was killed after its last word.
  await runCommand(['resume', directory], recordTerminal(false).terminal);
  const left = (await readdir(directory, { recursive: true })).filter(
    (name) => stray.test(path.basename(name)) || /^control\/./.test(name),
  );
  if (left.length > 0) faults.push({ kind: 'stray files', detail: left.join(', ') });
  faults.push(...(await judgeRunsFolder(path.dirname(directory), experiment)));
  return faults;
}

/** Half-made runs of processes that were killed go when a run is made an hour later. */
async function judgeRunsFolder(runsFolder: string, experiment: string): Promise<Fault[]> {
  const strays = async () => (await readdir(runsFolder)).filter((name) => stray.test(name));
  const long = new Date(Date.now() - 2 * 3_600_000);
  const before = await strays();
  for (const name of before) await utimes(path.join(runsFolder, name), long, long);
  if (before.length > 0)
    await queueRun(runsFolder, path.join(path.dirname(runsFolder), 'killed.reptile.json'), experiment);
  const left = await strays();
  const faults = left.length > 0 ? [{ kind: 'stray files in the runs folder', detail: left.join(', ') }] : [];
  await lookAtQueue(runsFolder);
  return existsSync(path.join(runsFolder, '.launching'))
    ? [...faults, { kind: 'stray lock of the queue', detail: '.launching' }]
    : faults;
}

function differenceOf(actual: unknown, expected: unknown): string | undefined {
  try {
    deepStrictEqual(actual, expected);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.slice(0, 600) : String(error);
  }
}

/**
 * A lock that a killed window left is the next window's to remove, when it looks at the queue; one that was only half
 * written, when it has stood so for some seconds.
 */
async function lookAtQueue(runsFolder: string): Promise<void> {
  const launcher = newLauncher(runsFolder, '', { places: 0, onError: () => {} });
  const until = performance.now() + 10_000;
  do await launcher.poll();
  while (existsSync(path.join(runsFolder, '.launching')) && performance.now() < until && (await delay(200, true)));
}
