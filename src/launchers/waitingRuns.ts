// The runs that a queue has to decide on: what waits in a folder, and what is at work there and in the folders that
// share its places.

import os from 'node:os';
import path from 'node:path';
import { firstOfEachPlace } from '../base/folderPlaces.ts';
import { mapInTurns } from '../base/mapInTurns.ts';
import { KnownDigests } from '../runs/knownDigests.ts';
import { RunLister, type RunListing } from '../runs/listRuns.ts';
import { isLaunchedLocally } from '../runs/runOrigin.ts';
import { inspectClaim } from './launchClaim.ts';
import { untoldJustNow } from './madeHere.ts';
import { judgeTicket, type TicketIssuer } from './queueTicket.ts';
import type { QueueEntry } from './runQueue.ts';
import { isQueued } from './waitingRun.ts';

const lookedAtAtOnce = 32;

type RunEntry = Extract<RunListing, { kind: 'run' }>;

interface WatchedFolders {
  /** Folders whose runs share the places, under whatever names; asked at each use. */
  readonly runsFolders: () => readonly string[];
  /** Who remembers the manifests of a folder's runs already; without, they are remembered here, too. */
  readonly listerOf?: (folder: string) => RunLister | undefined;
}

export class WaitingRuns {
  readonly #options: WatchedFolders;
  readonly #tellOnce: (error: unknown) => void;
  readonly #listers = new Map<string, RunLister>();
  /** The runs of a sweep name the same files, and are looked at every few seconds. */
  readonly digests = new KnownDigests();

  /** @param tellOnce hears of each problem that keeps no other run from going on */
  constructor(options: WatchedFolders, tellOnce: (error: unknown) => void) {
    this.#options = options;
    this.#tellOnce = tellOnce;
  }

  /** Of all that wait with a good ticket, in `folder` and the others; 0 where none was moved. */
  async highestRank(folder: string, issuer: TicketIssuer): Promise<number> {
    const waiting = (await this.entries(folder, issuer)).filter(({ isApproved }) => isApproved);
    return Math.max(0, ...waiting.map(({ queuePlace }) => queuePlace?.rank ?? 0));
  }

  /** What the queue of `folder` has to decide on, runs at work in the other folders among them. */
  async entries(folder: string, issuer: TicketIssuer): Promise<QueueEntry[]> {
    const runs = await this.#listAll(folder, await issuer.outstanding.waitingIn(folder, isQueued));
    const entries = await mapInTurns(runs, lookedAtAtOnce, (run) => this.#toQueueEntry(run, issuer));
    return entries.filter((entry) => entry !== undefined);
  }

  /** The runs that lie in `folder`, whatever becomes of them. */
  async runsIn(folder: string): Promise<readonly RunEntry[]> {
    return (await this.#list(folder, true)).filter((listing) => listing.kind === 'run');
  }

  /** Undefined for a run of which nobody can tell just now whether it is approved: it is looked at the next time. */
  async #toQueueEntry(run: RunEntry, issuer: TicketIssuer): Promise<QueueEntry | undefined> {
    const approved = await this.#approvedEntry(run, issuer);
    if (approved === 'untold') return undefined;
    if (approved !== undefined) return approved;
    if (!isWaiting(run) || run.manifest.queueTicket === null) return unapprovedEntry(run);
    // Its trainer may have taken it up since it was listed, and takes a place then.
    const now = await this.#listerOf(path.dirname(run.directory))
      .lookAt(run.directory)
      .catch(() => undefined);
    return unapprovedEntry(now?.kind === 'run' ? now : run);
  }

  /** Undefined for a run that does not wait with a good ticket. */
  async #approvedEntry(run: RunEntry, issuer: TicketIssuer): Promise<QueueEntry | 'untold' | undefined> {
    if (!isWaiting(run)) return undefined;
    const ticket = await judgeTicket(run.directory, run.manifest, issuer, this.digests.remember);
    if (ticket.quality === 'untold') {
      this.#tellOnce(untoldJustNow(run.manifest, ticket.fault));
      return 'untold';
    }
    if (ticket.quality === 'bad') return undefined;
    try {
      const claim = await inspectClaim(run.directory);
      // What was started with it is no longer on its way: the ticket is shown a second time.
      if (ticket.quality === 'spent' && claim === 'none') return undefined;
      return { ...unapprovedEntry(run), isApproved: true, claim };
    } catch (error) {
      this.#tellOnce(error);
      return undefined;
    }
  }

  /** What `waiting` names, in `folder`, is among them also where others crowd it out of the folder's list. */
  async #listAll(folder: string, waiting: readonly string[]): Promise<RunEntry[]> {
    const folders = firstOfEachPlace([folder, ...this.#options.runsFolders()].map((other) => path.resolve(other)));
    const listings = await Promise.all(folders.map((other) => this.#list(other, other === path.resolve(folder))));
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

function isWaiting({ state, manifest }: RunEntry): boolean {
  return state === 'queued' && isLaunchedLocally(manifest.launcher);
}

function unapprovedEntry({ directory, state, manifest }: RunEntry): QueueEntry {
  const isHere = manifest.process?.host === os.hostname();
  return {
    directory,
    state,
    launcher: manifest.launcher,
    createdAt: manifest.createdAt,
    queuePlace: manifest.queuePlace,
    isHere,
    isApproved: false,
    claim: 'none',
  };
}
