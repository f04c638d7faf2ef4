// The run directory: where its files lie.

import path from 'node:path';

/** Absolute paths inside a run directory. */
export function runFiles(directory: string) {
  // Thousands of runs are looked at all the time, and joining paths is most of it.
  const folder = directory.endsWith(path.sep) ? directory : `${directory}${path.sep}`;
  const inside = (name: string) => `${folder}${name}`;
  return {
    manifest: inside('run.json'),
    source: inside('source.reptile.json'),
    experiment: inside('experiment.json'),
    split: inside('split.json'),
    checkpoints: inside('checkpoints'),
    /** Of a run that begins with what another one has learned: a copy of that checkpoint, in a folder of its iteration. */
    initialization: inside('initialization'),
    samples: inside('samples'),
    control: inside('control'),
    evaluations: inside('evaluations'),
    /** Where another program than our trainer writes: nothing of ours lies there. */
    program: inside('program'),
    /** Of a run that a program trains, how much of its figures is settled. */
    relayed: inside('relayed.json'),
    log: inside('log.txt'),
    lock: inside('trainer.lock'),
    /** What people say of the run: see `marks/`. */
    marks: inside('marks.json'),
    marksLock: inside('marks.json.lock'),
    /** There while the run's trainer is being started: see the launchers. */
    launchClaim: inside('launch-claim'),
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
