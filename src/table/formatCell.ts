// Cells as a person reads them: in a terminal, in a paper, in a text that is pasted.

import { formatBytes } from '../base/formatMemory.ts';
import { formatCount } from '../words/formatFigures.ts';
import {
  type FigureSymbols,
  formatClock,
  formatInterval,
  formatNumber,
  formatPercentNumber,
} from '../words/terminalFigures.ts';
import { formatMeasurement, formatValue } from '../words/terminalQuantities.ts';
import { type CellValue, isMeasurement, isTexts } from './cells.ts';
import { type Column, holdsShares } from './columns.ts';
import type { FoldedCell, SeedsCell } from './foldRows.ts';

/** The text of a cell, empty where there is none; it may hold whatever a stranger called a run. */
export function formatCell(column: Column, value: CellValue | undefined, symbols: FigureSymbols): string {
  if (value === undefined) return '';
  if (isMeasurement(value))
    return column.kind === 'figure'
      ? formatMeasurement(column.quantity, value, symbols)
      : formatInterval(value, symbols);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'number') return isTexts(value) ? value.join(', ') : value;
  switch (column.kind) {
    case 'share':
      return Number.isFinite(value) ? `${formatPercentNumber(value, 0)} %` : '';
    case 'duration':
      return formatClock(value);
    case 'size':
      return formatBytes(value);
    case 'date':
      return formatMinute(value);
    case 'figure':
      return formatValue(column.quantity, value);
    default:
      // A parameter is shown as it was set.
      if (column.section === 'parameter') return String(value);
      return Number.isInteger(value) ? formatCount(value) : formatNumber(value);
  }
}

/** `2026-11-21 05:34` where the person is. */
function formatMinute(time: number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return '';
  const two = (count: number) => String(count).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Different values that are named. */
const mostNamed = 3;

/** The text of a folded cell, of a figure over seeds the mean with the interval over seeds. */
export function formatFolded(column: Column, cell: FoldedCell | undefined, symbols: FigureSymbols): string {
  switch (cell?.kind) {
    case undefined:
      return '';
    case 'same':
      return formatCell(column, cell.value, symbols);
    case 'seeds':
      return formatCell(column, { value: cell.mean, ci95: cell.ci95 }, symbols);
    case 'range':
      return [...new Set([cell.least, cell.most].map((value) => formatCell(column, value, symbols)))].join(' to ');
    case 'several': {
      const named = cell.counts.slice(0, mostNamed).map(([value, runs]) => {
        const text = value === undefined ? 'none' : formatCell(column, value, symbols);
        return column.kind === 'state' ? `${runs} ${text}` : text;
      });
      return `${named.join(', ')}${cell.counts.length > mostNamed ? ', …' : ''}`;
    }
  }
}

/** Half the interval over tasks, `0.7 %`, empty where it is not known. */
export function formatOverTasks(column: Column, { ci95OverTasks }: SeedsCell): string {
  if (!Number.isFinite(ci95OverTasks)) return '';
  if (holdsShares(column)) return formatValue('accuracy', ci95OverTasks);
  return String(Number(ci95OverTasks.toPrecision(2)));
}
