// The state of a run as a reader finds it: lost when the process that should be at work is gone.

import type { Manifest } from './manifest.ts';
import { isAtWorkIn } from './processPlace.ts';
import { isEnded, type RunState } from './runState.ts';

/**
 * A run whose process cannot be looked at is taken for lost when its heartbeat is farther from now than this, in
 * whichever direction: it comes every second, and clocks differ by less. A heartbeat from a far future, or one that is
 * no time, would keep it at work for ever.
 */
export const silentForSeconds = 90;

/** A run that starts, or is about to be begun by whoever made it, has this long to name its process. */
const nascentForSeconds = 60;

/**
 * @param directory where the run lies, so that a copy of a run at work does not count as at work itself
 * @param now in milliseconds since 1970
 */
export async function observeState(manifest: Manifest, directory: string, now: number = Date.now()): Promise<RunState> {
  const { state, process, heartbeatAt } = manifest;
  if (isEnded(state)) return state;
  // A queue may be long; what no launcher starts is begun at once by whoever made it.
  if (state === 'queued' && manifest.launcher !== null) return state;
  if (process === null)
    return isWithin(nascentForSeconds, manifest.startedAt ?? manifest.createdAt, now) ? state : 'lost';
  const alive = await isAtWorkIn(directory, process);
  if (alive !== undefined) return alive ? state : 'lost';
  return isWithin(silentForSeconds, heartbeatAt ?? manifest.createdAt, now) ? state : 'lost';
}

function isWithin(seconds: number, time: string, now: number): boolean {
  return Math.abs(now - Date.parse(time)) <= seconds * 1000;
}
