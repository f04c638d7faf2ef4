// Starts trainers on this machine, as many at a time as there are places; the others wait in the queue, which is the
// run directories themselves.

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { mapInTurns } from '../base/mapInTurns.ts';
import { messageOf } from '../base/systemErrors.ts';
import { userSecret } from '../base/userSecret.ts';
import { requestControl } from '../runs/control.ts';
import { RunLister, type RunListing } from '../runs/listRuns.ts';
import { observeRun } from '../runs/observeRun.ts';
import { runFiles } from '../runs/runDirectory.ts';
import { type AskedBy, isLaunchedLocally } from '../runs/runOrigin.ts';
import { isEnded } from '../runs/runState.ts';
import { withFolderLock } from './folderLock.ts';
import { claimLaunch, inspectClaim, releaseClaim } from './launchClaim.ts';
import { LaunchError, type Launcher, type LaunchOutcome, type Submission } from './launcher.ts';
import { OutstandingTickets } from './outstandingTickets.ts';
import { judgeTicket, type TicketIssuer } from './queueTicket.ts';
import { decideQueue, type QueueEntry } from './runQueue.ts';
import { spawnTrainer, type TrainerCommand } from './spawnTrainer.ts';
import { enqueue, isQueued, noticeEarlyEnd, recordFailure, withdraw } from './waitingRun.ts';

const lookedAtAtOnce = 32;

export interface LocalLauncherOptions {
  readonly command: TrainerCommand;
  /** On whose behalf runs are submitted. */
  readonly askedBy: AskedBy;
  /** Folders whose runs share the places; asked at each use. */
  readonly runsFolders: () => readonly string[];
  /** Who remembers the manifests of a folder's runs already; without, the launcher remembers them, too. */
  readonly listerOf?: (folder: string) => RunLister | undefined;
  /** Whether programs may be started here; asked at each use. */
  readonly mayStart: () => boolean;
  /** Where what belongs to the user is kept, outside of every workspace: see `base/userSecret.ts`. */
  readonly userFolder: string;
  /** How many runs may be at work at once; asked at each use. */
  readonly places: () => number;
  /** Hears of what went wrong after a call had returned. */
  readonly onError: (error: unknown) => void;
}

type RunEntry = Extract<RunListing, { kind: 'run' }>;

export class LocalLauncher implements Launcher {
  readonly #options: LocalLauncherOptions;
  readonly #listers = new Map<string, RunLister>();
  /**
   * Where the user's secret cannot be kept, runs that this object queued start by themselves for as long as it lives.
   */
  readonly #own: TicketIssuer = { secret: randomBytes(32), outstanding: OutstandingTickets.inMemory() };
  /** Problems of folders and runs that were told, each once. */
  readonly #told = new Set<string>();

  readonly #kept: OutstandingTickets;

  constructor(options: LocalLauncherOptions) {
    this.#options = options;
    this.#kept = OutstandingTickets.keptIn(options.userFolder, (error) => this.#tellOnce(error));
  }

  async submit(
    directory: string,
    { acceptsChangedData, agreed }: Submission = { acceptsChangedData: false, agreed: undefined },
  ): Promise<LaunchOutcome> {
    if (!this.#options.mayStart())
      throw new LaunchError('Runs cannot be started here before the workspace is trusted.');
    const folder = path.dirname(directory);
    const outcomes = await this.#withPatience(folder, async () => {
      await enqueue(directory, await this.#issuer(), { askedBy: this.#options.askedBy, acceptsChangedData }, agreed);
      return this.#startWaiting(folder);
    });
    return outcomes.find((outcome) => outcome.directory === directory) ?? { kind: 'waiting', directory };
  }

  async poll(): Promise<readonly LaunchOutcome[]> {
    if (!this.#options.mayStart()) return [];
    const outcomes: LaunchOutcome[] = [];
    for (const folder of this.#options.runsFolders().filter((other) => existsSync(other))) {
      try {
        // Another window that is just starting runs of this folder does it for all.
        outcomes.push(...((await withFolderLock(folder, () => this.#startWaiting(folder))) ?? []));
      } catch (error) {
        // One folder that cannot be used keeps no other from going on.
        this.#tellOnce(error);
      }
    }
    return outcomes;
  }

  async cancel(directory: string): Promise<void> {
    const { manifest, state } = await observeRun(directory);
    // Only what waits concerns others of the folder, whose lock may be beyond reach.
    const isWithdrawn = state === 'queued' && (await this.#withdraw(directory));
    if (isWithdrawn) return;
    if (isEnded(state)) throw new LaunchError(`“${manifest.name}” has ended already.`);
    await requestControl(directory, 'stop');
  }

  #withdraw(directory: string): Promise<boolean> {
    return this.#withPatience(path.dirname(directory), async () => withdraw(directory, await this.#issuer()));
  }

  /**
   * Waits for other windows to be done with the folder, which takes them milliseconds.
   * @throws {LaunchError} when they are not done after two seconds
   */
  async #withPatience<T>(folder: string, action: () => Promise<T>): Promise<T> {
    for (let attempt = 0; attempt < 100; attempt++) {
      const done = await withFolderLock(folder, async () => ({ result: await action() }));
      if (done !== undefined) return done.result;
      await delay(20);
    }
    throw new LaunchError(
      `Nothing was changed, because another window is busy with the runs in ${folder}. Try again in a moment.`,
    );
  }

  async #issuer(): Promise<TicketIssuer> {
    try {
      return { secret: await userSecret(this.#options.userFolder), outstanding: this.#kept };
    } catch (error) {
      this.#tellOnce(error);
      return this.#own;
    }
  }

  #tellOnce(error: unknown): void {
    if (this.#told.has(messageOf(error))) return;
    this.#told.add(messageOf(error));
    this.#options.onError(error);
  }

  /** To be called under the folder's lock. */
  async #startWaiting(folder: string): Promise<LaunchOutcome[]> {
    const issuer = await this.#issuer();
    const runs = await this.#listAll(folder, await issuer.outstanding.waitingIn(folder, isQueued));
    const entries = await mapInTurns(runs, lookedAtAtOnce, (run) => this.#toQueueEntry(run, issuer));
    const inFolder = ({ directory }: QueueEntry) => path.dirname(directory) === path.resolve(folder);
    const { start, wait, unapproved, failed } = decideQueue(entries, this.#options.places());
    const ours = new Set(entries.filter(inFolder).map(({ directory }) => directory));
    const outcomes: LaunchOutcome[] = [];
    for (const directory of failed.filter((other) => ours.has(other))) {
      outcomes.push(
        await recordFailure(
          directory,
          'Its trainer did not come to life. Its log may say why; resume it to try again.',
          issuer.outstanding,
        ),
      );
    }
    for (const directory of start.filter((other) => ours.has(other)))
      outcomes.push(await this.#start(directory, issuer));
    for (const directory of wait.filter((other) => ours.has(other))) outcomes.push({ kind: 'waiting', directory });
    for (const directory of unapproved.filter((other) => ours.has(other)))
      outcomes.push({ kind: 'unapproved', directory });
    return outcomes;
  }

  async #start(directory: string, issuer: TicketIssuer): Promise<LaunchOutcome> {
    const launch = await claimLaunch(directory);
    if (launch === undefined) return { kind: 'waiting', directory };
    try {
      // It was listed a while ago: a person may have taken it out of the queue, or queued it anew.
      if (!(await isToStart(directory, issuer))) {
        await releaseClaim(directory);
        return { kind: 'waiting', directory };
      }
      await issuer.outstanding.spend(directory);
      const trainer = await spawnTrainer(this.#options.command, directory, runFiles(directory).log);
      void trainer.ended.then((how) => noticeEarlyEnd(directory, { launch, how }, issuer)).catch(this.#options.onError);
      return { kind: 'started', directory, pid: trainer.pid };
    } catch (error) {
      const { program } = this.#options.command;
      return recordFailure(
        directory,
        `Its trainer could not be started with ${program}: ${messageOf(error)}.`,
        issuer.outstanding,
      );
    }
  }

  async #toQueueEntry(run: RunEntry, issuer: TicketIssuer): Promise<QueueEntry> {
    const approved = await this.#approvedEntry(run, issuer);
    if (approved !== undefined) return approved;
    if (!isWaiting(run) || run.manifest.queueTicket === null) return unapprovedEntry(run);
    // Its trainer may have taken it up since it was listed, and takes a place then.
    const now = await this.#listerOf(path.dirname(run.directory))
      .lookAt(run.directory)
      .catch(() => undefined);
    return unapprovedEntry(now?.kind === 'run' ? now : run);
  }

  /** Undefined for a run that does not wait with a good ticket. */
  async #approvedEntry(run: RunEntry, issuer: TicketIssuer): Promise<QueueEntry | undefined> {
    if (!isWaiting(run)) return undefined;
    const ticket = await judgeTicket(run.directory, run.manifest, issuer);
    if (ticket === 'bad') return undefined;
    try {
      const claim = await inspectClaim(run.directory);
      // What was started with it is no longer on its way: the ticket is shown a second time.
      if (ticket === 'spent' && claim === 'none') return undefined;
      return { ...unapprovedEntry(run), isApproved: true, claim };
    } catch (error) {
      this.#tellOnce(error);
      return undefined;
    }
  }

  /** What `waiting` names, in `folder`, is among them also where others crowd it out of the folder's list. */
  async #listAll(folder: string, waiting: readonly string[]): Promise<RunEntry[]> {
    const folders = new Set([folder, ...this.#options.runsFolders()].map((other) => path.resolve(other)));
    const listings = await Promise.all([...folders].map((other) => this.#list(other, other === path.resolve(folder))));
    const listed = listings.flat();
    const known = new Set(listed.map(({ directory }) => directory));
    const unlisted = await mapInTurns(
      waiting.filter((directory) => !known.has(directory)),
      lookedAtAtOnce,
      (directory) => this.#listerOf(path.resolve(folder)).lookAt(directory),
    );
    return [...listed, ...unlisted].filter((listing) => listing?.kind === 'run');
  }

  /**
   * A folder that cannot be read has no runs at work that anybody could know of; `isNeeded`: without it nothing can be
   * done.
   */
  async #list(folder: string, isNeeded: boolean): Promise<RunListing[]> {
    try {
      return await this.#listerOf(folder).list();
    } catch (error) {
      if (isNeeded) throw error;
      this.#tellOnce(error);
      return [];
    }
  }

  #listerOf(folder: string): RunLister {
    const known = this.#options.listerOf?.(folder) ?? this.#listers.get(folder);
    if (known !== undefined) return known;
    const lister = new RunLister(folder);
    this.#listers.set(folder, lister);
    return lister;
  }
}

async function isToStart(directory: string, issuer: TicketIssuer): Promise<boolean> {
  const { manifest, state } = await observeRun(directory);
  if (state !== 'queued' || !isLaunchedLocally(manifest.launcher)) return false;
  return (await judgeTicket(directory, manifest, issuer)) === 'good';
}

function isWaiting({ state, manifest }: RunEntry): boolean {
  return state === 'queued' && isLaunchedLocally(manifest.launcher);
}

function unapprovedEntry({ directory, state, manifest }: RunEntry): QueueEntry {
  const isHere = manifest.process?.host === os.hostname();
  return {
    ...{ directory, state, launcher: manifest.launcher, createdAt: manifest.createdAt },
    ...{ isHere, isApproved: false, claim: 'none' },
  };
}
