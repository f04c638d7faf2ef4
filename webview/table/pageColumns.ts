// Which columns the page shows: those of the table, and what only a page can draw.

import type { ColumnNames } from '../../src/table/columnNames.ts';
import { type Column, holdsNumbers, type PlainColumn } from '../../src/table/columns.ts';
import { titleColumn } from '../../src/table/runColumns.ts';

/** The run or the group that a line is of. It always stands first and stays there. */
export const headColumnId = titleColumn.id;

/** What the head says as well, and how long it takes, which stands beside how far it is. */
const saidElsewhere: ReadonlySet<string> = new Set(['run', 'name', 'timeLeft']);

/** The figure that a run is judged by over its meta-iterations, drawn small. Nothing sorts or filters by it. */
export const courseColumn: PlainColumn = {
  id: 'course',
  kind: 'text',
  title: 'course',
  section: 'heldOut',
  aliases: [],
  isUniform: false,
};

/** Every column that can be chosen, in the order in which they are offered. */
export function offeredColumns(columns: readonly Column[]): readonly Column[] {
  const place = columns.findIndex(({ section }) => section === 'heldOut');
  const at = place < 0 ? columns.length : place;
  return [...columns.slice(0, at), courseColumn, ...columns.slice(at)];
}

/** Of what is said of a run itself, what a figure is read with; the rest stands behind the figures. */
const besideHead: ReadonlySet<string> = new Set(['star', 'state', 'progress']);

/**
 * Of the columns that a table chooses by itself, those that the page shows, in its order: figures are in sight where
 * the page is narrow.
 */
export function automaticColumns(chosen: readonly Column[], isGrouped: boolean): readonly Column[] {
  // A group's head says nothing of names.
  const shown = chosen.filter(({ id }) => (isGrouped && id === 'name') || !saidElsewhere.has(id));
  const heldOut = shown.filter(({ section }) => section === 'heldOut');
  if (heldOut.length === 0) return [titleColumn, ...shown];
  const isBeside = (column: Column) => column.section === 'run' && besideHead.has(column.id);
  const others = shown.filter((column) => column.section !== 'heldOut' && !isBeside(column));
  const course = isGrouped ? [] : [courseColumn];
  return [titleColumn, ...shown.filter(isBeside), ...course, ...heldOut, ...others];
}

/** The columns that are called so, the run's own first; names that no column has are passed over. */
export function columnsByNames(called: readonly string[], names: ColumnNames): readonly Column[] {
  const columns = [headColumnId, ...called].flatMap((name) => {
    if (name === courseColumn.id) return [courseColumn];
    const named = names.find(name);
    return named.kind === 'found' ? [named.column] : [];
  });
  return [...new Set(columns)];
}

/** Whether its cells stand on the right, digits below digits. */
export function isNumbers(column: Column): boolean {
  return holdsNumbers(column) && column.id !== 'progress';
}
