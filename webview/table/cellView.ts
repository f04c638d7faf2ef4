// What stands in a cell of the page's table: words, and what is drawn beside them. Pure.

import type { RunHue } from '../../src/panel/runColours.ts';
import { separatorOfLabels } from '../../src/runs/runLabel.ts';
import { type CellValue, isMeasurement, isTexts } from '../../src/table/cells.ts';
import { type Column, holdsNumbers, isBestOfRuns } from '../../src/table/columns.ts';
import type { FoldedCell, FoldedRow, SeedsCell } from '../../src/table/foldRows.ts';
import { formatCell, formatFolded, formatOverTasks } from '../../src/table/formatCell.ts';
import type { Grouping } from '../../src/table/groupRows.ts';
import { commonInLabels } from '../../src/table/ownLabel.ts';
import { titleColumn } from '../../src/table/runColumns.ts';
import { cellOf, type RunRow } from '../../src/table/runRow.ts';
import {
  formatCount,
  formatDurationRoughly,
  formatShareInterval,
  reachesBeyondShares,
} from '../../src/words/formatFigures.ts';
import { type StateTone, shownStates, toneOf } from '../../src/words/states.ts';
import { countOf, translate } from '../translate.ts';
import { courseColumn, headColumnId } from './pageColumns.ts';
import type { Line } from './shownTable.ts';

export type CellView =
  | { readonly kind: 'empty' }
  | { readonly kind: 'text'; readonly text: string; readonly note: string; readonly hint: string }
  | { readonly kind: 'state'; readonly tone: StateTone; readonly word: string }
  | { readonly kind: 'progress'; readonly share: number; readonly text: string }
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  | { readonly kind: 'course'; readonly hue: RunHue }
  /** Whose line it is. */
  | {
      readonly kind: 'run';
      readonly name: string;
      readonly hue: RunHue;
      readonly isMember: boolean;
      readonly hint: string;
    }
  | { readonly kind: 'group'; readonly name: string; readonly runs: number; readonly isExpanded: boolean };

export const symbols = { plusMinus: '±' };

const empty: CellView = { kind: 'empty' };

export function viewCell(line: Line, column: Column, grouping: Grouping | undefined): CellView {
  return line.kind === 'run'
    ? viewRunCell(line, column)
    : viewGroupCell(line.folded, column, grouping, line.isExpanded);
}

function viewRunCell({ row, name, hue, isMember }: Extract<Line, { kind: 'run' }>, column: Column): CellView {
  if (column.id === courseColumn.id) return { kind: 'course', hue };
  if (column.id === headColumnId) return { kind: 'run', name, hue, isMember, hint: hintOfRun(row, name) };
  const value = cellOf(row, column);
  const text = formatShown(column, value);
  if (value === undefined) return empty;
  if (column.id === 'progress' && typeof value === 'number') return viewProgress(value, text, row);
  if (column.kind === 'state') return viewState(text);
  if (column.id === 'star') return { kind: 'text', text: '★', note: '', hint: translate('starred') };
  if (isTexts(value)) return { kind: 'texts', texts: value };
  return { kind: 'text', text, note: '', hint: hintOf(column, value, text) };
}

/** Its title, where the cell cuts it or says a part of it, and where it lies. */
function hintOfRun(row: RunRow, name: string): string {
  return `${formatCell(titleColumn, cellOf(row, titleColumn), symbols) || name}\n${row.directory}`;
}

/** As it is copied, but for an interval of shares that reaches beyond what can be. */
function formatShown(column: Column, value: CellValue | undefined): string {
  const isShare = column.kind === 'figure' && column.quantity === 'accuracy' && isMeasurement(value);
  return isShare && reachesBeyondShares(value.value, value.ci95)
    ? formatShareInterval(value.value, value.ci95)
    : formatCell(column, value, symbols);
}

function viewProgress(share: number, text: string, row: RunRow): CellView {
  const left = row.cells.get('timeLeft');
  return {
    kind: 'progress',
    share,
    text: typeof left === 'number' ? translate('{0}, {1} left', text, formatDurationRoughly(left)) : text,
  };
}

function viewState(word: string): CellView {
  const state = shownStates.find((known) => known === word);
  return state === undefined
    ? { kind: 'text', text: word, note: '', hint: '' }
    : { kind: 'state', tone: toneOf(state), word: translate(word) };
}

/** Of a number on how many tasks it is, where that is told, and of a long text the whole, where a cell cuts it. */
function hintOf(column: Column, value: CellValue | undefined, text: string): string {
  if (isBestOfRuns(column)) return sayBest();
  if (isMeasurement(value) && value.tasks !== undefined) return sayTasks({ least: value.tasks, most: value.tasks });
  return holdsNumbers(column) ? '' : text;
}

function sayBest(): string {
  return translate('Best: chosen among a run’s own evaluations, which makes it look better than it is.');
}

function sayTasks({ least, most }: NonNullable<SeedsCell['tasks']>): string {
  return least === most
    ? translate('Measured on {0}.', countOf('heldOutTasks', most))
    : translate('Measured on {0} to {1}, by run.', formatCount(least), countOf('heldOutTasks', most));
}

function viewGroupCell(
  { group, cells }: FoldedRow,
  column: Column,
  grouping: Grouping | undefined,
  isExpanded: boolean,
): CellView {
  if (column.id === headColumnId)
    return { kind: 'group', name: nameOfGroup(group, grouping), runs: group.rows.length, isExpanded };
  const cell = cells.get(column.id);
  if (cell === undefined) return empty;
  if (cell.kind === 'same' && column.kind === 'state') return viewState(formatFolded(column, cell, symbols));
  if (cell.kind === 'same' && isTexts(cell.value)) return { kind: 'texts', texts: cell.value };
  return viewFolded(column, cell);
}

function viewFolded(column: Column, cell: FoldedCell): CellView {
  const text =
    cell.kind === 'seeds'
      ? formatShown(column, { value: cell.mean, ci95: cell.ci95 })
      : formatFolded(column, cell, symbols);
  if (cell.kind !== 'seeds') {
    const value = cell.kind === 'same' ? cell.value : undefined;
    return { kind: 'text', text, note: '', hint: hintOf(column, value, text) };
  }
  const overTasks = formatOverTasks(column, cell);
  const seeds = countOf('seeds', cell.seeds);
  const chosen = isBestOfRuns(column) ? [sayBest()] : [];
  const interval =
    cell.seeds === 1
      ? translate('One seed has no interval over seeds.')
      : translate('Mean over seeds ± its 95 % interval (Student’s t).');
  const tasks =
    overTasks === '' ? [] : [translate('“± tasks” is the mean of the runs’ own 95 % intervals, over held-out tasks.')];
  const uneven = cell.isOfOneIteration
    ? []
    : [translate('* Not all of these runs have come to the same meta-iteration.')];
  return {
    kind: 'text',
    text: cell.isOfOneIteration ? text : `${text} *`,
    note: overTasks === '' ? seeds : translate('{0}, ±{1} tasks', seeds, overTasks),
    hint: [interval, ...tasks, ...(cell.tasks === undefined ? [] : [sayTasks(cell.tasks)]), ...chosen, ...uneven].join(
      ' ',
    ),
  };
}

/** Of a group of seeds what the labels of its runs have in common; it may be empty. */
function nameOfGroup({ common, rows }: FoldedRow['group'], grouping: Grouping | undefined): string {
  switch (grouping?.by) {
    case undefined:
      return '';
    case 'allButSeed':
      return commonInLabels(rows).join(separatorOfLabels);
    case 'day':
      return typeof common === 'string' ? common : translate('no day');
    case 'column': {
      const { column } = grouping;
      return formatCell(column, common, symbols) || translate('no {0}', translate(column.title));
    }
  }
}
