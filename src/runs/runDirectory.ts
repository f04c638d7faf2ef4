// The run directory: where its files lie.

import path from 'node:path';

/** Absolute paths inside a run directory. */
export function runFiles(directory: string): RunFiles {
  return new RunFiles(directory);
}

/** More runs than begin one after another. */
const mostGenerations = 16;

/**
 * Where a run keeps the splits of those that it begins with: of the one whose parameters it took, of the one that this
 * began with, and so on; folders with files as a run has them, of which the last ones may not be there.
 */
export function earlierFolders(directory: string): readonly string[] {
  let folder = directory;
  return Array.from({ length: mostGenerations }, () => {
    folder = runFiles(folder).initialization;
    return folder;
  });
}

/** Each is made when it is asked for: thousands of runs are looked at all the time, for a file or two of each. */
class RunFiles {
  readonly #folder: string;

  constructor(directory: string) {
    this.#folder = directory.endsWith(path.sep) ? directory : `${directory}${path.sep}`;
  }

  get manifest(): string {
    return `${this.#folder}run.json`;
  }

  get source(): string {
    return `${this.#folder}source.reptile.json`;
  }

  get experiment(): string {
    return `${this.#folder}experiment.json`;
  }

  /** Where the run comes from: see `originRecord.ts`. */
  get origin(): string {
    return `${this.#folder}origin.json`;
  }

  get split(): string {
    return `${this.#folder}split.json`;
  }

  get checkpoints(): string {
    return `${this.#folder}checkpoints`;
  }

  /** Of a run that begins with what another one has learned: a copy of that checkpoint, in a folder of its iteration. */
  get initialization(): string {
    return `${this.#folder}initialization`;
  }

  get samples(): string {
    return `${this.#folder}samples`;
  }

  get control(): string {
    return `${this.#folder}control`;
  }

  get evaluations(): string {
    return `${this.#folder}evaluations`;
  }

  /** Where another program than our trainer writes: nothing of ours lies there. */
  get program(): string {
    return `${this.#folder}program`;
  }

  /** Of a run that a program trains, how much of its figures is settled. */
  get relayed(): string {
    return `${this.#folder}relayed.json`;
  }

  get log(): string {
    return `${this.#folder}log.txt`;
  }

  get lock(): string {
    return `${this.#folder}trainer.lock`;
  }

  /** What people say of the run: see `marks/`. */
  get marks(): string {
    return `${this.#folder}marks.json`;
  }

  get marksLock(): string {
    return `${this.#folder}marks.json.lock`;
  }

  /** There while the run's trainer is being started: see the launchers. */
  get launchClaim(): string {
    return `${this.#folder}launch-claim`;
  }
}

/** Where the runs of a folder keep what is slow to read again. Deleting it costs time only. */
export function cacheFolderOf(runsFolder: string): string {
  return path.join(runsFolder, '.cache');
}

/** The time that a run's name begins with, in milliseconds since 1970; NaN where it begins with none. */
export function timeInName(name: string): number {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(name) ?? [];
  const [year, month, day, hours, minutes, seconds] = parts;
  return Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
}

/** `20261121T041500Z`: sorts by time, and is a valid file name everywhere. */
export function compactTime(time: Date): string {
  return time.toISOString().replace(/\.\d+/, '').replace(/[-:]/g, '');
}
