// LogFolder: the logs of other programs in one folder, each read on from where the last look ended.

import path from 'node:path';
import { lookAtEntry } from '../base/boundedFile.ts';
import { mapInTurns } from '../base/mapInTurns.ts';
import { userFolder } from '../base/userFolder.ts';
import type { Fact } from '../runs/experimentFacts.ts';
import type { RunMarks } from '../runs/marks/marks.ts';
import type { RunNotice } from '../runs/runNotice.ts';
import { findLogRuns, type LogRun } from './findLogRuns.ts';
import { LogMarks } from './logMarks.ts';
import { bytesOfFacts, type LogFormat, type LogOutcome, type LogReader } from './logReader.ts';
import { LogSummary } from './logSummary.ts';
import { openLog } from './openLog.ts';

/** A log as it was last seen. */
export interface SeenLog {
  /** Absolute path. */
  readonly directory: string;
  /** Its path within the folder, with slashes; the folder's own name for a log that lies in it directly. */
  readonly name: string;
  readonly format: LogFormat;
  /** What its program calls it, where that does. */
  readonly title: string | undefined;
  /** When its program says that it began, in seconds since 1970. */
  readonly startedAt: number | undefined;
  readonly parameters: ReadonlyMap<string, Fact>;
  readonly outcome: LogOutcome | undefined;
  /** When its files were last changed, in seconds since 1970, where its figures have no times. */
  readonly filesChangedAt: number | undefined;
  /** When its folder was last changed, in milliseconds since 1970. */
  readonly folderChangedAt: number;
  /** What people say of it. */
  readonly marks: RunMarks;
  /** Grows with the log. */
  readonly summary: LogSummary;
}

export interface SeenFolder {
  readonly logs: readonly SeenLog[];
  /** Folders that cannot be listed, and that there is more than was looked at. */
  readonly problems: readonly RunNotice[];
}

interface KnownLog {
  readonly run: LogRun;
  /** Undefined for one that is left out. */
  reader: LogReader | undefined;
  summary: LogSummary;
  /** Of which `bytes` were counted: another text where there is more. */
  counted: string;
  /** What it takes in memory, about. */
  bytes: number;
}

const readAtOnce = 32;
/** What all logs take in memory: names of figures and settings, a hundred of each of four thousand logs, and files that are followed. */
const mostBytes = 256 * 2 ** 20;
/** Of the sum of one figure, beside the letters of its name. */
const bytesOfSum = 300;
const noParameters: ReadonlyMap<string, Fact> = new Map();

export class LogFolder {
  readonly folder: string;
  readonly #mostBytes: number;
  readonly #marks: LogMarks;
  #known = new Map<string, KnownLog>();
  /** Of all that are known. */
  #bytes = 0;

  /** @param folder absolute path; @param most bytes in memory, about; @param user the user's folder, with the marks */
  constructor(folder: string, most: number = mostBytes, user: string = userFolder()) {
    this.folder = folder;
    this.#mostBytes = most;
    this.#marks = new LogMarks(user);
  }

  /** What all of its logs take in memory that are read, about. */
  get bytesHeld(): number {
    return this.#bytes;
  }

  /** All logs that there are, and what came since the last look. Never rejects for what is wrong with a file. */
  async look(): Promise<SeenFolder> {
    const problems = await this.find();
    const seen = await mapInTurns([...this.#known.values()], readAtOnce, (log) => this.#read(log));
    const logs = seen.filter(({ directory }) => this.#known.get(directory)?.reader?.isDeleted !== true);
    const looked = [...this.#known.values()].filter(({ reader }) => reader !== undefined).length;
    if (looked === seen.length) return { logs, problems };
    const crowd = { code: 'crowd', folder: this.folder, what: 'folders', looked } as const;
    return { logs, problems: [...problems, { of: 'file', problem: crowd }] };
  }

  /** Looks which logs there are without reading them, and tells what of the folder cannot be looked at. */
  async find(): Promise<readonly RunNotice[]> {
    await this.#marks.find();
    const { runs, problems } = await findLogRuns(this.folder);
    const known = new Map<string, KnownLog>();
    for (const run of runs) known.set(run.directory, this.#knownOf(run));
    this.#known = known;
    this.#bytes = [...known.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    return problems;
  }

  /** The directory of the log that is called so, or lies there; undefined where none was found. */
  directoryOf(word: string): string | undefined {
    return [...this.#known.keys()].find((directory) => this.#nameOf(directory) === word || directory === word);
  }

  /** One log that was found already, as it is now. */
  async lookAt(directory: string): Promise<SeenLog | undefined> {
    const known = this.#known.get(directory);
    if (known === undefined) return undefined;
    await this.#marks.find();
    return this.#read(known);
  }

  #knownOf(run: LogRun): KnownLog {
    const known = this.#known.get(run.directory);
    if (known?.run.format === run.format) return known;
    return { run, reader: openLog(run), summary: new LogSummary(), counted: '', bytes: 0 };
  }

  async #read(known: KnownLog): Promise<SeenLog> {
    const { run, reader, summary } = known;
    await reader?.read((updates) => summary.take(updates));
    if (summary.isOutdated) {
      reader?.restart();
      await reader?.read((updates) => summary.take(updates));
    }
    if (known.reader !== undefined && !this.#hasRoomFor(known, known.reader)) leaveOut(known);
    const { directory, format } = run;
    const { parameters = noParameters, outcome, filesChangedAt, title, startedAt } = known.reader ?? {};
    const folderChangedAt = (await lookAtEntry(directory).catch(() => undefined))?.mtimeMs ?? 0;
    return {
      directory,
      name: this.#nameOf(directory),
      format,
      title,
      startedAt,
      parameters,
      outcome,
      folderChangedAt,
      filesChangedAt,
      marks: await this.#marks.of(directory),
      summary: known.summary,
    };
  }

  /** A stranger's logs may have thousands of names each: what there is no room for is listed, and not read. */
  #hasRoomFor(known: KnownLog, { parameters, bytesHeld }: LogReader): boolean {
    const { summary } = known;
    const counted = `${summary.version} ${parameters.size} ${bytesHeld}`;
    if (known.counted === counted) return true;
    this.#bytes -= known.bytes;
    known.counted = counted;
    known.bytes = bytesHeld + bytesOfFacts(parameters);
    for (const tag of summary.tags.keys()) known.bytes += bytesOfSum + 2 * tag.length;
    this.#bytes += known.bytes;
    if (this.#bytes <= this.#mostBytes) return true;
    this.#bytes -= known.bytes;
    return false;
  }

  #nameOf(directory: string): string {
    const within = path.relative(this.folder, directory);
    return within === '' ? path.basename(this.folder) : within.split(path.sep).join('/');
  }
}

/** In its place: whoever has yet to look at others holds all that are known. */
function leaveOut(known: KnownLog): void {
  known.reader = undefined;
  known.summary = new LogSummary();
  known.counted = '';
  known.bytes = 0;
}
