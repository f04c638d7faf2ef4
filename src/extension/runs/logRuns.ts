// The logs of other programs that the window shows among its runs: looked at every few seconds, each read on from where the
// last look ended.

import { createBreather } from '../../base/breather.ts';
import { LogFolder, type SeenLog } from '../../foreign/logFolder.ts';
import { type LogListing, listingOf, stateOf } from '../../foreign/logListing.ts';
import type { ExperimentFacts } from '../../runs/experimentFacts.ts';
import type { Disposable } from '../editor/disposableStore.ts';
import { type SeenRun, seenRuns } from './knownRuns.ts';
import { startCost } from './lookRests.ts';

/** In milliseconds. */
const defaultInterval = 2000;
/** Looking takes at most this share of the time, however many there are. */
const largestShare = 1 / 20;

/** Hears which logs were seen, and the directories of those that are gone. */
export type HearLogs = (found: readonly SeenRun[], gone: readonly string[]) => void;

interface KnownListing {
  readonly log: SeenLog;
  readonly version: number;
  readonly listing: LogListing;
}

export class LogRuns implements Disposable {
  readonly #hear: HearLogs;
  readonly #onError: (error: unknown) => void;
  readonly #interval: number;
  readonly #folders = new Map<string, LogFolder>();
  #foldersNow: (() => Promise<readonly string[]>) | undefined;
  #known = new Map<string, KnownListing>();
  #looks: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;

  constructor(hear: HearLogs, onError: (error: unknown) => void, interval: number = defaultInterval) {
    this.#hear = hear;
    this.#onError = onError;
    this.#interval = interval;
  }

  /** Shows the logs of these folders from now on, which need not exist yet: asked at every look. */
  follow(foldersNow: () => Promise<readonly string[]>): void {
    this.#foldersNow = foldersNow;
    void this.refresh();
  }

  /** Looks at all of them now. */
  refresh(): Promise<void> {
    this.#looks = this.#looks.then(async () => {
      clearTimeout(this.#timer);
      if (this.#isDisposed || this.#foldersNow === undefined) return;
      const cost = startCost();
      await this.#lookAtAll(await this.#foldersNow()).catch(this.#onError);
      this.#lookLater(Math.max(this.#interval, cost() / largestShare));
    });
    return this.#looks;
  }

  /** Resolves when all have been looked at that were to be by now. */
  get whenLooked(): Promise<void> {
    return this.#looks;
  }

  /** Looks at one of them now. */
  lookAt(directory: string): Promise<void> {
    this.#looks = this.#looks.then(async () => {
      const folder = [...this.#folders.values()].find((each) => each.directoryOf(directory) === directory);
      const log = this.#isDisposed ? undefined : await folder?.lookAt(directory).catch(this.#onError);
      if (!log || !this.#known.has(directory)) return;
      const known = this.#listingOf(log);
      this.#known.set(directory, known);
      this.#hear(seenRuns([known.listing]), []);
    });
    return this.#looks;
  }

  /** The log that lies there, as it was last seen. */
  get(directory: string): SeenLog | undefined {
    return this.#known.get(directory)?.log;
  }

  /** What the log says of its settings; undefined where none lies there. */
  factsOf(directory: string): Promise<ExperimentFacts> | undefined {
    const log = this.get(directory);
    return log && Promise.resolve(log.parameters);
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
  }

  async #lookAtAll(folders: readonly string[]): Promise<void> {
    for (const folder of this.#folders.keys()) if (!folders.includes(folder)) this.#folders.delete(folder);
    for (const folder of folders) if (!this.#folders.has(folder)) this.#folders.set(folder, new LogFolder(folder));
    const known = new Map<string, KnownListing>();
    const breathe = createBreather();
    for (const folder of [...this.#folders.values()])
      for (const log of (await folder.look()).logs) {
        // By which figure a log is judged its names say, which may be thousands.
        known.set(log.directory, this.#listingOf(log));
        await breathe();
      }
    if (this.#isDisposed) return;
    const gone = [...this.#known.keys()].filter((directory) => !known.has(directory));
    this.#known = known;
    const listings = [...known.values()].map(({ listing }) => listing);
    if (listings.length + gone.length > 0) this.#hear(seenRuns(listings), gone);
  }

  #lookLater(milliseconds: number): void {
    if (this.#isDisposed) return;
    this.#timer = setTimeout(() => void this.refresh(), milliseconds);
    this.#timer.unref();
  }

  /** What is not another than before stays the same object: thousands are compared at every look. */
  #listingOf(log: SeenLog): KnownListing {
    const { version } = log.summary;
    const known = this.#known.get(log.directory);
    if (
      known === undefined ||
      known.version !== version ||
      known.log.outcome !== log.outcome ||
      known.log.marks !== log.marks ||
      known.log.title !== log.title
    )
      return { log, version, listing: listingOf(log) };
    return { log, version, listing: { ...known.listing, state: stateOf(log) } };
  }
}
