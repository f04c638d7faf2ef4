// What the table shows, from its rows and what a person chose: columns, and a line for each run or group.

import type { RunHue } from '../../src/panel/runColours.ts';
import { ColumnNames } from '../../src/table/columnNames.ts';
import type { Column } from '../../src/table/columns.ts';
import { isArchived } from '../../src/table/filter/archivedRows.ts';
import type { RowTest } from '../../src/table/filter/compileFilter.ts';
import type { FilterProblem } from '../../src/table/filter/filterProblem.ts';
import { readFilter } from '../../src/table/filter/rowFilter.ts';
import type { FoldedRow } from '../../src/table/foldRows.ts';
import type { Grouping } from '../../src/table/groupRows.ts';
import { commonInLabels, namesBeside, ownLabel } from '../../src/table/ownLabel.ts';
import type { GroupingChoice, TableChoices } from '../../src/table/page/tableChoices.ts';
import { chosenHueOf } from '../../src/table/rowHues.ts';
import { cellOf, type RunRow } from '../../src/table/runRow.ts';
import { type SortKey, sortRows } from '../../src/table/sortRows.ts';
import { type TableView, viewTable } from '../../src/table/tableView.ts';
import { automaticColumns, columnsByNames, courseColumn, headColumnId } from './pageColumns.ts';
import type { TableData } from './tableData.ts';

export type Line =
  | {
      readonly kind: 'run';
      readonly key: string;
      readonly row: RunRow;
      /** How it is called beside the others; beneath a group of seeds what the group does not say. */
      readonly name: string;
      readonly hue: RunHue;
      readonly isMember: boolean;
    }
  | { readonly kind: 'group'; readonly key: string; readonly folded: FoldedRow; readonly isExpanded: boolean };

export type FilterReading =
  | { readonly kind: 'ready'; readonly matches: RowTest }
  | { readonly kind: 'refused'; readonly problem: FilterProblem };

/** An empty filter lets everything through but what was put away: that has to be asked for. */
export function readFilterText(text: string, { columns }: TableData): FilterReading {
  const read = readFilter(text, columns);
  if (read.kind === 'refused' || read.asksForArchived) return read;
  return { kind: 'ready', matches: (row) => !isArchived(row) && read.matches(row) };
}

/** What of the choices says which rows are shown how. */
export type ViewChoices = Pick<TableChoices, 'columns' | 'sort' | 'grouping'>;

export interface ChosenView {
  readonly view: TableView;
  /** Those that are shown, in their order. */
  readonly columns: readonly Column[];
  readonly sort: readonly SortKey[];
}

export function chooseView(data: TableData, choices: ViewChoices, matches: RowTest | undefined): ChosenView {
  const names = new ColumnNames(data.columns);
  const grouping = groupingOf(choices.grouping, names);
  const sort = sortKeysOf(choices.sort, names);
  const chosen = choices.columns === null ? undefined : columnsByNames(choices.columns, names);
  // What is drawn alone has no cells, and a group is known by another name than its runs.
  const copied = (shown: readonly Column[]) =>
    shown.filter((column) => column !== courseColumn && (grouping === undefined || column.id !== headColumnId));
  const columns = chosen && copied(chosen);
  const view = viewTable(data.rows, { matches, columns, sort, grouping }, data.columns);
  if (chosen !== undefined) return { view, sort, columns: chosen };
  const automatic = automaticColumns(view.columns, view.kind === 'groups');
  return { view: { ...view, columns: copied(automatic) }, sort, columns: automatic };
}

/** @param expanded keys of the groups whose runs stand beneath them */
export function linesOf(
  { view, sort }: ChosenView,
  expanded: ReadonlySet<string>,
  { hues }: TableData,
): readonly Line[] {
  if (view.kind === 'groups') return groupLines(view, sort, expanded, hues);
  const nameOf = namesBeside(view.rows);
  return view.rows.map((row) => runLine(row, nameOf(row), hues.get(row.directory)));
}

/** Runs that the filter lets through. */
export function countRuns({ view }: ChosenView): number {
  if (view.kind === 'runs') return view.rows.length;
  return view.rows.reduce((runs, { group }) => runs + group.rows.length, 0);
}

function groupLines(
  { rows, grouping }: Extract<TableView, { readonly kind: 'groups' }>,
  sort: readonly SortKey[],
  expanded: ReadonlySet<string>,
  hues: TableData['hues'],
): Line[] {
  const isOfSeeds = grouping.by === 'allButSeed';
  return rows.flatMap((folded): Line[] => {
    const { key, rows: members } = folded.group;
    const isExpanded = expanded.has(key);
    const group: Line = { kind: 'group', key, folded, isExpanded };
    if (!isExpanded) return [group];
    const common = isOfSeeds ? commonInLabels(members) : [];
    const beside = namesBeside(members);
    const nameOf = (row: RunRow) => (isOfSeeds && ownLabel(row, common)) || beside(row);
    const lines = sortRows(members, sort, cellOf).map((row) => ({
      ...runLine(row, nameOf(row), hues.get(row.directory)),
      isMember: true,
    }));
    return [group, ...lines];
  });
}

/** Of a run that stands for itself. @param own the hue that it has where nobody chose one */
export function runLine(row: RunRow, name: string, own: RunHue = 'blue'): Extract<Line, { readonly kind: 'run' }> {
  return { kind: 'run', key: row.directory, row, name, hue: chosenHueOf(row) ?? own, isMember: false };
}

/** Undefined where nothing is grouped, or the column that it is grouped by is in no row. */
function groupingOf(choice: GroupingChoice, names: ColumnNames): Grouping | undefined {
  switch (choice.by) {
    case 'nothing':
      return undefined;
    case 'allButSeed':
      return { by: 'allButSeed' };
    case 'column':
    case 'day': {
      const named = names.find(choice.column);
      return named.kind === 'found' ? { by: choice.by, column: named.column } : undefined;
    }
  }
}

function sortKeysOf(sort: TableChoices['sort'], names: ColumnNames): SortKey[] {
  return sort.flatMap(({ column, direction }) => {
    const named = names.find(column);
    return named.kind === 'found' ? [{ column: named.column, direction }] : [];
  });
}

/** Directories of the runs that lines are of, in their order, each once. */
export function directoriesOf(lines: readonly Line[]): readonly string[] {
  const directories = lines.flatMap((line) =>
    line.kind === 'run' ? [line.row.directory] : line.folded.group.rows.map(({ directory }) => directory),
  );
  return [...new Set(directories)];
}
