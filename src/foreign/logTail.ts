// LogTail: follows the log of another program as `RunTail` follows a run of ours: tells everything that is there, then what
// is new, as soon as it is written.

import type { EventUpdate } from '../runs/eventUpdate.ts';
import { FigureBatch } from '../runs/figureBatch.ts';
import { FollowedFolder } from '../runs/followedFolder.ts';
import type { HearRun } from '../runs/tailRun.ts';
import type { SeenLog } from './logFolder.ts';
import { listingOf } from './logListing.ts';
import type { LogReader } from './logReader.ts';
import { LogSummary } from './logSummary.ts';
import { openLog } from './openLog.ts';

/** Even without a word from the file system, the log is looked at this often. */
const lookEveryMilliseconds = 200;

export class LogTail {
  readonly #log: Pick<SeenLog, 'directory' | 'name' | 'format' | 'folderChangedAt' | 'marks'>;
  readonly #hear: HearRun;
  readonly #isWanted: (tag: string) => boolean;
  readonly #reader: LogReader;
  readonly #summary = new LogSummary();
  #told = '';
  #isCaughtUp = false;
  readonly #folder: FollowedFolder;

  /** `isWanted`: names of the figures that are told; the log is summed up by all of them. */
  constructor(log: SeenLog, hear: HearRun, isWanted: (tag: string) => boolean) {
    this.#log = log;
    this.#hear = hear;
    this.#isWanted = isWanted;
    this.#reader = openLog(log);
    this.#folder = new FollowedFolder(log.directory, lookEveryMilliseconds, (signal) => this.#look(signal));
  }

  start(): void {
    this.#folder.start();
  }

  /** Nothing is told any more. */
  stop(): void {
    this.#folder.stop();
  }

  /** All figures are told again, after the word `restarted`. */
  reread(): void {
    this.#reader.restart();
  }

  async #look(signal: AbortSignal): Promise<void> {
    await this.#read(signal);
    if (this.#summary.isOutdated && !signal.aborted) {
      this.#reader.restart();
      await this.#read(signal);
    }
    if (signal.aborted) return;
    this.#tellListing();
    if (!this.#isCaughtUp) this.#hear([{ kind: 'caughtUp' }]);
    this.#isCaughtUp = true;
  }

  #read(signal: AbortSignal): Promise<void> {
    return this.#reader.read((updates) => {
      this.#summary.take(updates);
      if (updates.some(({ kind }) => kind === 'restarted')) this.#isCaughtUp = false;
      this.#hear(updates.map((update) => this.#wantedOf(update)));
    }, signal);
  }

  #wantedOf(update: EventUpdate): EventUpdate {
    if (update.kind !== 'figures' || update.figures.tags.every(this.#isWanted)) return update;
    const wanted = [...update.figures].filter(({ tag }) => this.#isWanted(tag));
    return { kind: 'figures', figures: FigureBatch.from(wanted) };
  }

  #tellListing(): void {
    const { parameters, outcome, filesChangedAt, title, startedAt } = this.#reader;
    const { manifest, state } = listingOf({
      ...this.#log,
      title,
      startedAt,
      parameters,
      outcome,
      filesChangedAt,
      summary: this.#summary,
    });
    const told = `${state} ${this.#summary.version} ${title}`;
    if (told === this.#told) return;
    this.#told = told;
    this.#hear([{ kind: 'manifest', manifest, state }]);
  }
}
