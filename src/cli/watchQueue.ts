// Keeps the queue while runs of it wait, as a window of the editor does, and tells how they stand.

import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Launcher } from '../launchers/launcher.ts';
import { RunLister, type RunListing } from '../runs/listRuns.ts';
import { isEnded } from '../runs/runState.ts';

export type WatchedRun = Extract<RunListing, { kind: 'run' }>;

export interface QueueWatch {
  readonly launcher: Launcher;
  /** Ends the watch; the runs go on as they are. */
  readonly signal: AbortSignal;
  /** Hears how all of them stand, a few times a second. */
  readonly onLook: (runs: readonly WatchedRun[]) => void;
  /** Hears of each run that nobody starts by itself, once. */
  readonly onUnapproved: (directory: string) => void;
}

const lookMilliseconds = 400;
/** Others may have started or ended runs of the folder. */
const pollMilliseconds = 5000;

/**
 * Until all of `directories`, which lie in one folder, have ended, or the signal aborts. Gives how they stand then; one
 * that was deleted is left out.
 */
export async function watchQueue(directories: readonly string[], watch: QueueWatch): Promise<readonly WatchedRun[]> {
  const { launcher, signal, onLook, onUnapproved } = watch;
  const lister = new RunLister(path.dirname(directories[0] ?? '.'));
  const runs = new Map<string, WatchedRun>();
  const told = new Set<string>();
  let open = [...directories];
  let polledAt = Number.NEGATIVE_INFINITY;
  for (;;) {
    const listings = await Promise.all(open.map((directory) => lister.lookAt(directory)));
    for (const listing of listings) if (listing?.kind === 'run') runs.set(listing.directory, listing);
    const before = open.length;
    open = listings.flatMap((listing) =>
      listing?.kind === 'run' && !isEnded(listing.state) ? [listing.directory] : [],
    );
    const all = directories.flatMap((directory) => runs.get(directory) ?? []);
    onLook(all);
    if (open.length === 0 || signal.aborted) return all;
    if (open.length < before || performance.now() - polledAt > pollMilliseconds) {
      polledAt = performance.now();
      for (const { kind, directory } of await launcher.poll()) {
        if (kind !== 'unapproved' || told.has(directory) || !runs.has(directory)) continue;
        told.add(directory);
        onUnapproved(directory);
      }
    }
    await delay(lookMilliseconds, undefined, { signal }).catch(() => undefined);
  }
}
