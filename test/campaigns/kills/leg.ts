// One leg of a round: a process takes the run up, and is killed at a moment, or comes to the run's end.

import type { ChildProcess } from 'node:child_process';
import { readdir, readFile, utimes } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '../../support/waitFor.ts';
import { environmentIn } from '../environment.ts';
import { type Ended, endOf, isProcessThere, startProcess } from '../processes.ts';
import { readManifest } from '../product.ts';
import { Alarm, type Moment } from './moments.ts';
import type { Programs } from './programs.ts';

export const starters = ['cli', 'trainer', 'window'] as const;
export type Starter = (typeof starters)[number];

export interface Place {
  /** Holds `killed.reptile.json` and `runs/`. */
  readonly folder: string;
  readonly programs: Programs;
}

export interface LegEnd extends Ended {
  readonly wasKilled: boolean;
}

export const legLimits = { milliseconds: 30_000, bytes: 600e6 };
/** Marks of this age a window takes for those that it has watched for as long as a launcher waits. */
const longAgoMilliseconds = 2 * 86_400_000;

/** The words with which a starter takes up `directory`; the command line makes it itself where it is undefined. */
export function wordsOf(starter: Starter, directory: string | undefined, { folder, programs }: Place): string[] {
  const runsFolder = path.join(folder, 'runs');
  if (directory === undefined) return [programs.cli, 'train', 'killed.reptile.json', '--runs', 'runs'];
  switch (starter) {
    case 'cli':
      return [programs.cli, 'resume', directory];
    case 'trainer':
      return [programs.trainer, directory];
    case 'window':
      return [programs.window, directory, runsFolder, programs.trainer];
  }
}

/** Kills at `moment`, if the process lives that long; undefined: lets it come to its end. */
export async function carryOutLeg(
  starter: Starter,
  directory: string | undefined,
  moment: Moment | undefined,
  place: Place,
): Promise<LegEnd> {
  let wasKilled = false;
  const before = await runNames(place);
  let child: ChildProcess | undefined;
  // Set up first: the first write may come soon.
  const alarm =
    moment === undefined
      ? undefined
      : new Alarm(moment, directory, () => {
          wasKilled = true;
          child?.kill('SIGKILL');
        });
  child = startProcess(wordsOf(starter, directory, place), {
    folder: place.folder,
    environment: environmentIn(path.join(place.folder, 'home')),
  });
  const ended = await endOf(child, legLimits);
  alarm?.dispose();
  const made = directory ?? (await newestOf(place, before));
  // A window's trainer outlives it, unless it is to die with it.
  if (starter === 'window' && made !== undefined && wasKilled && moment?.sparesTrainer === false)
    await killTrainers(made);
  return { ...ended, wasKilled };
}

export async function runNames({ folder }: Place): Promise<string[]> {
  return (await readdir(path.join(folder, 'runs')).catch(() => [])).filter((name) => !name.startsWith('.'));
}

export async function newestOf(place: Place, before: readonly string[]): Promise<string | undefined> {
  const name = (await runNames(place)).find((other) => !before.includes(other));
  return name === undefined ? undefined : path.join(place.folder, 'runs', name);
}

/** Every trainer of the run, found by its command line: it may not have said a word yet. */
export async function trainersOf(directory: string): Promise<number[]> {
  const pids = (await readdir('/proc').catch(() => []))
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const words = await wordsOfProcess(pid);
      const isTrainer = words.includes(directory) && words.some((word) => word.endsWith('trainer.js'));
      if (words.some((word) => word.endsWith('windowProcess.mjs'))) return [];
      return isTrainer && isProcessThere(pid) ? [pid] : [];
    }),
  );
  return found.flat();
}

export async function killTrainers(directory: string): Promise<void> {
  // One that is just being started bears its starter's command line for a moment.
  for (let look = 0; look < 2; look++) {
    for (const pid of await trainersOf(directory)) {
      killProcess(pid);
      await waitFor('the trainer to be gone', () => !isProcessThere(pid));
    }
    await delay(20);
  }
}

export async function hasTrainer(directory: string): Promise<boolean> {
  return (await trainersOf(directory)).length > 0;
}

/** The last word in the manifest comes a little before the process's end. */
export async function trainersEnd(directory: string): Promise<void> {
  await waitFor('the trainer to end', async () => (await trainersOf(directory)).length === 0).catch(() => undefined);
}

async function wordsOfProcess(pid: number): Promise<string[]> {
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
}

export function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was faster.
  }
}

/** Lets the time pass that launchers give a window or a trainer which shows no life: marks of dead ones become old. */
export async function letTimePass(directory: string): Promise<void> {
  if (await hasTrainer(directory)) return;
  const past = new Date(Date.now() - longAgoMilliseconds);
  const age = (file: string) => utimes(file, past, past).catch(() => undefined);
  await age(path.join(path.dirname(directory), '.launching'));
  await age(path.join(directory, 'launch-claim'));
}

export async function isComplete(directory: string): Promise<boolean> {
  return readManifest(directory).then(
    ({ state }) => state === 'completed',
    () => false,
  );
}
