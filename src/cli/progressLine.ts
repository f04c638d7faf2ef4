// One line of progress: how far, how fast, how long still, and the latest figure.

import { formatCount } from '../words/formatFigures.ts';
import { formatClock, formatRate } from '../words/terminalFigures.ts';
import type { Symbols } from './symbols.ts';
import { cutText, textWidth } from './textWidth.ts';

export interface LineProgress {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  /** What is counted, for the speed. */
  readonly unit: string;
  /** Units per second; undefined while unknown. */
  readonly speed: number | undefined;
  readonly secondsLeft: number | undefined;
  /** The latest figure in words, or the state (`paused`); may be empty. */
  readonly note: string;
}

const widestBar = 30;

/** The line, at most `width` cells: when room is short the bar shrinks first, then the end is cut. */
export function formatProgressLine(progress: LineProgress, width: number, symbols: Symbols): string {
  const share = progress.total > 0 ? Math.min(1, Math.max(0, progress.done / progress.total)) : 0;
  const percent = `${Math.floor(100 * share)}%`.padStart(4);
  const facts = describeProgress(progress);
  const room = width - textWidth(`${progress.label} ${percent} ${symbols.barEdge}${symbols.barEdge} ${facts}`);
  const bar =
    room >= 5 ? ` ${symbols.barEdge}${formatBar(share, Math.min(widestBar, room), symbols)}${symbols.barEdge}` : '';
  return cutText(`${progress.label} ${percent}${bar} ${facts}`, width, symbols.ellipsis);
}

/** The same without a bar, for places that keep every line. */
export function formatPlainProgress(progress: LineProgress): string {
  return `${progress.label} ${describeProgress(progress)}`;
}

function describeProgress(progress: LineProgress): string {
  return [
    `${formatCount(progress.done)}/${formatCount(progress.total)}`,
    progress.speed === undefined ? '' : formatRate(progress.speed, progress.unit),
    progress.secondsLeft === undefined ? '' : `${formatClock(progress.secondsLeft)} left`,
    progress.note,
  ]
    .filter((part) => part !== '')
    .join('  ');
}

/** `share` (0 … 1) of `width` cells, to the eighth of a cell where the terminal has such characters. */
export function formatBar(share: number, width: number, symbols: Symbols): string {
  const levels = symbols.barCells.length - 1;
  const filled = Math.floor(share * width * levels);
  const full = Math.floor(filled / levels);
  const part = filled % levels;
  const [empty] = symbols.barCells;
  const fullCell = symbols.barCells[levels] ?? empty;
  const partCell = part === 0 ? '' : (symbols.barCells[part] ?? empty);
  return (fullCell.repeat(full) + partCell).padEnd(width, empty);
}
