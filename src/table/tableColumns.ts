// The columns that a number of rows have, and which of them differ and are worth showing.

import type { Fact } from '../runs/experimentFacts.ts';
import { rankOf } from '../runs/labelColumns.ts';
import { shortNames } from '../runs/labelWords.ts';
import { type CellValue, identityOf } from './cells.ts';
import type { Column, PlainColumn, PlainKind } from './columns.ts';
import { columnOfHeldOut, heldOutColumn } from './evaluationColumns.ts';
import { runColumns } from './runColumns.ts';
import { cellOf, type RunRow } from './runRow.ts';

/** Columns times rows are looked at whenever a table is made; honest runs of all tasks and algorithms have some 300. */
const mostLooked = { columns: 2000, cells: 4_000_000 };

/**
 * Every column in which a row has a value: those of all tables, stored evaluations, and parameters; of very many of
 * these the most usual ones.
 */
export function columnsOf(rows: readonly RunRow[]): readonly Column[] {
  const known = runColumns
    .map(({ column }) => column)
    .filter((column) => rows.some(({ cells }) => cells.has(column.id)));
  const beforeEvaluations = known.findLastIndex(({ section }) => section === 'run' || section === 'heldOut') + 1;
  return [
    ...known.slice(0, beforeEvaluations),
    ...measuredColumnsOf(rows),
    ...parameterColumnsOf(rows),
    ...known.slice(beforeEvaluations),
  ];
}

/**
 * Figures that programs name stand before stored evaluations. What was measured in one way on other held-out tasks has a
 * column for each of these: such figures are not set side by side.
 */
function measuredColumnsOf(rows: readonly RunRow[]): readonly Column[] {
  const seen = new Map<string, { readonly column: Column; readonly rowsOf: Map<string, number> }>();
  for (const { measured, cells } of rows) {
    const tasks = measured.length === 0 ? '' : String(cells.get(heldOutColumn.id));
    for (const column of measured) {
      const known = seen.get(column.id) ?? { column, rowsOf: new Map<string, number>() };
      seen.set(column.id, known);
      const heldOut = column.kind === 'figure' ? tasks : '';
      known.rowsOf.set(heldOut, (known.rowsOf.get(heldOut) ?? 0) + 1);
    }
  }
  const columns = new Map<string, Column>();
  const rowsOf = new Map<string, number>();
  for (const { column, rowsOf: rowsOfTasks } of seen.values())
    for (const [heldOut, count] of rowsOfTasks) {
      const isOne = rowsOfTasks.size === 1 || column.kind !== 'figure';
      const own = isOne ? column : columnOfHeldOut(column, heldOut);
      columns.set(own.id, own);
      rowsOf.set(own.id, count);
    }
  const usual = usualColumns(rowsOf, rows.length);
  const keyOf = ({ id, section }: Column) => `${section === 'heldOut' ? 0 : 1} ${id}`;
  return [...columns.values()].filter(({ id }) => usual.has(id)).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** A run's own list of tags says the same and is shown anyway. */
const shownElsewhere: ReadonlySet<string> = new Set(['tags']);

interface SeenParameter {
  readonly first: Fact;
  kind: PlainKind;
  runs: number;
  differs: boolean;
}

function parameterColumnsOf(rows: readonly RunRow[]): readonly PlainColumn[] {
  const seen = new Map<string, SeenParameter>();
  const look = (fact: Fact, place: string) => {
    const known = seen.get(place);
    if (known === undefined) seen.set(place, { first: fact, kind: kindOfFact(fact), runs: 1, differs: false });
    else {
      known.runs++;
      if (fact === known.first) return;
      known.differs = true;
      if (kindOfFact(fact) !== known.kind) known.kind = 'mixed';
    }
  };
  // Rows that lie packed make no entry for each value.
  for (const { parameters } of rows) parameters.forEach(look);
  for (const place of shownElsewhere) seen.delete(place);
  const usual = usualColumns(new Map([...seen].map(([place, { runs }]) => [place, runs])), rows.length);
  for (const place of [...seen.keys()]) if (!usual.has(place)) seen.delete(place);
  const nameOf = shortNames(new Set(seen.keys()));
  const columns = [...seen].map(([id, { kind, runs, differs }]): PlainColumn => {
    const name = nameOf(id);
    const title = name === '' ? nameOfKind(id) : name;
    const isUniform = !differs && runs === rows.length;
    return { id, kind, title, section: 'parameter', aliases: title === id ? [] : [title], isUniform };
  });
  const ranks = new Map(columns.map(({ id }) => [id, rankOf(id)]));
  return columns.sort((a, b) => (ranks.get(a.id) ?? 0) - (ranks.get(b.id) ?? 0));
}

function kindOfFact(fact: Fact): PlainKind {
  switch (typeof fact) {
    case 'number':
      return 'number';
    case 'boolean':
      return 'choice';
    case 'string':
      return 'text';
  }
}

/** `algorithm` of `algorithm.kind`: labels say the kind alone. */
function nameOfKind(place: string): string {
  return place.split('.').at(-2) ?? place;
}

/**
 * Whether not all of `rows`, which are among the table's, hold the same in the column; a value and none differ. Of a
 * parameter that may stand in an experiment that is not known nobody can say that.
 */
export function differsAmong(rows: readonly RunRow[], column: Column): boolean {
  if (column.isUniform) return false;
  let first: { readonly value: CellValue | undefined; readonly identity: unknown } | undefined;
  return rows.some((row) => {
    const value = cellOf(row, column);
    if (value === undefined && column.section === 'parameter' && !row.isExperimentKnown) return false;
    if (first !== undefined) return value !== first.value && identityOf(value) !== first.identity;
    first = { value, identity: identityOf(value) };
    return false;
  });
}

/** More parameters make no table that a person reads at a glance. */
const mostParameters = 12;

/** Columns that are shown where nobody chose others, as far as they say something of these rows. */
export function defaultColumns(
  rows: readonly RunRow[],
  columns: readonly Column[] = columnsOf(rows),
): readonly Column[] {
  const shown = columns.filter((column) => saysSomething(column, rows));
  const parameters = new Set(shown.filter(({ section }) => section === 'parameter').slice(0, mostParameters));
  return shown.filter((column) => column.section !== 'parameter' || parameters.has(column));
}

function saysSomething(column: Column, rows: readonly RunRow[]): boolean {
  switch (column.section) {
    case 'run':
      return isShownOfRun(column.id, rows, column);
    case 'heldOut':
      return !column.id.startsWith('untrained.') && column.id !== 'latest.iteration';
    case 'evaluation':
      return !column.id.startsWith('eval.random.') && column.id !== heldOutColumn.id;
    case 'parameter':
      return !changesNoFigure(column.id) && differsAmong(rows, column);
    case 'course':
      return column.id === 'started' || column.id === 'duration';
    case 'machine':
      return (column.id === 'host' || column.id === 'engine') && differsAmong(rows, column);
  }
}

function isShownOfRun(id: string, rows: readonly RunRow[], column: Column): boolean {
  switch (id) {
    case 'run':
    case 'state':
    case 'timeLeft':
    case 'star':
    case 'note':
      return true;
    case 'name':
    case 'tags':
    case 'group':
    case 'beginsWith':
    case 'extended':
    case 'archived':
      return differsAmong(rows, column);
    case 'splitDigest':
    case 'program':
      return differsUnderOneName(rows, id);
    case 'progress':
      return rows.some((row) => cellOf(row, column) !== 1);
    default:
      return false;
  }
}

/** Whether runs of one name were trained on different data, or by different programs, which nothing else may tell. */
function differsUnderOneName(rows: readonly RunRow[], id: string): boolean {
  const known = new Map<unknown, unknown>();
  return rows.some(({ cells }) => {
    const [name, data] = [cells.get('name'), cells.get(id)];
    if (data === undefined) return false;
    const other = known.get(name) ?? data;
    known.set(name, other);
    return other !== data;
  });
}

/**
 * Whether a parameter can be another without a figure being another: tags, what is kept of a run, and how many threads
 * compute it, which gives the same bits.
 */
export function changesNoFigure(place: string): boolean {
  return place === 'engine.workers' || place === 'tags' || place.startsWith('checkpoint.');
}

/** In characters. */
const widths = { least: 4, most: 40 };
/** Rows that are measured: the width of very many is that of the first. */
const mostMeasured = 1000;

/** How wide a column is by its content, in characters: as its head and its longest cell, within bounds. */
export function widthOf(head: string, cells: readonly string[]): number {
  const longest = cells.slice(0, mostMeasured).reduce((most, cell) => Math.max(most, cell.length), head.length);
  return Math.min(widths.most, Math.max(widths.least, longest));
}

/**
 * Names of the columns that a table has of those in `rowsOf`, which says how many rows have a value in each; of equally
 * usual ones the first.
 * @param rows of the table
 */
function usualColumns(rowsOf: ReadonlyMap<string, number>, rows: number): ReadonlySet<string> {
  const limit = Math.min(mostLooked.columns, Math.ceil(mostLooked.cells / Math.max(1, rows)));
  if (rowsOf.size <= limit) return new Set(rowsOf.keys());
  const usual = [...rowsOf].sort(([, a], [, b]) => b - a).slice(0, limit);
  return new Set(usual.map(([name]) => name));
}
