// Progress that is shown while work goes on: a line redrawn in place on a terminal, a new line now and then elsewhere.

import { formatPlainProgress, formatProgressLine, type LineProgress } from './progressLine.ts';
import type { Terminal } from './terminal.ts';

const redrawEveryMilliseconds = 80;
const plainLineEveryMilliseconds = 10_000;
/** A new figure is worth a line sooner. */
const plainFigureEveryMilliseconds = 2000;

export interface ProgressBar {
  /** Shows the newest state; states in quick succession are skipped. */
  update(progress: LineProgress): void;
  /** Prints a message for good, above the bar. */
  note(line: string): void;
  /** Removes the bar until the next update, so that something else can be printed. */
  clear(): void;
  /** Removes the bar for good (a terminal's cursor is shown again); later updates are ignored. */
  dispose(): void;
}

export function createProgressBar(terminal: Terminal, now: () => number = Date.now): ProgressBar {
  return terminal.messages.interactive ? redrawLine(terminal, now) : printNowAndThen(terminal, now);
}

function redrawLine({ messages, symbols }: Terminal, now: () => number): ProgressBar {
  let drawnAt = Number.NEGATIVE_INFINITY;
  let shown = '';
  let disposed = false;
  // A process that leaves early must not leave a terminal without its cursor.
  const restoreCursor = () => messages.write(messages.cursor('show'));
  const clearLine = `${messages.cursor('lineStart')}${messages.cursor('clearLine')}`;
  const clear = () => {
    if (shown === '') return;
    shown = '';
    messages.write(clearLine);
    restoreCursor();
    process.off('exit', restoreCursor);
  };
  const draw = (line: string) => {
    if (shown === '') {
      messages.write(messages.cursor('hide'));
      process.once('exit', restoreCursor);
    }
    shown = line;
    messages.write(`${messages.cursor('lineStart')}${line}${messages.cursor('clearRest')}`);
  };
  return {
    update(progress) {
      const time = now();
      if (disposed || (time - drawnAt < redrawEveryMilliseconds && progress.done < progress.total)) return;
      drawnAt = time;
      draw(formatProgressLine(progress, messages.columns() - 1, symbols));
    },
    note(line) {
      messages.write(shown === '' ? `${line}\n` : `${clearLine}${line}\n${shown}`);
    },
    clear,
    dispose() {
      disposed = true;
      clear();
    },
  };
}

function printNowAndThen({ messages }: Terminal, now: () => number): ProgressBar {
  let printedAt = now();
  let printedNote = '';
  return {
    update(progress) {
      const time = now();
      const isNew = progress.note !== printedNote;
      if (time - printedAt < (isNew ? plainFigureEveryMilliseconds : plainLineEveryMilliseconds)) return;
      printedAt = time;
      printedNote = progress.note;
      messages.write(`${formatPlainProgress(progress)}\n`);
    },
    note: (line) => messages.write(`${line}\n`),
    clear() {},
    dispose() {},
  };
}
