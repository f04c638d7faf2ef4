// Lets the better runs of a sweep by successive halving go on from their checkpoints: each in a new run, which is made
// once and waits before all others.

import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { RefusedFileError } from '../../base/refusedFile.ts';
import { isOfTheSystem, messageOf } from '../../base/systemErrors.ts';
import { NoSuchCheckpointError } from '../../runs/chosenCheckpoint.ts';
import { ExperimentRefused, readFrozenExperiment } from '../../runs/frozenExperiment.ts';
import { CheckpointUnreadableError } from '../../runs/newestCheckpoint.ts';
import { type AskedBy, type HalvingRule, localLauncher } from '../../runs/runOrigin.ts';
import { type HalvedRun, halvedRuns, standingOnRung } from '../../runs/successiveHalving.ts';
import { describePromotion } from '../../words/describeHalving.ts';
import { ContinuationRefused, continueRun } from '../continueRun.ts';
import { failedJustNow } from '../failedJustNow.ts';
import { type FolderHold, FolderLockLostError } from '../folderLock.ts';
import { frozenPart } from '../frozenPart.ts';
import { LaunchError } from '../launcher.ts';
import { isMadeHere } from '../madeHere.ts';
import type { TicketIssuer } from '../queueTicket.ts';
import { changePlace, enqueue, notePromotion } from '../waitingRun.ts';
import {
  byAge,
  duePromotions,
  firstOfEachId,
  type HalvedGroup,
  type ListedRun,
  type Obstacle,
  type Obstacles,
} from './halvedGroups.ts';

export interface Promoter {
  /** Of the folder in which the runs lie. */
  readonly hold: FolderHold;
  readonly issuer: TicketIssuer;
  readonly askedBy: AskedBy;
  /** So many runs may be let go on: for whatever comes after them there is no place yet, and better ones may come. */
  readonly room: number;
  /** Before all that wait. */
  readonly topRank: number;
  /** Hears of what keeps one run from going on, and no other, and of what one goes on without. */
  readonly onError: (error: unknown) => void;
}

export interface Promotions {
  /** The new runs, which wait in the queue. */
  readonly promoted: readonly string[];
  /** Runs that were to go on, and what keeps them from it until a person does something. */
  readonly obstacles: Obstacles;
}

/**
 * What this user made goes on, and no other: a run that somebody else put there, or that was moved, waits for the
 * person's word, and one that only says itself that it goes on from another takes no place. That a run went on is noted in it before the new one is queued, since
 * the new one may be deleted any time; a promotion that was cut short after its run was made is finished.
 * @throws {FolderLockLostError} where somebody else decides by now: what was promoted until then stays
 */
export async function promoteRuns(groups: readonly HalvedGroup[], promoter: Promoter): Promise<Promotions> {
  const promoted: string[] = [];
  const obstacles = new Map<string, Obstacle>();
  const attempt = async (run: ListedRun, act: () => Promise<string | undefined>): Promise<Obstacle | undefined> => {
    try {
      if (!(await isMadeHere(run.directory, run.manifest, promoter.issuer.secret))) return 'unapproved';
      promoter.hold.assertHeld();
      const directory = await act();
      if (directory === undefined) return undefined;
      promoter.hold.assertHeld();
      const noted = run.manifest.promotedAs ?? (await notePromotion(run.directory, path.basename(directory)));
      if (noted !== path.basename(directory)) throw wentOnBefore(run, noted, directory);
      promoter.hold.assertHeld();
      await enqueue(directory, promoter.issuer, { askedBy: promoter.askedBy, acceptsChangedData: false });
      await changePlace(directory, 'toTop', promoter.topRank);
      promoted.push(directory);
    } catch (error) {
      if (error instanceof FolderLockLostError) throw error;
      if (willFailAgain(error)) {
        promoter.onError(cannotGoOn(run, error));
        return 'cannotGoOn';
      }
      promoter.onError(error instanceof LaunchError ? error : notJustNow(run, error));
    }
    return undefined;
  };
  for (const found of groups) {
    const { group, untold } = await withClaimsOfOwn(found, promoter);
    const promotions = promotionsAmong(group.runs);
    for (const { origin, extension } of promotions.filter(isUnfinished))
      await attempt(origin, async () =>
        (await isNextOf(extension, origin, group.rule, promoter.issuer.secret)) ? extension.directory : undefined,
      );
    const known = promotions.filter(({ extension }) => !untold.has(extension));
    await noteEach(known.filter(isUnnoted)).catch(promoter.onError);
    const tried = new Set<string>();
    let due = duePromotions(group);
    while (promoted.length < promoter.room) {
      const run = due.find(({ directory }) => !tried.has(directory));
      if (run === undefined) break;
      tried.add(run.directory);
      const obstacle = await attempt(run, () => goOn(run, group, promoter));
      if (obstacle !== undefined) obstacles.set(run.directory, obstacle);
      // The next best takes its place.
      if (obstacle === 'cannotGoOn') due = duePromotions(group, obstacles);
    }
  }
  return { promoted, obstacles };
}

/**
 * Whether what is wrong lies in the run itself, and not in a disk that is full, a drive that is away or in somebody who
 * is faster: then the run keeps its place among the best.
 */
function willFailAgain(error: unknown): boolean {
  if (isOfTheSystem(error)) return false;
  return (
    error instanceof NoSuchCheckpointError ||
    error instanceof CheckpointUnreadableError ||
    error instanceof ContinuationRefused ||
    error instanceof ExperimentRefused ||
    error instanceof RefusedFileError
  );
}

function notJustNow({ directory }: ListedRun, error: unknown): LaunchError {
  const what = `${directory} is to go on by successive halving and keeps its place, but could not just now`;
  return failedJustNow(what, path.dirname(directory), error);
}

function wentOnBefore({ directory }: ListedRun, noted: string, again: string): LaunchError {
  return new LaunchError(
    `${directory} went on as ${noted} already, so ${again}, which was made to go on from it as well, is not queued. Delete that one.`,
  );
}

function cannotGoOn({ directory }: ListedRun, error: unknown): LaunchError {
  return new LaunchError(
    `${directory} cannot go on by successive halving, and counts as one that failed on its rung: ${messageOf(error)}`,
  );
}

async function goOn(
  run: ListedRun,
  { group, rule, runs }: HalvedGroup,
  { hold, issuer, askedBy, onError }: Promoter,
): Promise<string> {
  const { metaIterations, versions } = run.manifest;
  const halved = halvedRuns(runs, rule);
  const itself = halved.find(({ id }) => id === run.manifest.id);
  if (itself === undefined) throw new RangeError(`${run.manifest.id} stands on no rung.`);
  const next = rule.rungs[itself.rung + 1] ?? metaIterations;
  const { directory, warnings } = await continueRun(
    run,
    {
      checkpoint: 'latest',
      extendBy: next - metaIterations,
      note: noteOf(itself, halved, rule),
      mayAppear: hold.assertHeld,
    },
    {
      runsFolder: path.dirname(run.directory),
      askedBy,
      launcher: localLauncher,
      group,
      secret: issuer.secret,
      version: versions.reptileLab,
    },
  );
  for (const warning of warnings)
    onError(new LaunchError(`${directory} goes on from ${run.directory} by successive halving. ${warning}`));
  return directory;
}

function noteOf(run: HalvedRun, runs: readonly HalvedRun[], rule: HalvingRule): string {
  return describePromotion(run, standingOnRung(run, runs, rule), rule);
}

/** What was not made here takes no run's place: that it goes on from it, only its own run.json says. */
async function withClaimsOfOwn(
  group: HalvedGroup,
  { issuer, onError }: Promoter,
): Promise<{ readonly group: HalvedGroup; readonly untold: ReadonlySet<ListedRun> }> {
  const own: ListedRun[] = [];
  // Of which that cannot be told just now: nothing goes on a second time because of that, and nothing is noted.
  const untold = new Set<ListedRun>();
  for (const claim of group.claims) {
    try {
      if (await isMadeHere(claim.directory, claim.manifest, issuer.secret)) own.push(claim);
    } catch (error) {
      untold.add(claim);
      onError(error);
    }
  }
  return { group: { ...group, runs: [...group.runs, ...own, ...untold].toSorted(byAge) }, untold };
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

/** Whether a run was made here, executes what another one does, and is only longer: by a rung. */
async function isNextOf(
  extension: ListedRun,
  origin: ListedRun,
  rule: HalvingRule,
  secret: Uint8Array,
): Promise<boolean> {
  const next = rule.rungs[rule.rungs.indexOf(origin.manifest.metaIterations) + 1];
  if (extension.manifest.metaIterations !== next) return false;
  if (!(await isMadeHere(extension.directory, extension.manifest, secret))) return false;
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
