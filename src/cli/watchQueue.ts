// Keeps the queue while runs of it wait, as a window of the editor does, and tells how they stand.

import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Launcher } from '../launchers/launcher.ts';
import { halvedGroupsOf, type Obstacle, pendingPromotions } from '../launchers/sweeps/halvedGroups.ts';
import { RunLister, type RunListing } from '../runs/listRuns.ts';
import { isEnded } from '../runs/runState.ts';
import { type ExitCode, exitCodes } from './failures.ts';

export type WatchedRun = Extract<RunListing, { kind: 'run' }>;

export interface QueueWatch {
  readonly launcher: Launcher;
  /** Ends the watch; the runs go on as they are. */
  readonly signal: AbortSignal;
  /** Hears how all of them stand, a few times a second. */
  readonly onLook: (runs: readonly WatchedRun[]) => void;
  /** Hears of each run that nobody starts, or lets go on, by itself, once. */
  readonly onUnapproved: (directory: string) => void;
}

const lookMilliseconds = 400;
/** Others may have started or ended runs of the folder. */
const pollMilliseconds = 5000;

/**
 * So often it is looked whether runs go on that could not, while no other is at work; somebody who keeps their folder
 * busy is done by then.
 */
const mostFruitlessPolls = 12;

export interface WatchedQueue {
  readonly runs: readonly WatchedRun[];
  /** Ended runs that are to go on by successive halving, and wait for the person's word. */
  readonly unapproved: readonly WatchedRun[];
  /** So many ended runs are to go on, and have not yet: it was left before, or something keeps them from it. */
  readonly pending: number;
  /** Whether the signal ended the watch. */
  readonly wasLeft: boolean;
}

/** How a command ends that is to see all of a queue to its end; undefined where nothing of it is left to do. */
export function exitCodeOfRest({ runs, unapproved, pending, wasLeft }: WatchedQueue): ExitCode | undefined {
  if (unapproved.length > 0 || runs.some(({ state }) => !isEnded(state))) return exitCodes.stopped;
  if (pending === 0) return undefined;
  return wasLeft ? exitCodes.stopped : exitCodes.failed;
}

/**
 * Until all of `directories`, which lie in one folder, have ended, and with them those that go on from them by successive
 * halving, or the signal aborts: those that wait for the person's word do not go on, and others that cannot are given up
 * after a minute. Gives how they stand then; one that was deleted is left out.
 */
export async function watchQueue(directories: readonly string[], watch: QueueWatch): Promise<WatchedQueue> {
  const { launcher, signal, onLook, onUnapproved } = watch;
  const lister = new RunLister(path.dirname(directories[0] ?? '.'));
  const runs = new Map<string, WatchedRun>();
  const told = new Set<string>();
  const obstacles = new Map<string, Obstacle>();
  const all = [...directories];
  let open: readonly string[] = all;
  let polledAt = Number.NEGATIVE_INFINITY;
  let fruitlessPolls = 0;
  /** Gives those that have not ended. */
  const lookAt = async (some: readonly string[]): Promise<readonly string[]> => {
    const listings = await Promise.all(some.map((directory) => lister.lookAt(directory)));
    const found = listings.filter((listing) => listing?.kind === 'run');
    for (const run of found) runs.set(run.directory, run);
    return found.filter(({ state }) => !isEnded(state)).map(({ directory }) => directory);
  };
  // A trainer that comes to life after all has the last word, and a person may resume what was stopped.
  const lookAtIncomplete = () => lookAt(all.filter((directory) => !isOver(runs.get(directory))));
  for (;;) {
    const before = open.length;
    open = await lookAt(open);
    if (open.length === 0) open = await lookAtIncomplete();
    const knownNow = () => all.flatMap((directory) => runs.get(directory) ?? []);
    // What went on is noted in it when it has long ended.
    await lookAt(claimedOrigins(knownNow()));
    const known = knownNow();
    onLook(known);
    const pending = halvedGroupsOf(known).flatMap((group) => pendingPromotions(group, obstacles)).length;
    const wasLeft = signal.aborted;
    if (wasLeft || (open.length === 0 && (pending === 0 || fruitlessPolls > mostFruitlessPolls)))
      return { runs: known, unapproved: known.filter((run) => waitsForWord(run, obstacles)), pending, wasLeft };
    if (open.length < before || performance.now() - polledAt > pollMilliseconds) {
      polledAt = performance.now();
      for (const { kind, directory } of await launcher.poll()) {
        if ((kind === 'unapproved' || kind === 'cannotGoOn') && isOver(runs.get(directory)))
          obstacles.set(directory, kind);
        if (kind !== 'unapproved' || told.has(directory) || !runs.has(directory)) continue;
        told.add(directory);
        onUnapproved(directory);
      }
      const { joined, isBusy } = await lookAround(lister, known);
      open = [...(await lookAtIncomplete()), ...joined];
      all.push(...joined);
      fruitlessPolls = open.length === 0 && !isBusy ? fruitlessPolls + 1 : 0;
    }
    await delay(lookMilliseconds, undefined, { signal }).catch(() => undefined);
  }
}

/** Of runs that say that they go on from others, which say nothing of that yet, these others. */
function claimedOrigins(known: readonly WatchedRun[]): readonly string[] {
  const claimed = new Set(
    halvedGroupsOf(known).flatMap(({ claims }) => claims.map(({ manifest }) => manifest.continues?.run)),
  );
  return known.filter(({ manifest }) => claimed.has(manifest.id)).map(({ directory }) => directory);
}

function isOver(run: WatchedRun | undefined): boolean {
  return run?.state === 'completed';
}

function waitsForWord(run: WatchedRun, obstacles: ReadonlyMap<string, Obstacle>): boolean {
  return obstacles.get(run.directory) === 'unapproved' && run.manifest.promotedAs === null;
}

interface Surroundings {
  /** Runs of the same sweeps that are not known yet: they go on from others, whoever let them. */
  readonly joined: readonly string[];
  /** Whether runs of nobody's concern here are at work, and may have the places. */
  readonly isBusy: boolean;
}

async function lookAround(lister: RunLister, known: readonly WatchedRun[]): Promise<Surroundings> {
  const sweeps = new Set(halvedGroupsOf(known).map(({ group }) => group.id));
  if (sweeps.size === 0) return { joined: [], isBusy: false };
  const directories = new Set(known.map(({ directory }) => directory));
  const others = (await lister.list())
    .filter((listing) => listing.kind === 'run')
    .filter(({ directory }) => !directories.has(directory));
  const joined = others.filter(({ manifest }) => manifest.group !== null && sweeps.has(manifest.group.id));
  const isBusy = others.some(({ state }) => state !== 'queued' && !isEnded(state));
  return { joined: joined.map(({ directory }) => directory), isBusy };
}
