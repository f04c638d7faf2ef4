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
import { changePlace, enqueue, notePromotion } from '../waitingRun.ts';
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
 * waits for the person's word. That a run went on is noted in it before the new one is queued, since the new one may be
 * deleted any time; a promotion that was cut short after its run was made is finished.
 */
export async function promoteRuns(groups: readonly HalvedGroup[], promoter: Promoter): Promise<readonly string[]> {
  const promoted: string[] = [];
  const attempt = async (run: ListedRun, act: () => Promise<string | undefined>) => {
    try {
      if (!(await isMadeHere(run.directory, run.manifest, promoter.issuer.secret))) return;
      const directory = await act();
      if (directory === undefined) return;
      if (run.manifest.promotedAs === null) await notePromotion(run.directory, path.basename(directory));
      await enqueue(directory, promoter.issuer, { askedBy: promoter.askedBy, acceptsChangedData: false });
      await changePlace(directory, 'toTop', promoter.topRank);
      promoted.push(directory);
    } catch (error) {
      promoter.onError(error);
    }
  };
  for (const group of groups) {
    const promotions = promotionsAmong(group.runs);
    for (const { origin, extension } of promotions.filter(isUnfinished))
      await attempt(origin, async () => ((await extendsOnly(extension, origin)) ? extension.directory : undefined));
    await noteEach(promotions.filter(isUnnoted)).catch(promoter.onError);
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

interface Promotion {
  readonly origin: ListedRun;
  /** The run that goes on from it. */
  readonly extension: ListedRun;
}

function promotionsAmong(runs: readonly ListedRun[]): readonly Promotion[] {
  const byId = firstOfEachId(runs);
  return runs.flatMap((extension) => {
    const { id, continues } = extension.manifest;
    const origin = continues === null ? undefined : byId.get(continues.run);
    return origin === undefined || (origin.manifest.promotedAs ?? id) !== id ? [] : [{ origin, extension }];
  });
}

/** Whether the run was made and never came into the queue. */
function isUnfinished({ extension: { state, manifest } }: Promotion): boolean {
  return state === 'queued' && manifest.queueTicket === null;
}

/** Whether an earlier version let it go on, which noted nothing. */
function isUnnoted(promotion: Promotion): boolean {
  const { state, manifest } = promotion.origin;
  return (
    state === 'completed' && manifest.promotedAs === null && manifest.madeHere !== null && !isUnfinished(promotion)
  );
}

async function noteEach(promotions: readonly Promotion[]): Promise<void> {
  for (const { origin, extension } of promotions) await notePromotion(origin.directory, extension.manifest.id);
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
