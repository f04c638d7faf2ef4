// Every run of the watched folders, kept up to date: live ones are looked at several times a second, those that somebody
// says have changed at once, all of them every few seconds.

import path from 'node:path';
import { mapInTurns } from '../../base/mapInTurns.ts';
import { explainReadFailure } from '../../runs/fileProblem.ts';
import type { RunLister } from '../../runs/listRuns.ts';
import { type FactsReader, readExperimentFacts } from '../../runs/readExperimentFacts.ts';
import { RunLabeller, type RunLabels } from '../../runs/runLabels.ts';
import { isEnded } from '../../runs/runState.ts';
import type { Disposable } from '../editor/disposableStore.ts';
import { Listeners } from '../editor/listeners.ts';
import { FolderProblems } from './folderProblems.ts';
import { inGrowingStretches, KnownRuns, type SeenRun, type Sighting, sightingOf } from './knownRuns.ts';
import { LogRuns } from './logRuns.ts';
import { LookOrder } from './lookOrder.ts';
import { defaultIntervals, type LookIntervals, restOfAll, restOfLive, startCost, WatchTrust } from './lookRests.ts';
import { LookSchedule } from './lookSchedule.ts';
import type { RunChanges, RunRecord, UnreadableRun } from './runRecord.ts';
import { UnreadableRuns } from './unreadableRuns.ts';
import { WatchedFolder, type WatchOptions } from './watchedFolder.ts';

const lookedAtAtOnce = 32;

export class RunIndex implements Disposable {
  readonly #intervals: LookIntervals;
  readonly #changes: Listeners<RunChanges>;
  readonly #onError: (error: unknown) => void;
  readonly #options: WatchOptions;
  readonly #folders = new Map<string, WatchedFolder>();
  readonly #unreadable: UnreadableRuns;
  readonly #runs = new KnownRuns();
  readonly folderProblems: FolderProblems;
  /** Of other programs, which stand among the runs. */
  readonly logs: LogRuns;
  readonly #labeller = new RunLabeller((directory, stamp) => this.factsOf(directory, stamp));
  #labels: RunLabels = new Map();
  #labelling: Promise<void> = Promise.resolve();
  /** Whether runs came, went or were renamed since the last labels. */
  #areLabelsOutdated = false;
  /** An older look never overwrites what a newer one saw. */
  readonly #order = new LookOrder();
  readonly #schedule: LookSchedule;
  #trust = new WatchTrust();
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
    const looks = {
      atAll: () => this.#lookAtAll(),
      atLive: () => this.#lookAtLive(),
      areAnyLive: () => this.#runs.liveDirectories().length > 0,
      atThese: (directories: ReadonlySet<string>) => this.#lookAtThese([...directories]),
    };
    this.#schedule = new LookSchedule(looks, intervals.live, onError);
    this.folderProblems = new FolderProblems(onError);
    this.logs = new LogRuns({ hear: (found, gone) => this.#tell(found, gone), problems: this.folderProblems, onError });
  }

  get onDidChange() {
    return this.#changes.listen;
  }

  /** Tells all of `unreadable` whenever it changes. */
  get onDidChangeUnreadable() {
    return this.#unreadable.onDidChange;
  }

  /** Those that are watched, as far as they may be looked into just now. */
  get folders(): readonly string[] {
    return [...this.#folders.keys()].filter(this.#options.mayLookInto ?? (() => true));
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
      this.folderProblems.forget(folder);
    }
    const hear = {
      onAnyChange: () => this.#schedule.lookAtAllSoon(),
      onChange: (directory: string) => this.#lookSoon(directory),
      onError: this.#onError,
    };
    for (const folder of folders) {
      if (this.#folders.has(folder)) continue;
      this.#folders.set(folder, new WatchedFolder(folder, { ...this.#options, onCrowded: this.#onError }, hear));
      this.#trust = new WatchTrust();
    }
    return this.refresh();
  }

  /** What remembers the manifests of a watched folder's runs. */
  listerOf(folder: string): RunLister | undefined {
    return this.#folders.get(folder)?.lister;
  }

  /** What a run's experiment says, see `readExperimentFacts`. */
  factsOf(directory: string, stamp?: string): ReturnType<FactsReader> {
    const ofLog = this.logs.factsOf(directory);
    if (ofLog !== undefined) return ofLog;
    const kept = this.#folders.get(path.dirname(directory))?.kept;
    return kept === undefined ? readExperimentFacts(directory) : kept.factsOf(directory, stamp);
  }

  /** Looks at all runs now. */
  refresh(): Promise<void> {
    return this.#schedule.lookAtAll();
  }

  /** Looks at one run now and gives what is known of it then; undefined when it is none of a watched folder. */
  async lookAt(directory: string): Promise<RunRecord | undefined> {
    if (this.logs.get(directory) === undefined) await this.#schedule.lookAtThese(new Set([directory]));
    return this.get(directory);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.logs.dispose();
    this.#schedule.dispose();
    for (const watched of this.#folders.values()) watched.dispose();
    this.#folders.clear();
    this.#changes.dispose();
    this.#unreadable.dispose();
    this.folderProblems.dispose();
  }

  #lookSoon(directory: string): void {
    const known = this.#runs.get(directory);
    // Live runs are looked at all the time.
    if (known === undefined || isEnded(known.state)) this.#schedule.lookSoon(directory);
  }

  /** And at all of them where one is not as it should be. */
  async #lookAtThese(directories: readonly string[]): Promise<void> {
    if (!(await this.#lookAtRuns(directories))) await this.#schedule.lookAtAll();
  }

  /** Thousands of runs may say that they are queued or at work. */
  async #lookAtLive(): Promise<number> {
    const cost = startCost();
    if (!(await this.#lookAtRuns(this.#runs.liveDirectories()))) void this.#schedule.lookAtAll();
    return restOfLive(this.#intervals.live, cost());
  }

  async #lookAtAll(): Promise<number> {
    const [cost, readBefore, began] = [startCost(), this.#countReads(), this.#order.begin()];
    const looks = await Promise.all([...this.#folders].map(([folder, watched]) => this.#lookAtFolder(folder, watched)));
    const found = looks.flatMap(({ sightings }) => sightings);
    const unlisted = new Set(looks.flatMap(({ folder, isListed }) => (isListed ? [] : [folder])));
    const present = new Set(found.map(({ directory }) => directory));
    // Of those in a folder that cannot be listed nothing is known just now.
    const isGone = (directory: string) => !present.has(directory) && !unlisted.has(path.dirname(directory));
    const gone = this.#runs.directories().filter(isGone);
    const missing = gone.map((directory) => ({ kind: 'gone', directory, moment: began }) as const);
    const newest = this.#newestOf([...found, ...missing]);
    this.#order.end(began);
    const isTold = (directory: string) => this.#schedule.isTold(directory);
    const isTrusted = this.#trust.afterLook({ hasMissedOne: this.#runs.hasChangedUntold(newest, isTold) });
    const areRunsWatched = this.#options.watchRuns !== undefined && isTrusted;
    const look = { milliseconds: cost(), reads: this.#countReads() - readBefore, areRunsWatched };
    const unreadable = this.#takeOver(newest);
    if (!this.#isDisposed) this.#unreadable.replace(unreadable);
    this.#labelSoon();
    this.#endLookSoon();
    return restOfAll(this.#intervals.all, look);
  }

  /** Once labels are known, for which experiments are read, and labels of those that can be read by now. */
  #endLookSoon(): void {
    const endLook = async () => {
      if (await this.#labeller.isAnyMended()) await this.#labelAll();
      for (const { lister } of this.#folders.values()) await lister.keep();
    };
    this.#labelling = this.#labelling.then(endLook).catch(this.#onError);
  }

  #countReads(): number {
    return [...this.#folders.values()].reduce((reads, { lister }) => reads + lister.reads, 0);
  }

  async #lookAtFolder(folder: string, watched: WatchedFolder) {
    watched.ensureWatching();
    const sightings: Sighting[] = [];
    let moment = this.#order.moment();
    const tellNew = inGrowingStretches((found: readonly Sighting[]) => this.#takeOver(this.#newestOf(found)));
    try {
      await watched.lister.list({
        onBegin: () => {
          moment = this.#order.moment();
        },
        onFound: (listings) => {
          const seen = listings.map((listing) => sightingOf(listing, moment));
          for (const sighting of seen) sightings.push(sighting);
          tellNew(seen.filter(({ kind, directory }) => kind === 'run' && !this.#runs.has(directory)));
        },
      });
      this.folderProblems.forget(folder);
      return { folder, sightings, isListed: true };
    } catch (error) {
      if (this.#folders.get(folder) === watched) this.folderProblems.tell(folder, explainReadFailure(folder, error));
      return { folder, sightings: [], isListed: false };
    }
  }

  /** False where one is not as it should be: a look at all runs tells what is wrong with it, or with its folder. */
  async #lookAtRuns(directories: readonly string[]): Promise<boolean> {
    const began = this.#order.begin();
    let isWell = true;
    const found: Sighting[] = [];
    await mapInTurns(directories, lookedAtAtOnce, async (directory) => {
      const moment = this.#order.moment();
      try {
        const listing = await this.#folders.get(path.dirname(directory))?.lister.lookAt(directory);
        if (listing?.kind === 'unreadable') isWell = false;
        else found.push(listing === undefined ? { kind: 'gone', directory, moment } : sightingOf(listing, moment));
      } catch {
        isWell = false;
      }
    });
    const newest = this.#newestOf(found);
    this.#order.end(began);
    this.#takeOver(newest);
    if (!this.#isDisposed) this.#unreadable.leaveOut(newest.map(({ directory }) => directory));
    this.#labelSoon();
    return isWell;
  }

  #newestOf(sightings: readonly Sighting[]): Sighting[] {
    return sightings.filter(({ directory, moment }) => this.#order.takes(directory, moment));
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

  /** Gives those that are to be shown as unreadable. */
  #takeOver(sightings: readonly Sighting[]): UnreadableRun[] {
    const [seen, gone, unreadable]: [SeenRun[], string[], UnreadableRun[]] = [[], [], []];
    for (const sighting of sightings) {
      const { directory } = sighting;
      if (sighting.kind === 'gone') gone.push(directory);
      else if (sighting.kind === 'run') {
        seen.push(sighting.run);
        this.#unreadable.noteRead(directory);
      } else if (!this.#unreadable.isGivenTime(sighting.unreadable, this.#runs.has(directory))) {
        unreadable.push(sighting.unreadable);
        gone.push(directory);
      }
    }
    this.#tell(seen, gone);
    return unreadable;
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
