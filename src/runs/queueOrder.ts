// The order in which waiting runs start: those that were moved up first, then the oldest.

import type { Manifest } from './manifest.ts';
import { isLaunchedLocally } from './runOrigin.ts';
import type { RunState } from './runState.ts';

type InQueue = Pick<Manifest, 'createdAt' | 'queuePlace'> & { readonly directory: string };

/** For `sort`. */
export function byQueueOrder(a: InQueue, b: InQueue): number {
  const rankOf = ({ queuePlace }: InQueue) => queuePlace?.rank ?? 0;
  return rankOf(b) - rankOf(a) || compare(a.createdAt, b.createdAt) || compare(a.directory, b.directory);
}

interface ListedRun {
  readonly directory: string;
  readonly state: RunState;
  readonly manifest: Pick<Manifest, 'createdAt' | 'queuePlace' | 'launcher'>;
}

/** By directory, the positions of the runs that wait for this machine's queue and are not held, from 1 on. */
export function queuePositions(runs: readonly ListedRun[]): ReadonlyMap<string, number> {
  const waiting = runs
    .filter(({ state, manifest }) => state === 'queued' && isLaunchedLocally(manifest.launcher))
    .filter(({ manifest }) => manifest.queuePlace?.isHeld !== true)
    .map(({ directory, manifest }) => ({ ...manifest, directory }))
    .sort(byQueueOrder);
  return new Map(waiting.map(({ directory }, index) => [directory, index + 1]));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
