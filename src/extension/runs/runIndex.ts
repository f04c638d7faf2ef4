// Every run of the watched folders, kept up to date: live ones are looked at several times a second, all of them every
// few seconds.

import path from 'node:path';
import { mapInTurns } from '../../base/mapInTurns.ts';
import { messageOf } from '../../base/systemErrors.ts';
import { type ListingOptions, RunLister } from '../../runs/listRuns.ts';
import { newestFirst } from '../../runs/runAge.ts';
import { RunLabeller, type RunLabels } from '../../runs/runLabels.ts';
import { isEnded } from '../../runs/runState.ts';
import type { Disposable } from '../editor/disposableStore.ts';
import { Listeners } from '../editor/listeners.ts';
import { FolderWatch } from './folderWatch.ts';
import { isSameRun, type RunChange, type RunChanges, type RunRecord, type UnreadableRun } from './runRecord.ts';

/** How often runs are looked at, in milliseconds. */
export interface LookIntervals {
  /** Each live run. */
  readonly live: number;
  /** Every run of every folder: another window or a terminal may have started or resumed one. */
  readonly all: number;
}

export const defaultIntervals: LookIntervals = { live: 250, all: 2000 };
/** Looking at runs takes at most this share of the time, however many there are. */
const largestShare = 1 / 20;
const lookedAtAtOnce = 32;
/** A run that cannot be read stays as it was for so many looks at all runs, in case something was just written. */
const mostLooksInVain = 2;

interface WatchedFolder {
  readonly lister: RunLister;
  readonly watch: FolderWatch;
}

/** A run as its own files tell of it. */
type SeenRun = Omit<RunRecord, 'label'>;

/** What one look at all folders found. */
interface FoundRuns {
  readonly runs: Map<string, SeenRun>;
  readonly unreadable: UnreadableRun[];
}

export class RunIndex implements Disposable {
  readonly #intervals: LookIntervals;
  readonly #changes: Listeners<RunChanges>;
  readonly #onError: (error: unknown) => void;
  readonly #listing: ListingOptions;
  readonly #folders = new Map<string, WatchedFolder>();
  readonly #unreadableChanges: Listeners<readonly UnreadableRun[]>;
  readonly #runs = new Map<string, RunRecord>();
  #unreadable: readonly UnreadableRun[] = [];
  /** How often runs that were seen whole were looked at in vain since, by directory. */
  readonly #looksInVain = new Map<string, number>();
  /** Problems that were told, each once, by the directory or folder they are about. */
  readonly #problems = new Map<string, string>();
  readonly #labeller = new RunLabeller();
  #labels: RunLabels = new Map();
  #labelling: Promise<void> = Promise.resolve();
  /** Looks happen one after another, so that an older one never overwrites a newer one. */
  #looks: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #nextLookAtAll = 0;
  #sorted: readonly RunRecord[] | undefined;
  #isDisposed = false;

  constructor(
    onError: (error: unknown) => void,
    intervals: LookIntervals = defaultIntervals,
    listing: ListingOptions = {},
  ) {
    this.#listing = listing;
    this.#onError = onError;
    this.#intervals = intervals;
    this.#changes = new Listeners(onError);
    this.#unreadableChanges = new Listeners(onError);
  }

  get onDidChange() {
    return this.#changes.listen;
  }

  /** Tells all of `unreadable` whenever it changes. */
  get onDidChangeUnreadable() {
    return this.#unreadableChanges.listen;
  }

  get folders(): readonly string[] {
    return [...this.#folders.keys()];
  }

  /** Newest first. */
  all(): readonly RunRecord[] {
    this.#sorted ??= newestFirst(this.#runs.values());
    return this.#sorted;
  }

  /** Runs that were never seen whole, or are not any more, the newest by name first. */
  get unreadable(): readonly UnreadableRun[] {
    return this.#unreadable;
  }

  get(directory: string): RunRecord | undefined {
    return this.#runs.get(directory);
  }

  /** Watches exactly these folders, which need not exist yet; resolves when their runs are known. */
  setFolders(folders: readonly string[]): Promise<void> {
    for (const [folder, { watch }] of this.#folders) {
      if (folders.includes(folder)) continue;
      watch.dispose();
      this.#folders.delete(folder);
    }
    for (const folder of folders) {
      if (this.#folders.has(folder)) continue;
      this.#folders.set(folder, {
        lister: new RunLister(folder, { ...this.#listing, onCrowded: this.#onError }),
        watch: new FolderWatch(folder, () => this.#lookAtAllSoon()),
      });
    }
    return this.refresh();
  }

  /** Looks at all runs now. */
  refresh(): Promise<void> {
    return this.#enqueue(() => this.#lookAtAll());
  }

  /**
   * Looks at one run now and gives what is known of it then; undefined when it is none, or none of a watched folder.
   */
  async lookAt(directory: string): Promise<RunRecord | undefined> {
    await this.#enqueue(() => (this.#runs.has(directory) ? this.#lookAtRuns([directory]) : this.#lookAtAll()));
    return this.get(directory);
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    for (const { watch } of this.#folders.values()) watch.dispose();
    this.#folders.clear();
    this.#changes.dispose();
    this.#unreadableChanges.dispose();
  }

  #enqueue(look: () => Promise<void>): Promise<void> {
    this.#looks = this.#looks.then(async () => {
      if (this.#isDisposed) return;
      clearTimeout(this.#timer);
      const started = performance.now();
      await look().catch(this.#onError);
      const now = performance.now();
      const wait = Math.max(0, this.#nextLookAtAll - now);
      // Thousands of runs may say that they are queued or at work.
      const live = Math.max(this.#intervals.live, (now - started) / largestShare);
      this.#schedule(this.#liveDirectories().length > 0 ? Math.min(live, wait) : wait);
    });
    return this.#looks;
  }

  #schedule(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (this.#isDisposed) return;
    const look = () =>
      performance.now() >= this.#nextLookAtAll ? this.#lookAtAll() : this.#lookAtRuns(this.#liveDirectories());
    this.#timer = setTimeout(() => void this.#enqueue(look), milliseconds);
    this.#timer.unref();
  }

  // Several changes of a folder come at once.
  #lookAtAllSoon(): void {
    this.#nextLookAtAll = 0;
    this.#schedule(30);
  }

  async #lookAtAll(): Promise<void> {
    const started = performance.now();
    const found: FoundRuns = { runs: new Map(), unreadable: [] };
    await Promise.all([...this.#folders].map(([folder, watched]) => this.#lookAtFolder(folder, watched, found)));
    const gone = [...this.#runs.keys()].filter((directory) => !found.runs.has(directory));
    const now = performance.now();
    this.#nextLookAtAll = now + Math.max(this.#intervals.all, (now - started) / largestShare);
    this.#tell([...found.runs.values()], gone);
    this.#tellUnreadable(found.unreadable);
  }

  async #lookAtFolder(folder: string, { lister, watch }: WatchedFolder, found: FoundRuns): Promise<void> {
    watch.ensureWatching();
    try {
      for (const listing of await lister.list()) {
        const { directory } = listing;
        if (listing.kind === 'run') this.#noteSeen(seenIn(listing), found);
        else this.#noteUnreadable({ directory, problem: listing.problem, isRepairable: listing.isRepairable }, found);
      }
      this.#problems.delete(folder);
    } catch (error) {
      // Nothing is known of its runs just now.
      for (const [directory, known] of this.#runs)
        if (path.dirname(directory) === folder) found.runs.set(directory, known);
      this.#tellProblem(folder, messageOf(error));
    }
  }

  async #lookAtRuns(directories: readonly string[]): Promise<void> {
    const found = new Map<string, SeenRun>();
    await mapInTurns(directories, lookedAtAtOnce, async (directory) => {
      const listing = await this.#folders
        .get(path.dirname(directory))
        ?.lister.lookAt(directory)
        .catch(() => undefined);
      if (listing?.kind === 'run') found.set(directory, seenIn(listing));
      // Gone or damaged: the next look at all runs tells which.
      else this.#nextLookAtAll = 0;
    });
    this.#tell([...found.values()], []);
  }

  /** Runs are told of before their labels are known, for which files of all their namesakes are read. */
  async #labelAll(): Promise<void> {
    if (this.#isDisposed) return;
    this.#labels = await this.#labeller.label([...this.#runs.values()]);
    this.#tell([...this.#runs.values()], []);
  }

  #noteSeen(run: SeenRun, found: FoundRuns): void {
    found.runs.set(run.directory, run);
    this.#looksInVain.delete(run.directory);
  }

  // One that stays unreadable must not look for ever as if it were at work.
  #noteUnreadable(run: UnreadableRun, found: FoundRuns): void {
    const { directory, problem } = run;
    const known = this.#runs.get(directory);
    const looks = (this.#looksInVain.get(directory) ?? 0) + 1;
    if (known !== undefined && looks <= mostLooksInVain) {
      this.#looksInVain.set(directory, looks);
      found.runs.set(directory, known);
    } else {
      this.#looksInVain.delete(directory);
      found.unreadable.push(run);
    }
    this.#tellProblem(directory, problem);
  }

  #tellUnreadable(found: readonly UnreadableRun[]): void {
    const sorted = found.toSorted((a, b) => (a.directory < b.directory ? 1 : -1));
    const isSame = JSON.stringify(sorted) === JSON.stringify(this.#unreadable);
    this.#unreadable = sorted;
    if (!isSame && !this.#isDisposed) this.#unreadableChanges.notify(sorted);
  }

  #tellProblem(about: string, problem: string): void {
    if (this.#problems.get(about) === problem) return;
    this.#problems.set(about, problem);
    this.#onError(problem);
  }

  #tell(found: readonly SeenRun[], gone: readonly string[]): void {
    const added: RunRecord[] = [];
    const changed: RunChange[] = [];
    for (const { directory, manifest, state, marks } of found) {
      const current = { directory, manifest, state, marks, label: this.#labels.get(directory) ?? '' };
      const previous = this.#runs.get(current.directory);
      if (previous !== undefined && isSameRun(previous, current)) continue;
      this.#runs.set(current.directory, current);
      if (previous === undefined) added.push(current);
      else changed.push({ previous, current });
    }
    const removed = gone.flatMap((directory) => this.#runs.get(directory) ?? []);
    for (const directory of gone) {
      this.#runs.delete(directory);
      this.#looksInVain.delete(directory);
    }
    if (this.#isDisposed || added.length + changed.length + removed.length === 0) return;
    this.#sorted = undefined;
    this.#changes.notify({ added, changed, removed });
    const isRenamed = changed.some(({ previous, current }) => previous.manifest.name !== current.manifest.name);
    if (added.length + removed.length > 0 || isRenamed)
      this.#labelling = this.#labelling.then(() => this.#labelAll()).catch(this.#onError);
  }

  #liveDirectories(): string[] {
    return [...this.#runs.values()].filter(({ state }) => !isEnded(state)).map(({ directory }) => directory);
  }
}

function seenIn({ directory, manifest, state, marks }: SeenRun): SeenRun {
  return { directory, manifest, state, marks };
}
