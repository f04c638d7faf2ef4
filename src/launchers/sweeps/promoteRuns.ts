// Lets the better runs of a sweep by successive halving go on from their checkpoints: each in a new run, which is made
// once and waits before all others.

import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readFrozenExperiment } from '../../runs/frozenExperiment.ts';
import { type AskedBy, type HalvingRule, localLauncher } from '../../runs/runOrigin.ts';
import { type HalvedRun, halvedRuns, standingOnRung } from '../../runs/successiveHalving.ts';
import { describePromotion } from '../../words/describeHalving.ts';
import { continueRun } from '../continueRun.ts';
import { frozenPart } from '../frozenPart.ts';
import { isMadeHere } from '../madeHere.ts';
import type { TicketIssuer } from '../queueTicket.ts';
import { changePlace, enqueue } from '../waitingRun.ts';
import { firstOfEachId, type HalvedGroup, type ListedRun, pendingPromotions } from './halvedGroups.ts';

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
