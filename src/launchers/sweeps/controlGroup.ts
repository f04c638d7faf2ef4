// Pause, go on with or stop all runs of a sweep: those at work are asked, those that wait are held, released or taken out
// of the queue.

import { messageOf } from '../../base/systemErrors.ts';
import { requestControl } from '../../runs/control.ts';
import type { RunListing } from '../../runs/listRuns.ts';
import { isLaunchedLocally } from '../../runs/runOrigin.ts';
import { isEnded } from '../../runs/runState.ts';
import type { Launcher } from '../launcher.ts';
import { holdBack } from '../waitingRun.ts';

export type GroupRequest = 'pause' | 'continue' | 'stop';

type GroupedRun = Pick<Extract<RunListing, { kind: 'run' }>, 'directory' | 'state' | 'manifest'>;

export interface GroupAnswer {
  /** Runs that were asked, held, released or taken out of the queue. */
  readonly asked: number;
  /** What kept others from it. */
  readonly problems: readonly string[];
}

/** One run after another, waiting ones first: no other must take the place of one that stops. */
export async function controlGroup(
  runs: readonly GroupedRun[],
  request: GroupRequest,
  launcher: Launcher,
): Promise<GroupAnswer> {
  const open = runs.filter(({ state }) => !isEnded(state));
  const problems: string[] = [];
  // What has come to the end of its rung goes on by itself, unless it is held.
  const resting = request === 'continue' ? runs.filter(isHeldBack) : pendingAt(runs);
  for (const { directory } of resting) {
    await holdBack(directory, request !== 'continue').catch((error: unknown) => problems.push(messageOf(error)));
  }
  const waitingFirst = open.toSorted((a, b) => Number(b.state === 'queued') - Number(a.state === 'queued'));
  let asked = 0;
  for (const run of waitingFirst) {
    try {
      if (await ask(run, request, launcher)) asked++;
    } catch (error) {
      problems.push(messageOf(error));
    }
  }
  return { asked, problems };
}

function isHeldBack({ state, manifest }: GroupedRun): boolean {
  return state === 'completed' && manifest.queuePlace?.isHeld === true;
}

/** Runs of a rung that may yet go on, now or when others have come to its end. */
function pendingAt(runs: readonly GroupedRun[]): readonly GroupedRun[] {
  const promoted = new Set(runs.map(({ manifest }) => manifest.continues?.run));
  return runs.filter(({ state, manifest }) => {
    const last = manifest.group?.halving?.rungs.at(-1);
    const mayGoOn = last !== undefined && manifest.metaIterations < last && !promoted.has(manifest.id);
    return mayGoOn && manifest.promotedAs === null && state === 'completed';
  });
}

/** False where it is so already. */
async function ask(run: GroupedRun, request: GroupRequest, launcher: Launcher): Promise<boolean> {
  const { directory, state, manifest } = run;
  if (request === 'stop') {
    await launcher.cancel(directory);
    return true;
  }
  if (state === 'queued') {
    const wantsHold = request === 'pause';
    if (!isLaunchedLocally(manifest.launcher) || (manifest.queuePlace?.isHeld ?? false) === wantsHold) return false;
    await launcher.arrange(directory, wantsHold ? 'hold' : 'release');
    return true;
  }
  const isPaused = state === 'paused';
  if (isPaused !== (request === 'continue')) return false;
  await requestControl(directory, request);
  return true;
}
