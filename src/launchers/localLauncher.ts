// Starts trainers on this machine, as many at a time as there are places; the others wait in the queue, which is the run directories themselves.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { RefusedFileError } from '../base/refusedFile.ts';
import { messageOf } from '../base/systemErrors.ts';
import { dropRequests, requestControl } from '../runs/control.ts';
import { RunLister, type RunListing } from '../runs/listRuns.ts';
import type { Manifest } from '../runs/manifest.ts';
import { readManifest, writeManifest, writeManifestOf } from '../runs/manifestFile.ts';
import { observeRun } from '../runs/observeRun.ts';
import { runFiles } from '../runs/runDirectory.ts';
import { type RunHold, RunLockedError } from '../runs/runHold.ts';
import { withRunLock } from '../runs/runLock.ts';
import { isEnded } from '../runs/runState.ts';
import { withFolderLock } from './folderLock.ts';
import { claimLaunch, inspectClaim, isNewestLaunch, releaseClaim } from './launchClaim.ts';
import { LaunchError, type Launcher, type LaunchOutcome } from './launcher.ts';
import { decideQueue, type QueueEntry } from './runQueue.ts';
import { spawnTrainer, type TrainerCommand } from './spawnTrainer.ts';

export interface LocalLauncherOptions {
  readonly command: TrainerCommand;
  /** Folders whose runs share the places; asked at each use. */
  readonly runsFolders: () => readonly string[];
  /** How many runs may be at work at once; asked at each use. */
  readonly places: () => number;
  /** Hears of what went wrong after a call had returned. */
  readonly onError: (error: unknown) => void;
}

type RunEntry = Extract<RunListing, { kind: 'run' }>;

export class LocalLauncher implements Launcher {
  readonly #options: LocalLauncherOptions;
  readonly #listers = new Map<string, RunLister>();

  constructor(options: LocalLauncherOptions) {
    this.#options = options;
  }

  async submit(directory: string): Promise<LaunchOutcome> {
    const folder = path.dirname(directory);
    const outcomes = await this.#withPatience(folder, async () => {
      await enqueue(directory);
      return this.#startWaiting(folder);
    });
    return outcomes?.find((outcome) => outcome.directory === directory) ?? { kind: 'waiting', directory };
  }

  async poll(): Promise<readonly LaunchOutcome[]> {
    const outcomes: LaunchOutcome[] = [];
    for (const folder of this.#options.runsFolders().filter((other) => existsSync(other))) {
      // Another window that is just starting runs of this folder does it for all.
      outcomes.push(...((await withFolderLock(folder, () => this.#startWaiting(folder))) ?? []));
    }
    return outcomes;
  }

  async cancel(directory: string): Promise<void> {
    const withdrawn = await this.#withPatience(path.dirname(directory), () => withdraw(directory));
    if (withdrawn === true) return;
    const { manifest, state } = await observeRun(directory);
    if (isEnded(state)) throw new LaunchError(`“${manifest.name}” has ended already.`);
    await requestControl(directory, 'stop');
  }

  /** Waits for other windows to be done with the folder, which takes them milliseconds. */
  async #withPatience<T>(folder: string, action: () => Promise<T>): Promise<T | undefined> {
    for (let attempt = 0; attempt < 100; attempt++) {
      const done = await withFolderLock(folder, async () => ({ result: await action() }));
      if (done !== undefined) return done.result;
      await delay(20);
    }
    return undefined;
  }

  /** To be called under the folder's lock. */
  async #startWaiting(folder: string): Promise<LaunchOutcome[]> {
    const runs = await this.#listAll(folder);
    const entries = await Promise.all(runs.map(toQueueEntry));
    const inFolder = ({ directory }: QueueEntry) => path.dirname(directory) === path.resolve(folder);
    const { start, wait, failed } = decideQueue(entries, this.#options.places());
    const ours = new Set(entries.filter(inFolder).map(({ directory }) => directory));
    const outcomes: LaunchOutcome[] = [];
    for (const directory of failed.filter((other) => ours.has(other))) {
      outcomes.push(
        await recordFailure(directory, 'Its trainer did not come to life. Its log may say why; resume it to try again.'),
      );
    }
    for (const directory of start.filter((other) => ours.has(other))) outcomes.push(await this.#start(directory));
    for (const directory of wait.filter((other) => ours.has(other))) outcomes.push({ kind: 'waiting', directory });
    return outcomes;
  }

  async #start(directory: string): Promise<LaunchOutcome> {
    const launch = await claimLaunch(directory);
    if (launch === undefined) return { kind: 'waiting', directory };
    try {
      const trainer = await spawnTrainer(this.#options.command, directory, runFiles(directory).log);
      void trainer.ended.then((how) => noticeEarlyEnd(directory, launch, how)).catch(this.#options.onError);
      return { kind: 'started', directory, pid: trainer.pid };
    } catch (error) {
      const { program } = this.#options.command;
      return recordFailure(directory, `Its trainer could not be started with ${program}: ${messageOf(error)}.`);
    }
  }

  async #listAll(folder: string): Promise<RunEntry[]> {
    const folders = new Set([folder, ...this.#options.runsFolders()].map((other) => path.resolve(other)));
    const listings = await Promise.all([...folders].map((other) => this.#listerOf(other).list()));
    return listings.flat().filter((listing) => listing.kind === 'run');
  }

  #listerOf(folder: string): RunLister {
    const known = this.#listers.get(folder);
    if (known !== undefined) return known;
    const lister = new RunLister(folder);
    this.#listers.set(folder, lister);
    return lister;
  }
}

async function toQueueEntry({ directory, manifest, state }: RunEntry): Promise<QueueEntry> {
  const claim = state === 'queued' ? await inspectClaim(directory, Date.now()) : 'none';
  return { directory, state, launcher: manifest.launcher, createdAt: manifest.createdAt, claim };
}

/** Makes a run that ended wait for its trainer again; one that waits already stays as it is. */
async function enqueue(directory: string): Promise<void> {
  const { manifest, state } = await observeRun(directory);
  if (state === 'completed') throw new LaunchError(`“${manifest.name}” is complete: there is nothing left to do.`);
  if (state !== 'queued' && !isEnded(state)) throw new LaunchError(`“${manifest.name}” is at work already.`);
  if (state === 'queued') return;
  const isFree = await writeIfFree(directory, async (hold) => {
    await releaseClaim(directory);
    // What was asked of an earlier process went unheard; what is asked from now on is meant for the next one.
    await dropRequests(directory);
    const rested = await readManifest(directory);
    await writeManifestOf(hold, { ...rested, state: 'queued', launcher: 'editor', endedAt: null, failure: null });
  });
  if (!isFree) throw new LaunchError(`“${manifest.name}” is at work already.`);
}

/** Lets `write` be the run's only writer; false, without running it, where a trainer has the run. */
async function writeIfFree(directory: string, write: (hold: RunHold) => Promise<void>): Promise<boolean> {
  try {
    await withRunLock(directory, write);
    return true;
  } catch (error) {
    if (error instanceof RunLockedError) return false;
    throw error;
  }
}

/** Takes a run out of the queue; false when it does not wait there. */
async function withdraw(directory: string): Promise<boolean> {
  if (!(await waitsInQueue(directory))) return false;
  let isWithdrawn = false;
  await writeIfFree(directory, async (hold) => {
    // Its trainer may have been faster.
    if (!(await waitsInQueue(directory))) return;
    await writeManifestOf(hold, { ...(await readManifest(directory)), state: 'stopped', endedAt: new Date().toISOString() });
    isWithdrawn = true;
  });
  return isWithdrawn;
}

async function waitsInQueue(directory: string): Promise<boolean> {
  const { state, launcher } = await readManifest(directory);
  return state === 'queued' && launcher === 'editor' && (await inspectClaim(directory, Date.now())) !== 'fresh';
}

/** A trainer that ended without a word in the manifest must not leave its run waiting for ever. */
async function noticeEarlyEnd(directory: string, launch: string, how: string): Promise<void> {
  try {
    // A run that was stopped and resumed at once waits again while its first trainer is still on its way out.
    if (!(await isNewestLaunch(directory, launch))) return;
    const manifest = await readManifest(directory);
    const message = `Its trainer ended ${how} before it began. Its log may say why.`;
    if (manifest.state === 'queued') await recordFailure(directory, message);
    else await releaseClaim(directory);
  } catch (error) {
    // A run that was, or is just being, deleted needs no word.
    if (existsSync(runFiles(directory).manifest)) throw error;
  }
}

/** A trainer that came to life after all has the last word. */
async function recordFailure(directory: string, message: string): Promise<LaunchOutcome> {
  let outcome: LaunchOutcome = { kind: 'waiting', directory };
  const record = async (write: (manifest: Manifest) => Promise<void>, reason: string) => {
    const manifest = await readManifest(directory);
    await releaseClaim(directory);
    if (manifest.state !== 'queued') return;
    await write({ ...manifest, state: 'failed', endedAt: new Date().toISOString(), failure: { message: reason } });
    outcome = { kind: 'failed', directory, message: reason };
  };
  try {
    await writeIfFree(directory, (hold) => record((manifest) => writeManifestOf(hold, manifest), message));
  } catch (error) {
    if (!(error instanceof RefusedFileError)) throw error;
    // Where something else than a lock is in the lock's place no trainer can be at work, and the run must not wait for ever.
    await record((manifest) => writeManifest(directory, manifest), error.message);
  }
  return outcome;
}
