// log.txt: what the trainer says in words, with times.

import { appendTextSync } from '../base/boundedFile.ts';
import { runFiles } from '../runs/runDirectory.ts';

export type Log = (line: string) => void;

/** Appends lines to the run's log, a line that repeats the last one left out. A log that cannot be written never stops a run. */
export function openRunLog(directory: string): Log {
  const { log } = runFiles(directory);
  let last = '';
  return (line) => {
    if (line === last) return;
    last = line;
    try {
      appendTextSync(log, `${new Date().toISOString()} ${line}\n`);
    } catch {
      // A full disk shows itself at the next checkpoint, with an error that says so.
    }
  };
}
