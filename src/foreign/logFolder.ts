// LogFolder: the logs of other programs in one folder, each read on from where the last look ended.

import path from 'node:path';
import { lookAtEntry } from '../base/boundedFile.ts';
import { mapInTurns } from '../base/mapInTurns.ts';
import type { Fact } from '../runs/experimentFacts.ts';
import type { RunNotice } from '../runs/runNotice.ts';
import { findLogRuns, type LogRun } from './findLogRuns.ts';
import type { LogFormat, LogOutcome, LogReader } from './logReader.ts';
import { LogSummary } from './logSummary.ts';
import { openLog } from './openLog.ts';

/** A log as it was last seen. */
export interface SeenLog {
  /** Absolute path. */
  readonly directory: string;
  /** Its path within the folder, with slashes; the folder's own name for a log that lies in it directly. */
  readonly name: string;
  readonly format: LogFormat;
  readonly parameters: ReadonlyMap<string, Fact>;
  readonly outcome: LogOutcome | undefined;
  /** When its files were last changed, in seconds since 1970, where its figures have no times. */
  readonly filesChangedAt: number | undefined;
  /** When its folder was last changed, in milliseconds since 1970. */
  readonly folderChangedAt: number;
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
  readonly reader: LogReader;
  readonly summary: LogSummary;
}

const readAtOnce = 16;

export class LogFolder {
  readonly folder: string;
  #known = new Map<string, KnownLog>();

  /** @param folder absolute path */
  constructor(folder: string) {
    this.folder = folder;
  }

  /** All logs that there are, and what came since the last look. Never rejects for what is wrong with a file. */
  async look(): Promise<SeenFolder> {
    const problems = await this.find();
    const logs = await mapInTurns([...this.#known.values()], readAtOnce, (log) => this.#read(log));
    return { logs, problems };
  }

  /** Looks which logs there are without reading them, and tells what of the folder cannot be looked at. */
  async find(): Promise<readonly RunNotice[]> {
    const { runs, problems } = await findLogRuns(this.folder);
    const known = new Map<string, KnownLog>();
    for (const run of runs) known.set(run.directory, this.#knownOf(run));
    this.#known = known;
    return problems;
  }

  /** The directory of the log that is called so, or lies there; undefined where none was found. */
  directoryOf(word: string): string | undefined {
    return [...this.#known.keys()].find((directory) => this.#nameOf(directory) === word || directory === word);
  }

  /** One log that was found already, as it is now. */
  async lookAt(directory: string): Promise<SeenLog | undefined> {
    const known = this.#known.get(directory);
    return known && (await this.#read(known));
  }

  #knownOf(run: LogRun): KnownLog {
    const known = this.#known.get(run.directory);
    if (known?.run.format === run.format) return known;
    return { run, reader: openLog(run), summary: new LogSummary() };
  }

  async #read({ run, reader, summary }: KnownLog): Promise<SeenLog> {
    await reader.read((updates) => summary.take(updates));
    if (summary.isOutdated) {
      reader.restart();
      await reader.read((updates) => summary.take(updates));
    }
    const { directory, format } = run;
    const { parameters, outcome, filesChangedAt } = reader;
    const folderChangedAt = (await lookAtEntry(directory).catch(() => undefined))?.mtimeMs ?? 0;
    return {
      directory,
      name: this.#nameOf(directory),
      format,
      parameters,
      outcome,
      folderChangedAt,
      filesChangedAt,
      summary,
    };
  }

  #nameOf(directory: string): string {
    const within = path.relative(this.folder, directory);
    return within === '' ? path.basename(this.folder) : within.split(path.sep).join('/');
  }
}
