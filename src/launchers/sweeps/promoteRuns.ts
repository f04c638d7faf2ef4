// Lets the better runs of a sweep by successive halving go on from their checkpoints: each in a new run, which is made
// once and waits before all others.

import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readFrozenExperiment } from '../../runs/frozenExperiment.ts';
import type { Manifest } from '../../runs/manifest.ts';
import { type AskedBy, type HalvingRule, localLauncher, type RunGroup } from '../../runs/runOrigin.ts';
import type { RunState } from '../../runs/runState.ts';
import { type HalvedRun, halvedRuns, runsToPromote, standingOnRung } from '../../runs/successiveHalving.ts';
import { describePromotion } from '../../words/describeHalving.ts';
import { continueRun } from '../continueRun.ts';
import { frozenPart } from '../frozenPart.ts';
import { isMadeHere } from '../madeHere.ts';
import type { TicketIssuer } from '../queueTicket.ts';
import { changePlace, enqueue } from '../waitingRun.ts';

interface ListedRun {
  readonly directory: string;
  readonly state: RunState;
  readonly manifest: Manifest;
}

/** The runs of a sweep by successive halving, the oldest first, and its rule. */
interface HalvedGroup<Run extends ListedRun = ListedRun> {
  readonly group: RunGroup;
  readonly rule: HalvingRule;
  readonly runs: readonly Run[];
}

export interface Promoter {
  readonly issuer: TicketIssuer;
  readonly askedBy: AskedBy;
  /** So many runs may be let go on: for whatever comes after them there is no place yet, and better ones may come. */
  readonly room: number;
  /** Before all that wait. */
  readonly topRank: number;
  /** Hears of what keeps one run from going on, and no other. */
  readonly onError: (error: unknown) => void;
}

/** The sweeps by successive halving among the runs of one folder. */
export function halvedGroupsOf<Run extends ListedRun>(runs: readonly Run[]): readonly HalvedGroup<Run>[] {
  const groups = new Map<string, { group: RunGroup; rule: HalvingRule; runs: Run[] }>();
  for (const run of runs) {
    const { group } = run.manifest;
    if (group?.halving === undefined) continue;
    const known = groups.get(group.id);
    if (known === undefined) groups.set(group.id, { group, rule: group.halving, runs: [run] });
    else known.runs.push(run);
  }
  return [...groups.values()].map((found) => ({ ...found, runs: found.runs.toSorted(byAge) }));
}

/**
 * The runs that are to go on now, those first that are to go first; not what somebody holds back, nor what was surely
 * made by somebody else, whose word they wait for.
 */
export function pendingPromotions({ rule, runs }: Pick<HalvedGroup, 'rule' | 'runs'>): readonly ListedRun[] {
  const byId = firstOfEachId(runs);
  return runsToPromote(halvedRuns(runs, rule), rule).flatMap(({ id }) => {
    const run = byId.get(id);
    if (run === undefined) return [];
    const { queuePlace, madeHere } = run.manifest;
    return queuePlace?.isHeld === true || madeHere === null ? [] : [run];
  });
}

function firstOfEachId(runs: readonly ListedRun[]): ReadonlyMap<string, ListedRun> {
  return new Map(runs.toReversed().map((run) => [run.manifest.id, run]));
}

/**
 * To be called under the folder's lock. What this user made goes on, and no other: a run that somebody else put there
 * waits for the person's word. A promotion that was cut short after its run was made is finished.
 */
export async function promoteRuns(groups: readonly HalvedGroup[], promoter: Promoter): Promise<readonly string[]> {
  const promoted: string[] = [];
  const attempt = async (run: ListedRun, act: () => Promise<string | undefined>) => {
    try {
      if (!(await isMadeHere(run.directory, run.manifest, promoter.issuer.secret))) return;
      const directory = await act();
      if (directory === undefined) return;
      await enqueue(directory, promoter.issuer, { askedBy: promoter.askedBy, acceptsChangedData: false });
      await changePlace(directory, 'toTop', promoter.topRank);
      promoted.push(directory);
    } catch (error) {
      promoter.onError(error);
    }
  };
  for (const group of groups) {
    for (const { origin, extension } of unfinishedPromotions(group.runs))
      await attempt(origin, async () => ((await extendsOnly(extension, origin)) ? extension.directory : undefined));
    for (const run of pendingPromotions(group)) {
      if (promoted.length >= promoter.room) break;
      await attempt(run, () => goOn(run, group, promoter));
    }
  }
  return promoted;
}

async function goOn(
  run: ListedRun,
  { group, rule, runs }: HalvedGroup,
  { issuer, askedBy }: Promoter,
): Promise<string> {
  const { metaIterations, versions } = run.manifest;
  const halved = halvedRuns(runs, rule);
  const itself = halved.find(({ id }) => id === run.manifest.id);
  if (itself === undefined) throw new RangeError(`${run.manifest.id} stands on no rung.`);
  const next = rule.rungs[itself.rung + 1] ?? metaIterations;
  const { directory } = await continueRun(
    run,
    { checkpoint: 'latest', extendBy: next - metaIterations, note: noteOf(itself, halved, rule) },
    {
      runsFolder: path.dirname(run.directory),
      askedBy,
      launcher: localLauncher,
      group,
      secret: issuer.secret,
      version: versions.reptileLab,
    },
  );
  return directory;
}

function noteOf(run: HalvedRun, runs: readonly HalvedRun[], rule: HalvingRule): string {
  return describePromotion(run, standingOnRung(run, runs, rule), rule);
}

/** Runs that were made to go on from others of their sweep, and never came into the queue. */
function unfinishedPromotions(runs: readonly ListedRun[]): readonly { origin: ListedRun; extension: ListedRun }[] {
  const byId = firstOfEachId(runs);
  return runs.flatMap((extension) => {
    const { continues, queueTicket } = extension.manifest;
    if (extension.state !== 'queued' || queueTicket !== null || continues === null) return [];
    const origin = byId.get(continues.run);
    return origin === undefined ? [] : [{ origin, extension }];
  });
}

/** Whether a run executes what another one does and is only longer. */
async function extendsOnly(extension: ListedRun, origin: ListedRun): Promise<boolean> {
  const [longer, shorter] = await Promise.all([comparable(extension), comparable(origin)]);
  return isDeepStrictEqual(longer, shorter);
}

async function comparable({ directory, manifest }: ListedRun) {
  const { experiment } = await readFrozenExperiment(directory, manifest);
  const { files, experimentPath, experimentFromRun, taskModule, engineFolder } = await frozenPart(directory, manifest);
  const algorithm = { ...experiment.algorithm, metaIterations: 0 };
  const [source] = files;
  return {
    source,
    experimentPath,
    experimentFromRun,
    taskModule,
    engineFolder,
    experiment: { ...experiment, algorithm },
  };
}

function byAge(
  { manifest: a }: { readonly manifest: Manifest },
  { manifest: b }: { readonly manifest: Manifest },
): number {
  return a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : a.id < b.id ? -1 : 1;
}
