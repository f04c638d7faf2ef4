// The state of a run as a reader finds it: lost when the process that should be at work is gone.

import type { Manifest } from './manifest.ts';
import { isAlive } from './processIdentity.ts';
import { isEnded, type RunState } from './runState.ts';

/** A run whose process cannot be looked at is taken for lost when its heartbeat is older than this. It comes every second; clocks may differ. */
export const silentForSeconds = 90;

/** A run that starts, or that a terminal is about to start, has this long to name its process. */
const nascentForSeconds = 60;

/** `now` in milliseconds since 1970. */
export function observeState(manifest: Manifest, now: number = Date.now()): RunState {
  const { state, process, heartbeatAt } = manifest;
  if (isEnded(state)) return state;
  // A queue may be long; a terminal starts what it created itself, at once.
  if (state === 'queued' && manifest.launcher === 'editor') return state;
  if (process === null) return secondsSince(manifest.startedAt ?? manifest.createdAt, now) > nascentForSeconds ? 'lost' : state;
  const alive = isAlive(process);
  if (alive !== undefined) return alive ? state : 'lost';
  return secondsSince(heartbeatAt ?? manifest.createdAt, now) > silentForSeconds ? 'lost' : state;
}

function secondsSince(time: string, now: number): number {
  return (now - Date.parse(time)) / 1000;
}
