// From the words of a command line to what is asked of the runs table.

import { ColumnNames } from '../table/columnNames.ts';
import type { Column } from '../table/columns.ts';
import { isArchived } from '../table/filter/archivedRows.ts';
import type { RowTest } from '../table/filter/compileFilter.ts';
import { describeFilterProblem, type FilterProblem } from '../table/filter/filterProblem.ts';
import { parseFilter } from '../table/filter/parseFilter.ts';
import { readFilter } from '../table/filter/rowFilter.ts';
import type { Grouping } from '../table/groupRows.ts';
import { firstChoices, type TableChoices } from '../table/page/tableChoices.ts';
import { titleColumn } from '../table/runColumns.ts';
import type { RunRow } from '../table/runRow.ts';
import type { SortKey } from '../table/sortRows.ts';
import type { TableRequest } from '../table/tableView.ts';
import { untranslated } from '../words/translate.ts';
import { CommandError } from './failures.ts';
import { printable } from './terminal.ts';
import { textWidth } from './textWidth.ts';

/** As they are typed. */
export interface TableWords {
  readonly where?: string;
  readonly columns?: string;
  readonly sort?: string;
  readonly groupBy?: string;
  readonly groupByAllButSeed?: true;
  /** Whether runs that were put away are shown as well. */
  readonly archived?: true;
}

/**
 * Where there is no run, nothing tells which names they would have, and only the language of `where` is looked at.
 * @param view what is asked for where the words say nothing else; of its columns those that there are
 * @throws {CommandError} where something is not understood, with the place in the expression
 */
export function readTableRequest(
  { where, columns, sort, groupBy, groupByAllButSeed, archived }: TableWords,
  rows: readonly RunRow[],
  known: readonly Column[],
  view: TableChoices = firstChoices,
): TableRequest {
  const matches = readConditions([view.filter, where ?? ''], rows, known, archived === true);
  if (rows.length === 0) return { matches, columns: undefined, sort: [], grouping: undefined };
  const names = new ColumnNames(known);
  const grouping = readGrouping(groupBy, groupByAllButSeed === true, names) ?? groupingOfView(view, names);
  return {
    matches,
    columns: columns === undefined ? columnsOfView(view, grouping, names) : readColumns(columns, known, names),
    sort: sort === undefined ? sortOfView(view, names) : splitNames(sort).map((name) => readSortKey(name, names)),
    grouping,
  };
}

/** A table of runs begins with what they are called, as the editor's does. */
function columnsOfView(
  { columns }: TableChoices,
  grouping: Grouping | undefined,
  names: ColumnNames,
): readonly Column[] | undefined {
  if (columns === null) return undefined;
  const named = columns.flatMap((name) => knownColumn(name, names) ?? []);
  return [...new Set(grouping === undefined ? [titleColumn, ...named] : named)];
}

function sortOfView({ sort }: TableChoices, names: ColumnNames): readonly SortKey[] {
  return sort.flatMap(({ column: name, direction }) => {
    const column = knownColumn(name, names);
    return column === undefined ? [] : [{ column, direction }];
  });
}

function groupingOfView({ grouping }: TableChoices, names: ColumnNames): Grouping | undefined {
  switch (grouping.by) {
    case 'nothing':
      return undefined;
    case 'allButSeed':
      return { by: 'allButSeed' };
    case 'column':
    case 'day': {
      const column = knownColumn(grouping.column, names);
      return column && { by: grouping.by, column };
    }
  }
}

function knownColumn(name: string, names: ColumnNames): Column | undefined {
  const found = names.find(name);
  return found.kind === 'found' ? found.column : undefined;
}

/**
 * Each is understood by itself: a view is a stranger's text, and one half of an expression could undo the other.
 * @returns undefined where there are no rows to test
 */
function readConditions(
  expressions: readonly string[],
  rows: readonly RunRow[],
  known: readonly Column[],
  showsArchived: boolean,
): RowTest | undefined {
  const conditions = expressions.flatMap((text) => readCondition(text, rows, known) ?? []);
  if (rows.length === 0) return undefined;
  const hidesArchived = !showsArchived && !conditions.some(({ asksForArchived }) => asksForArchived);
  return (row) => !(hidesArchived && isArchived(row)) && conditions.every(({ matches }) => matches(row));
}

function readCondition(text: string, rows: readonly RunRow[], known: readonly Column[]) {
  const compiled = rows.length === 0 ? parseFilter(text) : readFilter(text, known);
  switch (compiled.kind) {
    case 'ready':
      return compiled;
    case 'parsed':
      return undefined;
    case 'refused':
      throw new CommandError(explainProblem(compiled.problem, text));
  }
}

/** Characters of a long expression that are shown before and behind the place. */
const context = 60;

/** The problem with the expression under it, and marks under the place. */
function explainProblem(problem: FilterProblem, where: string): string {
  const { start, end } = problem.span;
  const from = Math.max(0, start - context);
  const before = printable(where.slice(from, start));
  const [wrong, behind] = [printable(where.slice(start, end)), printable(where.slice(end, end + context))];
  const marks = '^'.repeat(Math.max(1, Math.min(2 * context, textWidth(wrong))));
  const shown = `${before}${wrong}${behind}`;
  return `${describeFilterProblem(problem, untranslated)}\n${shown}\n${' '.repeat(textWidth(before))}${marks}`;
}

function readColumns(text: string, known: readonly Column[], names: ColumnNames): readonly Column[] {
  const columns = text === 'all' ? known : splitNames(text).map((name) => findColumn(name, names));
  return [...new Set(columns)];
}

function readSortKey(word: string, names: ColumnNames): SortKey {
  const isDescending = word.startsWith('-');
  const column = findColumn(isDescending ? word.slice(1) : word, names);
  return { column, direction: isDescending ? 'descending' : 'ascending' };
}

function readGrouping(groupBy: string | undefined, isAllButSeed: boolean, names: ColumnNames): Grouping | undefined {
  if (isAllButSeed) return { by: 'allButSeed' };
  if (groupBy === undefined) return undefined;
  if (groupBy === 'day') return { by: 'day', column: findColumn('created', names) };
  return { by: 'column', column: findColumn(groupBy, names) };
}

function splitNames(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function findColumn(name: string, names: ColumnNames): Column {
  const found = names.find(name);
  switch (found.kind) {
    case 'found':
      return found.column;
    case 'unknown':
    case 'ambiguous': {
      const span = { start: 0, end: name.length };
      const problem: FilterProblem =
        found.kind === 'unknown'
          ? { code: 'unknownName', name, nearest: names.nearestTo(name), span }
          : { code: 'ambiguousName', name, candidates: found.candidates, span };
      throw new CommandError(`${describeFilterProblem(problem, untranslated)} "--columns all" shows every column.`);
    }
  }
}
