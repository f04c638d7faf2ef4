// Every run of the watched folders, kept up to date: live ones are looked at several times a second, all of them every
// few seconds.

import path from 'node:path';
import { mapInTurns } from '../../base/mapInTurns.ts';
import { messageOf } from '../../base/systemErrors.ts';
import type { ExperimentFacts } from '../../runs/experimentFacts.ts';
import type { RunLister, RunListing } from '../../runs/listRuns.ts';
import { readExperimentFacts } from '../../runs/readExperimentFacts.ts';
import { RunLabeller, type RunLabels } from '../../runs/runLabels.ts';
import { isEnded } from '../../runs/runState.ts';
import type { Disposable } from '../editor/disposableStore.ts';
import { Listeners } from '../editor/listeners.ts';
import { type FoundRuns, inGrowingStretches, KnownRuns, type SeenRun, seenRuns } from './knownRuns.ts';
import { LogRuns } from './logRuns.ts';
import { defaultIntervals, type LookIntervals, restOfAll, restOfLive, startCost, WatchTrust } from './lookRests.ts';
import type { RunChanges, RunRecord, UnreadableRun } from './runRecord.ts';
import { UnreadableRuns } from './unreadableRuns.ts';
import { WatchedFolder, type WatchOptions } from './watchedFolder.ts';

const lookedAtAtOnce = 32;
/** What comes with several changes of a folder is looked at together, after so many milliseconds. */
const gatherMilliseconds = 30;

export class RunIndex implements Disposable {
  readonly #intervals: LookIntervals;
  readonly #changes: Listeners<RunChanges>;
  readonly #onError: (error: unknown) => void;
  readonly #options: WatchOptions;
  readonly #folders = new Map<string, WatchedFolder>();
  readonly #unreadable: UnreadableRuns;
  readonly #runs = new KnownRuns();
  /** Of other programs, which stand among the runs. */
  readonly logs: LogRuns;
  readonly #labeller = new RunLabeller((directory) => this.factsOf(directory));
  #labels: RunLabels = new Map();
  #labelling: Promise<void> = Promise.resolve();
  /** Whether runs came, went or were renamed since the last labels. */
  #areLabelsOutdated = false;
  /** Looks happen one after another, so that an older one never overwrites a newer one. */
  #looks: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #nextLookAtAll = 0;
  /** What the last look at live runs took, in milliseconds. */
  #liveLook = 0;
  #trust = new WatchTrust();
  /** Runs that may have changed, and are looked at soon. */
  readonly #suspects = new Set<string>();
  #suspectsTimer: NodeJS.Timeout | undefined;
  #isDisposed = false;

  constructor(
    onError: (error: unknown) => void,
    intervals: LookIntervals = defaultIntervals,
    options: WatchOptions = {},
  ) {
    this.#options = options;
    this.#onError = onError;
    this.#intervals = intervals;
    this.#changes = new Listeners(onError);
    this.#unreadable = new UnreadableRuns(onError);
    this.logs = new LogRuns((found, gone) => this.#tell(found, gone), onError);
  }

  get onDidChange() {
    return this.#changes.listen;
  }

  /** Tells all of `unreadable` whenever it changes. */
  get onDidChangeUnreadable() {
    return this.#unreadable.onDidChange;
  }

  get folders(): readonly string[] {
    return [...this.#folders.keys()];
  }

  /** Newest first. */
  all(): readonly RunRecord[] {
    return this.#runs.all();
  }

  /** Runs that were never seen whole, or are not any more, the newest by name first. */
  get unreadable(): readonly UnreadableRun[] {
    return this.#unreadable.all;
  }

  get(directory: string): RunRecord | undefined {
    return this.#runs.get(directory);
  }

  /** Watches exactly these folders, which need not exist yet; resolves when their runs are known. */
  setFolders(folders: readonly string[]): Promise<void> {
    for (const [folder, watched] of this.#folders) {
      if (folders.includes(folder)) continue;
      watched.dispose();
      this.#folders.delete(folder);
    }
    const options = { ...this.#options, onCrowded: this.#onError };
    const hear = {
      onAnyChange: () => this.#lookAtAllSoon(),
      onChange: (directory: string) => this.#lookSoon(directory),
    };
    for (const folder of folders) {
      if (this.#folders.has(folder)) continue;
      this.#folders.set(folder, new WatchedFolder(folder, options, hear));
      this.#trust = new WatchTrust();
    }
    return this.refresh();
  }

  /** What remembers the manifests of a watched folder's runs. */
  listerOf(folder: string): RunLister | undefined {
    return this.#folders.get(folder)?.lister;
  }

  /** What a run's experiment says, see `readExperimentFacts`. */
  factsOf(directory: string): Promise<ExperimentFacts | undefined> {
    const kept = this.#folders.get(path.dirname(directory))?.kept;
    return this.logs.factsOf(directory) ?? kept?.factsOf(directory) ?? readExperimentFacts(directory);
  }

  /** Looks at all runs now. */
  refresh(): Promise<void> {
    return this.#enqueue(() => this.#lookAtAll());
  }

  /** Looks at one run now and gives what is known of it then; undefined when it is none of a watched folder. */
  async lookAt(directory: string): Promise<RunRecord | undefined> {
    if (this.logs.get(directory) === undefined) await this.#enqueue(() => this.#lookAtThese([directory]));
    return this.get(directory);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.logs.dispose();
    clearTimeout(this.#timer);
    clearTimeout(this.#suspectsTimer);
    for (const watched of this.#folders.values()) watched.dispose();
    this.#folders.clear();
    this.#changes.dispose();
    this.#unreadable.dispose();
  }

  #enqueue(look: () => Promise<void>): Promise<void> {
    this.#looks = this.#looks.then(async () => {
      if (this.#isDisposed) return;
      clearTimeout(this.#timer);
      await look().catch(this.#onError);
      const wait = Math.max(0, this.#nextLookAtAll - performance.now());
      const live = restOfLive(this.#intervals.live, this.#liveLook);
      this.#schedule(this.#runs.liveDirectories().length > 0 ? Math.min(live, wait) : wait);
    });
    return this.#looks;
  }

  #schedule(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (this.#isDisposed) return;
    const look = () => (performance.now() >= this.#nextLookAtAll ? this.#lookAtAll() : this.#lookAtLive());
    this.#timer = setTimeout(() => void this.#enqueue(look), milliseconds);
    this.#timer.unref();
  }

  #lookSoon(directory: string): void {
    const known = this.#runs.get(directory);
    // Live runs are looked at all the time.
    if (known !== undefined && !isEnded(known.state)) return;
    this.#suspects.add(directory);
    this.#suspectsTimer ??= setTimeout(() => {
      this.#suspectsTimer = undefined;
      const suspects = [...this.#suspects];
      this.#suspects.clear();
      void this.#enqueue(() => this.#lookAtThese(suspects));
    }, gatherMilliseconds);
    this.#suspectsTimer.unref();
  }

  #lookAtAllSoon(): void {
    this.#nextLookAtAll = 0;
    this.#schedule(gatherMilliseconds);
  }

  /** And at all of them where one is not as it should be. */
  async #lookAtThese(directories: readonly string[]): Promise<void> {
    await this.#lookAtRuns(directories);
    if (this.#nextLookAtAll === 0) await this.#lookAtAll();
  }

  /** Thousands of runs may say that they are queued or at work. */
  async #lookAtLive(): Promise<void> {
    const cost = startCost();
    await this.#lookAtRuns(this.#runs.liveDirectories());
    this.#liveLook = cost();
  }

  async #lookAtAll(): Promise<void> {
    const cost = startCost();
    const readBefore = this.#countReads();
    const found: FoundRuns = { runs: new Map(), unreadable: [] };
    await Promise.all([...this.#folders].map(([folder, watched]) => this.#lookAtFolder(folder, watched, found)));
    const gone = this.#runs.directories().filter((directory) => !found.runs.has(directory));
    const isTrusted = this.#trust.afterLook({ hasMissedOne: this.#runs.hasChangedUntold(found.runs, this.#suspects) });
    const areRunsWatched = this.#options.watchRuns !== undefined && isTrusted;
    const look = { milliseconds: cost(), reads: this.#countReads() - readBefore, areRunsWatched };
    this.#nextLookAtAll = performance.now() + restOfAll(this.#intervals.all, look);
    this.#tell([...found.runs.values()], gone);
    if (!this.#isDisposed) this.#unreadable.replace(found.unreadable);
    this.#labelSoon();
    this.#keepSoon();
  }

  /** Once labels are known, for which experiments are read. */
  #keepSoon(): void {
    this.#labelling = this.#labelling.then(async () => {
      for (const { lister } of this.#folders.values()) await lister.keep();
    });
  }

  #countReads(): number {
    return [...this.#folders.values()].reduce((reads, { lister }) => reads + lister.reads, 0);
  }

  async #lookAtFolder(folder: string, watched: WatchedFolder, found: FoundRuns): Promise<void> {
    watched.ensureWatching();
    try {
      const tellNew = inGrowingStretches((runs: readonly SeenRun[]) => this.#tell(runs, []));
      const onFound = (listings: readonly RunListing[]) =>
        tellNew(seenRuns(listings).filter(({ directory }) => !this.#runs.has(directory)));
      for (const listing of await watched.lister.list(onFound)) {
        const { directory } = listing;
        if (listing.kind === 'run') for (const run of seenRuns([listing])) this.#noteSeen(run, found);
        else this.#noteUnreadable({ directory, problem: listing.problem, isRepairable: listing.isRepairable }, found);
      }
      this.#unreadable.forgetProblem(folder);
    } catch (error) {
      // Nothing is known of its runs just now.
      for (const run of this.#runs.all())
        if (path.dirname(run.directory) === folder) found.runs.set(run.directory, run);
      this.#unreadable.tellProblem(folder, messageOf(error));
    }
  }

  async #lookAtRuns(directories: readonly string[]): Promise<void> {
    const found: SeenRun[] = [];
    const gone: string[] = [];
    await mapInTurns(directories, lookedAtAtOnce, async (directory) => {
      try {
        const listing = await this.#folders.get(path.dirname(directory))?.lister.lookAt(directory);
        if (listing?.kind === 'run') found.push(...seenRuns([listing]));
        else if (listing !== undefined) this.#nextLookAtAll = 0;
        else if (this.#runs.has(directory)) gone.push(directory);
      } catch {
        // The next look at all runs tells what is wrong with it, or with its folder.
        this.#nextLookAtAll = 0;
      }
    });
    this.#tell(found, gone);
    this.#labelSoon();
  }

  #labelSoon(): void {
    if (!this.#areLabelsOutdated) return;
    this.#areLabelsOutdated = false;
    this.#labelling = this.#labelling.then(() => this.#labelAll()).catch(this.#onError);
  }

  /** Runs are told of before their labels are known, for which files of all their namesakes are read. */
  async #labelAll(): Promise<void> {
    if (this.#isDisposed) return;
    this.#labels = await this.#labeller.label(this.#runs.all());
    this.#tell(this.#runs.all(), []);
  }

  #noteSeen(run: SeenRun, found: FoundRuns): void {
    found.runs.set(run.directory, run);
    this.#unreadable.forget(run.directory);
  }

  #noteUnreadable(run: UnreadableRun, found: FoundRuns): void {
    const known = this.#runs.get(run.directory);
    const isGivenTime = this.#unreadable.isGivenTime(run, known !== undefined);
    if (known !== undefined && isGivenTime) found.runs.set(run.directory, known);
    else found.unreadable.push(run);
  }

  #tell(found: readonly SeenRun[], gone: readonly string[]): void {
    const changes = this.#runs.update(found, gone, this.#labels);
    const { added, changed, removed } = changes;
    for (const directory of gone) {
      this.#unreadable.forget(directory);
      this.#folders.get(path.dirname(directory))?.kept?.forget(directory);
    }
    if (this.#isDisposed || added.length + changed.length + removed.length === 0) return;
    const isRenamed = changed.some(({ previous, current }) => previous.manifest.name !== current.manifest.name);
    if (added.length + removed.length > 0 || isRenamed) this.#areLabelsOutdated = true;
    this.#changes.notify(changes);
  }
}
