// A waiting run's way into the queue and out of it again, and its end where it fails before it begins: each a word in
// its manifest.

import { existsSync } from 'node:fs';
import { RefusedFileError } from '../base/refusedFile.ts';
import { dropRequests } from '../runs/control.ts';
import type { ReadDigest } from '../runs/knownDigests.ts';
import type { Manifest } from '../runs/manifest.ts';
import { readManifest, writeManifest, writeManifestOf } from '../runs/manifestFile.ts';
import { observeRun } from '../runs/observeRun.ts';
import { recordPromotion } from '../runs/originRecord.ts';
import { runFiles } from '../runs/runDirectory.ts';
import type { ProcessEnd, RunFailure } from '../runs/runFailure.ts';
import { type RunHold, RunLockedError } from '../runs/runHold.ts';
import { withRunLock } from '../runs/runLock.ts';
import { isLaunchedLocally, localLauncher, type QueuePlace } from '../runs/runOrigin.ts';
import { isEnded, whyNotResumed } from '../runs/runState.ts';
import { refuseOtherThan } from './frozenPart.ts';
import { inspectClaim, isNewestLaunch, releaseClaim } from './launchClaim.ts';
import { LaunchError, type LaunchOutcome, type QueueChange } from './launcher.ts';
import { proofFor, untoldJustNow } from './madeHere.ts';
import type { OutstandingTickets } from './outstandingTickets.ts';
import { issueTicket, type JudgedTicket, judgeTicket, type TicketIssuer, type TicketQuality } from './queueTicket.ts';

/**
 * Makes a run wait for its trainer because this user says so: one that was just made, one that somebody else queued,
 * one that ended.
 * @param agreed what the person was asked about, see `agreementOn`; undefined where there was nothing to ask
 * @throws {LaunchError} where the run cannot wait, or is another by now than was agreed to
 */
export async function enqueue(
  directory: string,
  issuer: TicketIssuer,
  asked: Pick<Manifest, 'askedBy' | 'acceptsChangedData'>,
  agreed?: string,
): Promise<void> {
  const { manifest, state } = await observeRun(directory);
  if (state === 'completed') throw new LaunchError(`“${manifest.name}” is complete: there is nothing left to do.`);
  if (state === 'queued' && !isLaunchedLocally(manifest.launcher)) throw new LaunchError(whoStarts(manifest));
  if (state !== 'queued' && !isEnded(state)) throw new LaunchError(`“${manifest.name}” is at work already.`);
  const whyNot = isEnded(state) ? whyNotResumed(manifest) : undefined;
  if (whyNot !== undefined) throw new LaunchError(whyNot);
  const claim = await inspectClaim(directory);
  const judged = state === 'queued' ? await judgeTicket(directory, manifest, issuer) : undefined;
  if (judged?.quality === 'untold') throw untoldJustNow(manifest, judged.fault);
  const ticket = judged?.quality ?? 'bad';
  const isOnItsWay = (ticket === 'good' && claim !== 'stale') || (ticket === 'spent' && claim === 'fresh');
  if (isOnItsWay) return;
  const submit = async (hold: RunHold) => {
    const rested = await readManifest(directory);
    // A brief run's trainer may have come and gone since it was looked at.
    if (
      rested.state !== manifest.state ||
      rested.endedAt !== manifest.endedAt ||
      rested.startedAt !== manifest.startedAt
    )
      throw new LaunchError(`“${manifest.name}” is ${rested.state} by now, so nothing was changed. Look at it again.`);
    if (claim !== 'none') await releaseClaim(directory);
    // What was asked of an earlier process went unheard; what is asked from now on is meant for the next one.
    await dropRequests(directory);
    const madeHere = await proofFor(directory, rested, issuer.secret, agreed);
    const queueTicket = await issueTicket(directory, { ...rested, ...asked }, issuer);
    // The ticket covers what lies there by now, which was read once more.
    if (agreed !== undefined) await refuseOtherThan(agreed, directory, rested);
    // Before whom it starts is no more than a stranger's word where the ticket is none of this user's.
    const held = manifest.queuePlace && { ...manifest.queuePlace, rank: 0 };
    const place = state !== 'queued' ? { queuePlace: null } : ticket === 'bad' ? { queuePlace: held } : {};
    const queued = { state: 'queued', ...asked, ...place, launcher: localLauncher, queueTicket, madeHere } as const;
    await writeManifestOf(hold, { ...rested, ...queued, endedAt: null, failure: null });
  };
  const obstacle = await writeIfFree(directory, submit).catch((error: unknown) => {
    if (existsSync(runFiles(directory).manifest)) throw error;
    throw new LaunchError(
      `“${manifest.name}” was moved or deleted just then, so it was not started. Look for it in the trash.`,
    );
  });
  if (obstacle !== undefined) throw new LaunchError(`“${manifest.name}” cannot be started now. ${obstacle.message}`);
}

/** Of a queued run that is not for this machine's queue. */
function whoStarts({ name, launcher }: Manifest): string {
  return launcher === null
    ? `“${name}” is being started by a terminal. Try again in a minute if it does not begin.`
    : `“${name}” waits for “${launcher.kind}”, which this version of Reptile Lab does not know. Update it, or stop the run first.`;
}

/** Lets `write` be the run's only writer; says, without running it, who else is one. */
async function writeIfFree(
  directory: string,
  write: (hold: RunHold) => Promise<void>,
): Promise<RunLockedError | undefined> {
  try {
    await withRunLock(directory, write);
    return undefined;
  } catch (error) {
    if (error instanceof RunLockedError) return error;
    throw error;
  }
}

/**
 * Writes where a waiting run stands in the queue.
 * @param topRank before all others that wait
 * @throws {LaunchError} where it does not wait in this machine's queue, or starts just then
 */
export async function changePlace(directory: string, change: QueueChange, topRank: number): Promise<void> {
  const refuse = (name: string) =>
    new LaunchError(`“${name}” does not wait in this machine's queue (any more), so its place cannot be changed.`);
  const obstacle = await writeIfFree(directory, async (hold) => {
    const manifest = await readManifest(directory);
    if (manifest.state !== 'queued' || !isLaunchedLocally(manifest.launcher)) throw refuse(manifest.name);
    const queuePlace = placeAfter(manifest.queuePlace ?? { rank: 0, isHeld: false }, change, topRank);
    await writeManifestOf(hold, { ...manifest, queuePlace });
  });
  if (obstacle !== undefined) throw refuse((await readManifest(directory)).name);
}

/**
 * Writes whether a completed run of a sweep by successive halving may go on by itself; nothing of a run that is none any
 * more. @throws {LaunchError} where somebody else is writing there
 */
export async function holdBack(directory: string, isHeld: boolean): Promise<void> {
  const obstacle = await writeIfFree(directory, async (hold) => {
    const manifest = await readManifest(directory);
    if (manifest.state !== 'completed') return;
    await writeManifestOf(hold, { ...manifest, queuePlace: isHeld ? { rank: 0, isHeld } : null });
  });
  if (obstacle !== undefined) throw new LaunchError(obstacle.message);
}

/**
 * Writes into a completed run that it went on as another one, so that it never does again. Gives as which it did, which
 * is the one that was noted first.
 * @throws {LaunchError} where somebody else is writing there
 */
export async function notePromotion(directory: string, promotedAs: string): Promise<string> {
  let noted = promotedAs;
  const obstacle = await writeIfFree(directory, async (hold) => {
    const manifest = await readManifest(directory);
    noted = manifest.promotedAs ?? promotedAs;
    if (manifest.promotedAs !== null) return;
    await recordPromotion(hold, manifest, promotedAs);
    await writeManifestOf(hold, { ...manifest, promotedAs });
  });
  if (obstacle !== undefined) throw new LaunchError(obstacle.message);
  return noted;
}

function placeAfter({ rank, isHeld }: QueuePlace, change: QueueChange, topRank: number): QueuePlace {
  switch (change) {
    case 'toTop':
      return { rank: topRank, isHeld };
    case 'hold':
      return { rank, isHeld: true };
    case 'release':
      return { rank, isHeld: false };
  }
}

/** Takes a run out of the queue; false when it does not wait there. */
export async function withdraw(directory: string, issuer: TicketIssuer): Promise<boolean> {
  if (!(await waitsInQueue(directory, issuer))) return false;
  let isWithdrawn = false;
  await writeIfFree(directory, async (hold) => {
    // Its trainer may have been faster.
    if (!(await waitsInQueue(directory, issuer))) return;
    const manifest = await readManifest(directory);
    await writeManifestOf(hold, {
      ...manifest,
      state: 'stopped',
      queueTicket: null,
      acceptsChangedData: false,
      endedAt: new Date().toISOString(),
    });
    await issuer.outstanding.drop(directory);
    isWithdrawn = true;
  });
  return isWithdrawn;
}

/**
 * Whether the run says that it is; of one whose manifest cannot be read it stays possible, of one that is gone it does
 * not.
 */
export async function isQueued(directory: string): Promise<boolean> {
  try {
    return (await readManifest(directory)).state === 'queued';
  } catch {
    return existsSync(runFiles(directory).manifest);
  }
}

/**
 * Its good ticket, where it still waits with one: it may have been listed a while ago.
 * @param read has to read the files that are executed, see `KnownDigests`
 */
export async function ticketToStart(
  directory: string,
  issuer: TicketIssuer,
  read: ReadDigest,
): Promise<Extract<JudgedTicket, { readonly quality: TicketQuality }> | undefined> {
  const { manifest, state } = await observeRun(directory);
  if (state !== 'queued' || !isLaunchedLocally(manifest.launcher)) return undefined;
  const ticket = await judgeTicket(directory, manifest, issuer, read);
  return ticket.quality === 'good' ? ticket : undefined;
}

async function waitsInQueue(directory: string, issuer: TicketIssuer): Promise<boolean> {
  const manifest = await readManifest(directory);
  if (manifest.state !== 'queued' || !isLaunchedLocally(manifest.launcher)) return false;
  const isOurs = (await judgeTicket(directory, manifest, issuer)).quality !== 'bad';
  return !isOurs || (await inspectClaim(directory)) !== 'fresh';
}

/** A trainer that ended without a word in the manifest must not leave its run waiting for ever. */
export async function noticeEarlyEnd(
  directory: string,
  { launch, end }: { readonly launch: string; readonly end: ProcessEnd },
  { outstanding }: TicketIssuer,
): Promise<void> {
  try {
    // A run that was stopped and resumed at once waits again while its first trainer is still on its way out.
    if (!(await isNewestLaunch(directory, launch))) return;
    const manifest = await readManifest(directory);
    if (manifest.state === 'queued') await recordFailure(directory, { code: 'trainerEnded', end }, outstanding);
    else await releaseClaim(directory);
  } catch (error) {
    // A run that was, or is just being, deleted needs no word.
    if (existsSync(runFiles(directory).manifest)) throw error;
  }
}

/** A trainer that came to life after all has the last word. */
export async function recordFailure(
  directory: string,
  failure: RunFailure,
  tickets: OutstandingTickets,
): Promise<LaunchOutcome> {
  let outcome: LaunchOutcome = { kind: 'waiting', directory };
  const record = async (write: (manifest: Manifest) => Promise<void>, reason: RunFailure) => {
    const manifest = await readManifest(directory);
    await releaseClaim(directory);
    if (manifest.state !== 'queued') return;
    const endedAt = new Date().toISOString();
    const unasked = { queueTicket: null, acceptsChangedData: false };
    await write({ ...manifest, ...unasked, state: 'failed', endedAt, failure: reason });
    await tickets.drop(directory);
    outcome = { kind: 'failed', directory, failure: reason };
  };
  try {
    await writeIfFree(directory, (hold) => record((manifest) => writeManifestOf(hold, manifest), failure));
  } catch (error) {
    if (!(error instanceof RefusedFileError)) throw error;
    // Where something else than a lock is in the lock's place no trainer can be at work, and the run must not wait for
    // ever.
    const { file, refusal } = error;
    await record((manifest) => writeManifest(directory, manifest), { code: 'refusedFile', file, refusal });
  }
  return outcome;
}
