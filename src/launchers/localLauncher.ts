// Starts trainers on this machine, as many at a time as there are places; the others wait in the queue, which is the
// run directories themselves.

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isSystemError, messageOf } from '../base/systemErrors.ts';
import { userSecret } from '../base/userSecret.ts';
import { requestControl } from '../runs/control.ts';
import type { RunLister } from '../runs/listRuns.ts';
import { observeRun } from '../runs/observeRun.ts';
import { runFiles } from '../runs/runDirectory.ts';
import type { AskedBy } from '../runs/runOrigin.ts';
import { isEnded } from '../runs/runState.ts';
import { failedJustNow } from './failedJustNow.ts';
import { type FolderHold, withFolderLock } from './folderLock.ts';
import { claimLaunch, releaseClaim } from './launchClaim.ts';
import { LaunchError, type Launcher, type LaunchOutcome, type QueueChange, type Submission } from './launcher.ts';
import { recordMadeHere } from './madeHere.ts';
import { OutstandingTickets } from './outstandingTickets.ts';
import type { TicketIssuer } from './queueTicket.ts';
import { decideQueue, type QueueEntry } from './runQueue.ts';
import { coresForEach, withCores } from './shareCores.ts';
import { spawnTrainer, type TrainerCommand } from './spawnTrainer.ts';
import { halvedGroupsOf, isDueIn } from './sweeps/halvedGroups.ts';
import { changePlace, enqueue, noticeEarlyEnd, recordFailure, ticketToStart, withdraw } from './waitingRun.ts';
import { WaitingRuns } from './waitingRuns.ts';

const submittedAtOnce = 32;
/** What several windows and terminals do with one folder takes each of them milliseconds, on a busy machine seconds. */
const longestWaitMilliseconds = 60_000;
const askAgainMilliseconds = 20;
/** As the manifest's schema bounds it. */
const topmostRank = 1_000_000_000;

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
  /** For so long a call waits for others to be done with a folder, in milliseconds; by default a minute. */
  readonly longestWait?: number;
}

interface Start {
  readonly hold: FolderHold;
  readonly issuer: TicketIssuer;
  /** For the run's trainer. */
  readonly cores: number;
}

export class LocalLauncher implements Launcher {
  readonly #options: LocalLauncherOptions;
  readonly #waiting: WaitingRuns;
  /**
   * Where the user's secret cannot be kept, runs that this object queued start by themselves for as long as it lives.
   */
  readonly #own: TicketIssuer = { secret: randomBytes(32), outstanding: OutstandingTickets.inMemory() };
  /** Problems of folders and runs that were told, each once. */
  readonly #told = new Set<string>();

  readonly #kept: OutstandingTickets;

  constructor(options: LocalLauncherOptions) {
    this.#options = options;
    this.#waiting = new WaitingRuns(options, (error) => this.#tellOnce(error));
    this.#kept = OutstandingTickets.keptIn(options.userFolder, (error) => this.#tellOnce(error));
  }

  async submit(
    directory: string,
    { acceptsChangedData, agreed }: Submission = { acceptsChangedData: false, agreed: undefined },
  ): Promise<LaunchOutcome> {
    if (!this.#options.mayStart()) throw untrusted();
    const folder = path.dirname(directory);
    return this.#withPatience(folder, async (hold) => {
      const issuer = await this.#issuer();
      const goesOn = agreed !== undefined && isDueIn(await this.#waiting.runsIn(folder), directory);
      hold.assertHeld();
      if (goesOn) await recordMadeHere(directory, issuer.secret, agreed);
      else await enqueue(directory, issuer, { askedBy: this.#options.askedBy, acceptsChangedData }, agreed);
      const outcomes = await this.#startWaiting(folder, hold);
      const as = goesOn ? (await observeRun(directory)).manifest.promotedAs : null;
      const started = as === null ? directory : path.join(folder, as);
      return outcomes.find((outcome) => outcome.directory === started) ?? { kind: 'waiting', directory: started };
    });
  }

  async submitAll(directories: readonly string[]): Promise<readonly LaunchOutcome[]> {
    if (!this.#options.mayStart()) throw untrusted();
    const outcomes = new Map<string, LaunchOutcome>();
    const asked = { askedBy: this.#options.askedBy, acceptsChangedData: false };
    // In parts, so that others need not wait long for the folder.
    for (let from = 0; from < directories.length; from += submittedAtOnce) {
      const part = directories.slice(from, from + submittedAtOnce);
      const folder = path.dirname(part[0] ?? '');
      const told = await this.#withPatience(folder, async (hold) => {
        for (const directory of part) {
          const issuer = await this.#issuer();
          hold.assertHeld();
          await enqueue(directory, issuer, asked);
        }
        return this.#startWaiting(folder, hold);
      });
      for (const outcome of told) outcomes.set(outcome.directory, outcome);
    }
    return [...outcomes.values()];
  }

  async startNow(
    directory: string,
    { acceptsChangedData, agreed }: Submission = { acceptsChangedData: false, agreed: undefined },
  ): Promise<LaunchOutcome> {
    if (!this.#options.mayStart()) throw untrusted();
    return this.#withPatience(path.dirname(directory), async (hold) => {
      const issuer = await this.#issuer();
      hold.assertHeld();
      await enqueue(directory, issuer, { askedBy: this.#options.askedBy, acceptsChangedData }, agreed);
      const { atWork } = decideQueue(await this.#waiting.entries(path.dirname(directory), issuer), 0);
      const everyone = { cores: availableParallelism(), places: atWork + 1, runs: atWork + 1 };
      return this.#start(directory, { hold, issuer, cores: coresForEach(everyone) });
    });
  }

  async arrange(directory: string, change: QueueChange): Promise<void> {
    await this.#withPatience(path.dirname(directory), async () => {
      const highest =
        change === 'toTop' ? await this.#waiting.highestRank(path.dirname(directory), await this.#issuer()) : 0;
      await changePlace(directory, change, Math.min(topmostRank, highest + 1));
    });
  }

  async poll(): Promise<readonly LaunchOutcome[]> {
    if (!this.#options.mayStart()) return [];
    const outcomes: LaunchOutcome[] = [];
    for (const folder of this.#options.runsFolders().filter((other) => existsSync(other))) {
      try {
        // Another window that is just starting runs of this folder does it for all.
        outcomes.push(...((await withFolderLock(folder, (hold) => this.#startWaiting(folder, hold))) ?? []));
      } catch (error) {
        // One folder that cannot be used keeps no other from going on.
        const what = `Nothing in ${folder} could be started just now`;
        this.#tellOnce(isSystemError(error) ? failedJustNow(what, folder, error) : error);
      }
    }
    return outcomes;
  }

  async cancel(directory: string): Promise<void> {
    const { manifest, state } = await observeRun(directory);
    // Only what waits concerns others of the folder, whose lock may be beyond reach.
    const isWithdrawn = state === 'queued' && (await this.withdraw(directory));
    if (isWithdrawn) return;
    if (isEnded(state)) throw new LaunchError(`“${manifest.name}” has ended already.`);
    await requestControl(directory, 'stop');
  }

  /**
   * Takes a waiting run out of the queue; false where it does not wait there, or is marked as being started.
   * @throws {LaunchError} where others are busy with its folder for too long
   */
  withdraw(directory: string): Promise<boolean> {
    return this.#withPatience(path.dirname(directory), async () => withdraw(directory, await this.#issuer()));
  }

  /**
   * Waits for others to be done with the folder. @throws {LaunchError} when they are not done after the longest wait
   */
  async #withPatience<T>(folder: string, action: (hold: FolderHold) => Promise<T>): Promise<T> {
    const until = performance.now() + (this.#options.longestWait ?? longestWaitMilliseconds);
    do {
      const done = await withFolderLock(folder, async (hold) => ({ result: await action(hold) }));
      if (done !== undefined) return done.result;
      await delay(askAgainMilliseconds);
    } while (performance.now() < until);
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

  /** Sweeps by successive halving: their better runs take the places that are free. */
  async #promote(folder: string, issuer: TicketIssuer, hold: FolderHold): Promise<readonly LaunchOutcome[]> {
    const groups = halvedGroupsOf(await this.#waiting.runsIn(folder));
    if (groups.length === 0) return [];
    const entries = await this.#waiting.entries(folder, issuer);
    const { atWork } = decideQueue(entries, 0);
    const onTheirWay = entries.filter(
      (entry) => entry.isApproved && (entry.queuePlace?.rank ?? 0) > 0 && entry.claim === 'none',
    );
    const { promoteRuns } = await import('./sweeps/promoteRuns.ts');
    const { obstacles } = await promoteRuns(groups, {
      hold,
      issuer,
      askedBy: this.#options.askedBy,
      room: this.#options.places() - atWork - onTheirWay.length,
      topRank: Math.min(topmostRank, 1 + Math.max(0, ...entries.map(({ queuePlace }) => queuePlace?.rank ?? 0))),
      onError: (error) => this.#tellOnce(error),
    });
    return [...obstacles].map(([directory, kind]) => ({ kind, directory }));
  }

  /** @throws {FolderLockLostError} where somebody else decides by now */
  async #startWaiting(folder: string, hold: FolderHold): Promise<LaunchOutcome[]> {
    const issuer = await this.#issuer();
    const outcomes: LaunchOutcome[] = [...(await this.#promote(folder, issuer, hold))];
    const entries = await this.#waiting.entries(folder, issuer);
    const inFolder = ({ directory }: QueueEntry) => path.dirname(directory) === path.resolve(folder);
    const places = this.#options.places();
    const { start, wait, held, atWork, unapproved, failed } = decideQueue(entries, places);
    const ours = new Set(entries.filter(inFolder).map(({ directory }) => directory));
    for (const directory of failed.filter((other) => ours.has(other))) {
      hold.assertHeld();
      outcomes.push(await recordFailure(directory, { code: 'trainerNeverCame' }, issuer.outstanding));
    }
    const cores = coresForEach({
      cores: availableParallelism(),
      places,
      runs: atWork + start.length + wait.length,
    });
    for (const directory of start.filter((other) => ours.has(other)))
      outcomes.push(await this.#start(directory, { hold, issuer, cores }));
    for (const directory of [...wait, ...held].filter((other) => ours.has(other)))
      outcomes.push({ kind: 'waiting', directory });
    for (const directory of unapproved.filter((other) => ours.has(other)))
      outcomes.push({ kind: 'unapproved', directory });
    return outcomes;
  }

  async #start(directory: string, { hold, issuer, cores }: Start): Promise<LaunchOutcome> {
    // Asked once more: while a folder's runs were looked at, the window may have lost the trust.
    if (!this.#options.mayStart()) throw untrusted();
    hold.assertHeld();
    const launch = await claimLaunch(directory);
    if (launch === undefined) return { kind: 'waiting', directory };
    try {
      // It was listed a while ago: a person may have taken it out of the queue, or queued it anew.
      const ticket = await ticketToStart(directory, issuer, this.#waiting.digests.readAnew);
      if (ticket === undefined || hold.isLost()) {
        await releaseClaim(directory);
        return { kind: 'waiting', directory };
      }
      await issuer.outstanding.spend(directory);
      const trainer = await spawnTrainer(withCores(this.#options.command, cores), {
        directory,
        logFile: runFiles(directory).log,
        programFiles: ticket.programFiles,
      });
      void trainer.ended.then((end) => noticeEarlyEnd(directory, { launch, end }, issuer)).catch(this.#options.onError);
      return { kind: 'started', directory, pid: trainer.pid };
    } catch (error) {
      const { program } = this.#options.command;
      return recordFailure(
        directory,
        { code: 'trainerNotStarted', program, text: messageOf(error) },
        issuer.outstanding,
      );
    }
  }
}

function untrusted(): LaunchError {
  return new LaunchError('Runs cannot be started here before the workspace is trusted.');
}
