// Pause, go on with or stop all runs of a sweep: those at work are asked, those that wait are held, released or taken out
// of the queue.

import { messageOf } from '../../base/systemErrors.ts';
import { requestControl } from '../../runs/control.ts';
import type { RunListing } from '../../runs/listRuns.ts';
import { isLaunchedLocally } from '../../runs/runOrigin.ts';
import { isEnded } from '../../runs/runState.ts';
import type { Launcher } from '../launcher.ts';

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
  const waitingFirst = open.toSorted((a, b) => Number(b.state === 'queued') - Number(a.state === 'queued'));
  let asked = 0;
  const problems: string[] = [];
  for (const run of waitingFirst) {
    try {
      if (await ask(run, request, launcher)) asked++;
    } catch (error) {
      problems.push(messageOf(error));
    }
  }
  return { asked, problems };
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
