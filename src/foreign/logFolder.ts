// LogFolder: the logs of other programs in one folder, each read on from where the last look ended.

import path from 'node:path';
import { mapInTurns } from '../base/mapInTurns.ts';
import type { Fact } from '../runs/experimentFacts.ts';
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
  /** Grows with the log. */
  readonly summary: LogSummary;
}

export interface SeenFolder {
  readonly logs: readonly SeenLog[];
  /** Folders that cannot be listed, with the system's error. */
  readonly problems: ReadonlyMap<string, unknown>;
  /** Whether there is more than was looked at. */
  readonly isCrowded: boolean;
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
    const { runs, problems, isCrowded } = await findLogRuns(this.folder);
    const known = new Map<string, KnownLog>();
    for (const run of runs) known.set(run.directory, this.#knownOf(run));
    this.#known = known;
    const logs = await mapInTurns([...known.values()], readAtOnce, (log) => this.#read(log));
    return { logs, problems, isCrowded };
  }

  /** One log that is known already, as it is now. */
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
    const { parameters, outcome } = reader;
    return { directory, name: this.#nameOf(directory), format, parameters, outcome, summary };
  }

  #nameOf(directory: string): string {
    const within = path.relative(this.folder, directory);
    return within === '' ? path.basename(this.folder) : within.split(path.sep).join('/');
  }
}
