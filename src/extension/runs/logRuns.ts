// The logs of other programs that the window shows among its runs: looked at every few seconds, each read on from where the
// last look ended.

import { createBreather } from '../../base/breather.ts';
import { messageOf, pathOf } from '../../base/systemErrors.ts';
import { untranslated } from '../../base/translate.ts';
import { LogFolder, type SeenFolder, type SeenLog } from '../../foreign/logFolder.ts';
import { type LogListing, listingOf, stateOf } from '../../foreign/logListing.ts';
import type { ExperimentFacts } from '../../runs/experimentFacts.ts';
import { explainReadFailure } from '../../runs/fileProblem.ts';
import { describeNotice, type RunNotice } from '../../runs/runNotice.ts';
import type { Disposable } from '../editor/disposableStore.ts';
import type { FolderProblems } from './folderProblems.ts';
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

/** Says which folders to look at: absolute paths. */
export type FolderSource = () => Promise<readonly string[]>;

export interface LogRunsOptions {
  readonly hear: HearLogs;
  /** Learns of folders that cannot be looked at just now. */
  readonly problems: FolderProblems;
  readonly onError: (error: unknown) => void;
  /** Between two looks, in milliseconds, at least. */
  readonly interval?: number;
}

export class LogRuns implements Disposable {
  readonly #hear: HearLogs;
  readonly #problems: FolderProblems;
  readonly #onError: (error: unknown) => void;
  readonly #interval: number;
  readonly #folders = new Map<string, LogFolder>();
  /** What each source last said. */
  #sources: ReadonlyMap<FolderSource, readonly string[]> = new Map();
  #known = new Map<string, KnownListing>();
  #looks: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;

  constructor({ hear, problems, onError, interval = defaultInterval }: LogRunsOptions) {
    this.#hear = hear;
    this.#problems = problems;
    this.#onError = onError;
    this.#interval = interval;
  }

  /** Shows the logs of the folders of these sources from now on, which need not exist yet: asked at every look. */
  follow(...sources: readonly FolderSource[]): void {
    this.#sources = new Map(sources.map((source) => [source, []]));
    void this.refresh();
  }

  /** Looks at all of them now. */
  refresh(): Promise<void> {
    return this.#inTurn(async () => {
      clearTimeout(this.#timer);
      if (this.#isDisposed || this.#sources.size === 0) return;
      const cost = startCost();
      try {
        await this.#lookAtAll(await this.#foldersNow());
      } finally {
        this.#lookLater(Math.max(this.#interval, cost() / largestShare));
      }
    });
  }

  /** Resolves when all have been looked at that were to be by now. */
  get whenLooked(): Promise<void> {
    return this.#looks;
  }

  /** Looks at one of them now. */
  lookAt(directory: string): Promise<void> {
    return this.#inTurn(async () => {
      const folder = [...this.#folders.values()].find((each) => each.directoryOf(directory) === directory);
      const log = this.#isDisposed ? undefined : await folder?.lookAt(directory);
      if (!log || !this.#known.has(directory)) return;
      const known = this.#listingOf(log);
      this.#known.set(directory, known);
      this.#hear(seenRuns([known.listing]), []);
    });
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

  /** One look after another; one that fails keeps none from following. */
  #inTurn(look: () => Promise<void>): Promise<void> {
    const looked = async () => {
      try {
        await look();
      } catch (error) {
        this.#onError(error);
      }
    };
    this.#looks = this.#looks.then(looked, looked);
    return this.#looks;
  }

  /** A source that cannot be asked just now says what it said before. */
  async #foldersNow(): Promise<readonly string[]> {
    const asked = [...this.#sources].map(async ([source, before]) => {
      try {
        const folders = await source();
        this.#problems.forget(source);
        return [source, folders] as const;
      } catch (error) {
        const place = pathOf(error);
        this.#problems.tell(source, place === undefined ? messageOf(error) : explainReadFailure(place, error));
        return [source, before] as const;
      }
    });
    const sources = new Map(await Promise.all(asked));
    this.#sources = sources;
    return [...new Set([...sources.values()].flat())];
  }

  async #lookAtAll(folders: readonly string[]): Promise<void> {
    for (const [name, folder] of this.#folders) {
      if (folders.includes(name)) continue;
      this.#folders.delete(name);
      this.#problems.forget(folder);
    }
    for (const folder of folders) if (!this.#folders.has(folder)) this.#folders.set(folder, new LogFolder(folder));
    const known = new Map<string, KnownListing>();
    const breathe = createBreather();
    for (const folder of [...this.#folders.values()]) {
      const seen = await folder.look();
      this.#tellProblem(folder, seen);
      for (const log of seen.logs) {
        // By which figure a log is judged its names say, which may be thousands.
        known.set(log.directory, this.#listingOf(log));
        await breathe();
      }
    }
    if (this.#isDisposed) return;
    const gone = [...this.#known.keys()].filter((directory) => !known.has(directory));
    this.#known = known;
    const listings = [...known.values()].map(({ listing }) => listing);
    if (listings.length + gone.length > 0) this.#hear(seenRuns(listings), gone);
  }

  /** Where there is nothing to see, why; beside what there is, a name to change. */
  #tellProblem(folder: LogFolder, { logs, problems }: SeenFolder): void {
    const isOfName = (notice: RunNotice) => notice.of === 'file' && notice.problem.code === 'misnamed';
    const told = logs.length > 0 ? problems.find(isOfName) : problems[0];
    if (told === undefined) this.#problems.forget(folder);
    else this.#problems.tell(folder, describeNotice(told, untranslated));
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
