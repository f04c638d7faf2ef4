// Which runs belong to one sweep, and how it stands as a whole.

import path from 'node:path';
import { isBetterMerit, type Merit, meritOf } from './figureOfMerit.ts';
import type { Manifest } from './manifest.ts';
import { isEnded, type RunState } from './runState.ts';

interface ListedRun {
  readonly directory: string;
  readonly state: RunState;
  readonly manifest: Manifest;
}

/** Without copies of a run's folder, which have its id: counted, they would be runs that nobody trained. */
export function withoutCopies<Run extends ListedRun>(runs: readonly Run[]): readonly Run[] {
  const isNamedSo = ({ directory, manifest }: Run) => path.basename(directory) === manifest.id;
  const originals = new Map<string, Run>();
  for (const run of runs) {
    const other = originals.get(run.manifest.id);
    if (other === undefined || (!isNamedSo(other) && isNamedSo(run))) originals.set(run.manifest.id, run);
  }
  return runs.filter((run) => originals.get(run.manifest.id) === run);
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
  /** By the figure of merit, of those on the held-out data that most were measured on; undefined while nothing is measured. */
  readonly best: Run | undefined;
  /** Measured on other held-out data than the best. */
  readonly onOtherData: number;
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
  return { waiting, atWork, completed, ended, share: wanted === 0 ? 1 : done / wanted, ...bestOf(runs) };
}

function bestOf<Run extends ListedRun>(runs: readonly Run[]): Pick<GroupStanding<Run>, 'best' | 'onOtherData'> {
  const measured = runs.flatMap((run) => {
    const merit = meritOf(run.manifest, 'best');
    return merit === undefined ? [] : [{ run, merit }];
  });
  const data = commonestOf(measured.map(({ run }) => run.manifest.heldOutDigest));
  const comparable = measured.filter(({ run: { manifest } }) => (manifest.heldOutDigest ?? data) === data);
  let best: { readonly run: Run; readonly merit: Merit } | undefined;
  for (const one of comparable) if (best === undefined || isBetterMerit(one.merit, best.merit)) best = one;
  return { best: best?.run, onOtherData: measured.length - comparable.length };
}

/** Of those that are known; of equally common ones the first. */
function commonestOf(digests: readonly (string | null)[]): string | null {
  const counts = new Map<string, number>();
  for (const digest of digests) if (digest !== null) counts.set(digest, (counts.get(digest) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0] ?? null;
}
