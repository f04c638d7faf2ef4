// What a thread prints, a user's module above all: to standard error, as plain lines and not without end, because
// standard output is the program's own answer, which other programs read.

import type { Worker } from 'node:worker_threads';
import { longestText, plainText } from '../base/shownText.ts';

/** Of one thread, in UTF-16 units: thousands of lines. */
const mostOfThread = 2 ** 18;

/** For a thread that was started with `stdout` and `stderr`. `tell`: hears each line, without its end. */
export function tellOutput(
  thread: Pick<Worker, 'stdout' | 'stderr'>,
  tell: (line: string) => void = (line) => void process.stderr.write(`${line}\n`),
): void {
  let room = mostOfThread;
  const tellWithin = (line: string) => {
    if (room <= 0) return;
    const shown = plainText(line);
    room -= shown.length + 1;
    tell(room > 0 ? shown : 'The module prints more than is shown; the rest is left out.');
  };
  for (const stream of [thread.stdout, thread.stderr]) {
    let unfinished = '';
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      // What is read and dropped does not pile up in the thread.
      if (room <= 0) return;
      const lines = `${unfinished}${text}`.split('\n');
      unfinished = (lines.pop() ?? '').slice(0, longestText + 1);
      for (const line of lines) tellWithin(line.replace(/\r$/, ''));
    });
    stream.on('end', () => {
      if (unfinished !== '') tellWithin(unfinished);
    });
  }
}
