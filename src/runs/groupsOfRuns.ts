// Which runs belong to one sweep, and how it stands as a whole.

import { isBetterMerit, type Merit, meritOf } from './figureOfMerit.ts';
import type { Manifest } from './manifest.ts';
import { isEnded, type RunState } from './runState.ts';

interface ListedRun {
  readonly directory: string;
  readonly state: RunState;
  readonly manifest: Manifest;
}

/** The runs of the group with this id, or with an id that begins so where that means only one; undefined of several. */
export function runsOfGroup<Run extends ListedRun>(runs: readonly Run[], word: string): readonly Run[] | undefined {
  const exact = runs.filter(({ manifest }) => manifest.group?.id === word);
  if (exact.length > 0) return exact;
  const meant = runs.filter(({ manifest }) => word !== '' && manifest.group?.id.startsWith(word) === true);
  return new Set(meant.map(({ manifest }) => manifest.group?.id)).size > 1 ? undefined : meant;
}

export interface GroupStanding<Run extends ListedRun> {
  readonly waiting: number;
  readonly atWork: number;
  readonly completed: number;
  /** Stopped, failed or lost. */
  readonly ended: number;
  /** Part of all meta-iterations that is done, 0 … 1; a run that ended early counts as done. */
  readonly share: number;
  /** By the figure of merit; undefined while nothing is measured. */
  readonly best: Run | undefined;
}

export function standingOf<Run extends ListedRun>(runs: readonly Run[]): GroupStanding<Run> {
  const count = (is: (state: RunState) => boolean) => runs.filter(({ state }) => is(state)).length;
  const completed = count((state) => state === 'completed');
  const waiting = count((state) => state === 'queued');
  const ended = count(isEnded) - completed;
  const wanted = runs.reduce((sum, { manifest }) => sum + manifest.metaIterations, 0);
  const done = runs.reduce(
    (sum, { state, manifest }) => sum + (isEnded(state) ? manifest.metaIterations : manifest.iteration),
    0,
  );
  const atWork = runs.length - completed - waiting - ended;
  return { waiting, atWork, completed, ended, share: wanted === 0 ? 1 : done / wanted, best: bestOf(runs) };
}

function bestOf<Run extends ListedRun>(runs: readonly Run[]): Run | undefined {
  let best: { readonly run: Run; readonly merit: Merit } | undefined;
  for (const run of runs) {
    const merit = meritOf(run.manifest, 'best');
    if (merit !== undefined && (best === undefined || isBetterMerit(merit, best.merit))) best = { run, merit };
  }
  return best?.run;
}
