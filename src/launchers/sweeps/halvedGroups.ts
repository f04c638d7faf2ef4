// The sweeps by successive halving of a folder, and which of their runs are to go on.

import { withoutCopies } from '../../runs/groupsOfRuns.ts';
import type { Manifest } from '../../runs/manifest.ts';
import type { HalvingRule, RunGroup } from '../../runs/runOrigin.ts';
import type { RunState } from '../../runs/runState.ts';
import { halvedRuns, runsToPromote } from '../../runs/successiveHalving.ts';

export interface ListedRun {
  readonly directory: string;
  readonly state: RunState;
  readonly manifest: Manifest;
}

/** The runs of a sweep by successive halving, the oldest first, and the rule that each of them says. */
export interface HalvedGroup<Run extends ListedRun = ListedRun> {
  readonly group: RunGroup;
  readonly rule: HalvingRule;
  readonly runs: readonly Run[];
  /**
   * Runs that say that they go on from one of these, which says nothing of that: a promotion that was cut short, or a
   * stranger's word, which takes nobody's place.
   */
  readonly claims: readonly Run[];
}

/**
 * The sweeps by successive halving among the runs of one folder. Anybody may write a sweep's id into a run: those of
 * another rule are a sweep of their own.
 */
export function halvedGroupsOf<Run extends ListedRun>(runs: readonly Run[]): readonly HalvedGroup<Run>[] {
  const groups = new Map<string, { group: RunGroup; rule: HalvingRule; runs: Run[] }>();
  for (const run of withoutCopies(runs)) {
    const { group } = run.manifest;
    if (group?.halving === undefined) continue;
    const key = JSON.stringify([group.id, group.halving]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { group, rule: group.halving, runs: [run] });
    else known.runs.push(run);
  }
  return [...groups.values()].map((found) => ({ ...found, ...withClaims(found.runs.toSorted(byAge)) }));
}

function withClaims<Run extends ListedRun>(sorted: readonly Run[]) {
  const unpromoted = new Set(
    [...firstOfEachId(sorted).values()].flatMap(({ manifest }) => (manifest.promotedAs === null ? [manifest.id] : [])),
  );
  const isClaim = ({ manifest: { id, continues } }: Run) =>
    continues !== null && continues.run !== id && unpromoted.has(continues.run);
  return { runs: sorted.filter((run) => !isClaim(run)), claims: sorted.filter(isClaim) };
}

/**
 * Why a run that is to go on does not: nobody knows that this user made it here, so it waits for the person's word; or
 * nothing can go on from it, so it counts as one that failed.
 */
export type Obstacle = 'unapproved' | 'cannotGoOn';

/** Those that were met, by the run's directory. */
export type Obstacles = ReadonlyMap<string, Obstacle>;

/**
 * The runs that are to go on now, those first that are to go first; not what somebody holds back, nor what was surely
 * made by somebody else, whose word they wait for, nor what met an obstacle.
 */
export function pendingPromotions(
  group: Pick<HalvedGroup, 'rule' | 'runs'>,
  obstacles: Obstacles = new Map(),
): readonly ListedRun[] {
  return duePromotions(group, obstacles).filter(
    ({ directory, manifest }) => manifest.madeHere !== null && !obstacles.has(directory),
  );
}

/** The same with those that wait for a person's word. */
export function duePromotions(
  { rule, runs }: Pick<HalvedGroup, 'rule' | 'runs'>,
  obstacles: Obstacles = new Map(),
): readonly ListedRun[] {
  const byId = firstOfEachId(runs);
  const halved = halvedRuns(runs, rule).map((run) => {
    const failed = run.promotedAs === undefined && obstacles.get(byId.get(run.id)?.directory ?? '') === 'cannotGoOn';
    return failed ? { ...run, value: Number.NaN } : run;
  });
  return runsToPromote(halved, rule).flatMap(({ id }) => {
    const run = byId.get(id);
    return run === undefined || run.manifest.queuePlace?.isHeld === true ? [] : [run];
  });
}

/** @param runs all of its folder, which decide on it, too */
export function isDueIn(runs: readonly ListedRun[], directory: string): boolean {
  return halvedGroupsOf(runs).some((group) =>
    duePromotions(group).some((run) => run.directory === directory && run.state === 'completed'),
  );
}

/** A stranger's run may say another's id. */
export function firstOfEachId(runs: readonly ListedRun[]): ReadonlyMap<string, ListedRun> {
  return new Map(runs.toReversed().map((run) => [run.manifest.id, run]));
}

export function byAge(
  { manifest: a }: { readonly manifest: Manifest },
  { manifest: b }: { readonly manifest: Manifest },
): number {
  return a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : a.id < b.id ? -1 : 1;
}
