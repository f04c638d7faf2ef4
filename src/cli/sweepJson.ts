// A sweep for scripts, a line of JSON for each thing that happens.

import { countRuns } from '../experiment/sweep/sweepPlan.ts';
import { standingOf } from '../runs/groupsOfRuns.ts';
import type { RunGroup } from '../runs/runOrigin.ts';
import type { RequestedSweep } from './planRequestedSweep.ts';
import type { LineProgress } from './progressLine.ts';
import { reportMetrics } from './runFigures.ts';
import type { WatchedQueue, WatchedRun } from './watchQueue.ts';

export function jsonPlan({ sweep, forecast, places }: RequestedSweep, withRuns: boolean): object {
  const { plan, runs } = sweep;
  const { seconds = null, isGuess, diskBytes = null, memoryBytes = null } = forecast;
  return {
    event: 'planned',
    runs: countRuns(plan),
    settings: plan.settings.length,
    seeds: plan.seeds,
    varies: plan.varies,
    successiveHalving: plan.halving ?? null,
    atOnce: places,
    seconds,
    isGuess,
    diskBytes,
    memoryBytes,
    ...(withRuns ? { overrides: runs.map(({ submission }) => submission.overrides) } : {}),
  };
}

export function jsonProgress(runs: readonly WatchedRun[], progress: LineProgress): object {
  const { done, total } = progress;
  const secondsLeft = progress.secondsLeft ?? null;
  const { atWork, waiting, best } = standingOf(runs);
  return { event: 'progress', done, total, atWork, waiting, secondsLeft, best: describeBest(best) };
}

export function jsonEnd(group: RunGroup, { runs, unapproved, pending }: WatchedQueue): object {
  const { completed, waiting, atWork, best, onOtherData } = standingOf(runs);
  const count = (state: WatchedRun['state']) => runs.filter((run) => run.state === state).length;
  const failed = count('failed') + count('lost');
  return {
    event: 'ended',
    group: group.id,
    completed,
    failed,
    stopped: count('stopped'),
    left: waiting + atWork,
    unapproved: unapproved.length,
    pending,
    best: describeBest(best),
    onOtherData,
  };
}

function describeBest(best: WatchedRun | undefined): object | null {
  return best === undefined ? null : { run: best.directory, metrics: reportMetrics(best.manifest) };
}
