// log.txt: what the trainer says in words, with times.

import { appendTextSync } from '../base/boundedFile.ts';
import { indentedText } from '../base/terminalText.ts';
import { runFiles } from '../runs/runDirectory.ts';

export type Log = (line: string) => void;

/** As long as a stack trace is read. */
const longestEntry = 20_000;

/**
 * Appends entries to the run's log, one that repeats the last one left out; further lines of an entry are indented. A
 * log that cannot be written never stops a run.
 */
export function openRunLog(directory: string): Log {
  const { log } = runFiles(directory);
  let last = '';
  return (line) => {
    if (line === last) return;
    last = line;
    try {
      appendTextSync(log, `${new Date().toISOString()} ${indentedText(line, longestEntry)}\n`);
    } catch {
      // A full disk shows itself at the next checkpoint, with an error that says so.
    }
  };
}
