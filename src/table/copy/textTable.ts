// The table as texts in columns, for a person: what the terminal prints and what is pasted into a paper.

import type { FigureSymbols } from '../../words/terminalFigures.ts';
import { type Column, holdsNumbers, isBestOfRuns } from '../columns.ts';
import { type FoldedRow, oneOfEachSeed, type SeedsCell } from '../foldRows.ts';
import { formatCell, formatFolded, formatOverTasks } from '../formatCell.ts';
import type { Grouping } from '../groupRows.ts';
import { cellOf } from '../runRow.ts';
import type { TableView } from '../tableView.ts';
import { bestRows } from './bestRows.ts';

export interface TextColumn {
  readonly head: string;
  readonly alignment: 'left' | 'right';
  /** What it shows; undefined for what only groups have. */
  readonly column: Column | undefined;
  /** Whether its cells may hold a stranger's words; numbers are written by us. */
  readonly holdsText: boolean;
  /** One for each row. */
  readonly cells: readonly string[];
  /** Places of the rows that are the best there, see `bestRows`. */
  readonly best: ReadonlySet<number>;
}

export interface TextTable {
  readonly columns: readonly TextColumn[];
  readonly rows: number;
  /** What the intervals are, in sentences; empty where there are none. */
  readonly notes: readonly string[];
}

const none: ReadonlySet<number> = new Set();

export function textTable(view: TableView, symbols: FigureSymbols): TextTable {
  const columns =
    view.kind === 'runs'
      ? view.columns.map((column) =>
          textColumn(
            column,
            view.rows.map((row) => formatCell(column, cellOf(row, column), symbols)),
            bestRows(view, column),
          ),
        )
      : groupColumns(view, symbols);
  return { columns, rows: view.rows.length, notes: notesOf(view, symbols) };
}

function textColumn(column: Column, cells: readonly string[], best: ReadonlySet<number>): TextColumn {
  const holdsText = !holdsNumbers(column);
  return { head: column.title, alignment: holdsText ? 'left' : 'right', column, holdsText, cells, best };
}

type GroupsView = Extract<TableView, { readonly kind: 'groups' }>;

function groupColumns({ columns, grouping, rows }: GroupsView, symbols: FigureSymbols): TextColumn[] {
  const ofGroups = (head: string, textOf: (row: FoldedRow) => string): TextColumn => {
    return { head, alignment: 'right', column: undefined, holdsText: false, cells: rows.map(textOf), best: none };
  };
  const days = grouping.by === 'day' ? [ofGroups('day', ({ group }) => dayOf(group.common))] : [];
  const shown = [...days, ofGroups('runs', ({ group }) => String(group.rows.length))];
  let counted = '';
  for (const column of columns) {
    const cells = rows.map((row) => formatGroupCell(column, row, symbols));
    shown.push(textColumn(column, cells, bestRows({ kind: 'groups', columns, grouping, rows }, column)));
    if (!rows.some((row) => seedsIn(row, column) !== undefined)) continue;
    const seeds = ofGroups('seeds', (row) => String(seedsIn(row, column)?.seeds ?? ''));
    // Figures side by side are most often of the same seeds.
    if (seeds.cells.join() !== counted) shown.push(seeds);
    counted = seeds.cells.join();
    const overTasks = ofGroups(`${symbols.plusMinus} tasks`, (row) => {
      const cell = seedsIn(row, column);
      return cell === undefined ? '' : formatOverTasks(column, cell);
    });
    if (overTasks.cells.some((text) => text !== '')) shown.push(overTasks);
  }
  return shown;
}

function seedsIn({ cells }: FoldedRow, { id }: Column): SeedsCell | undefined {
  const cell = cells.get(id);
  return cell?.kind === 'seeds' ? cell : undefined;
}

function dayOf(common: unknown): string {
  return typeof common === 'string' ? common : 'none';
}

function formatGroupCell(column: Column, { cells }: FoldedRow, symbols: FigureSymbols): string {
  const cell = cells.get(column.id);
  const text = formatFolded(column, cell, symbols);
  return cell?.kind === 'seeds' && !cell.isOfOneIteration ? `${text} *` : text;
}

function notesOf(view: TableView, { plusMinus }: FigureSymbols): string[] {
  if (view.rows.length === 0) return [];
  const chosen = notesOfBest(view.columns);
  const hasFigures = view.columns.some(({ kind }) => kind === 'figure');
  if (!hasFigures) return chosen;
  if (view.kind === 'runs') return [`${plusMinus} is the 95 % interval of the mean over held-out tasks.`, ...chosen];
  return [...notesOfGroups(view, view.grouping, plusMinus), ...chosen];
}

function notesOfBest(columns: readonly Column[]): string[] {
  const best = columns.filter(isBestOfRuns);
  if (best.length === 0) return [];
  const isMeasurable = best.some(({ kind }) => kind === 'figure');
  const how = isMeasurable ? ': "eval --checkpoint best" measures anew' : '';
  return [`"best" is chosen among a run's own evaluations, which makes it look better than it is${how}.`];
}

function notesOfGroups({ rows }: GroupsView, { by }: Grouping, plusMinus: string): string[] {
  if (by !== 'allButSeed') return ['Of figures that lie apart, the least and the most.'];
  const isUneven = rows.some(({ cells }) =>
    [...cells.values()].some((cell) => cell.kind === 'seeds' && !cell.isOfOneIteration),
  );
  const isRepeated = rows.some(({ group }) => oneOfEachSeed(group.rows).length < group.rows.length);
  return [
    `Figures are means over seeds, ${plusMinus} their 95 % interval over seeds (Student's t, none for one seed).`,
    `"${plusMinus} tasks" is the mean of the runs' own 95 % intervals, over held-out tasks: how well each run's figure is known, not how far seeds lie apart.`,
    ...(isRepeated ? ['Of runs of one seed the one that got furthest counts, and the others do not.'] : []),
    ...(isUneven ? ['* Not all of these runs have come to the same meta-iteration.'] : []),
  ];
}
