// The run directory: where its files lie.

import path from 'node:path';

/** Absolute paths inside a run directory. */
export function runFiles(directory: string) {
  return {
    manifest: path.join(directory, 'run.json'),
    source: path.join(directory, 'source.reptile.json'),
    experiment: path.join(directory, 'experiment.json'),
    split: path.join(directory, 'split.json'),
    checkpoints: path.join(directory, 'checkpoints'),
    /** Of a run that begins with what another one has learned: a copy of that checkpoint, in a folder of its iteration. */
    initialization: path.join(directory, 'initialization'),
    samples: path.join(directory, 'samples'),
    control: path.join(directory, 'control'),
    evaluations: path.join(directory, 'evaluations'),
    log: path.join(directory, 'log.txt'),
    lock: path.join(directory, 'trainer.lock'),
    /** What people say of the run: see `marks/`. */
    marks: path.join(directory, 'marks.json'),
    marksLock: path.join(directory, 'marks.json.lock'),
    /** There while the run's trainer is being started: see the launchers. */
    launchClaim: path.join(directory, 'launch-claim'),
  } as const;
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
