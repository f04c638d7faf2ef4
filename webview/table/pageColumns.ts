// Which columns the page shows: those of the table, and what only a page can draw.

import { type Column, holdsNumbers, type PlainColumn } from '../../src/table/columns.ts';
import { runColumns } from '../../src/table/runColumns.ts';

/** The run or the group that a line is of. It always stands first and stays there. */
export const headColumnId = 'run';

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

/** Of the columns that a table chooses by itself, those that the page shows, in its order. */
export function automaticColumns(chosen: readonly Column[], isGrouped: boolean): readonly Column[] {
  // How long it takes stands beside how far it is.
  const showsProgress = chosen.some(({ id }) => id === 'progress');
  const shown = chosen.filter(({ id }) => id !== headColumnId && !(showsProgress && id === 'timeLeft'));
  const heldOut = shown.findIndex(({ section }) => section === 'heldOut');
  const hasCourse = heldOut >= 0 && !isGrouped;
  const head = runColumns.flatMap(({ column }) => (column.id === headColumnId ? [column] : []));
  if (!hasCourse) return [...head, ...shown];
  return [...head, ...shown.slice(0, heldOut), courseColumn, ...shown.slice(heldOut)];
}

/** The columns with these ids, the run's own first; ids that no column has are passed over. */
export function columnsByIds(ids: readonly string[], offered: readonly Column[]): readonly Column[] {
  const byId = new Map(offered.map((column) => [column.id, column]));
  return [...new Set([headColumnId, ...ids])].flatMap((id) => byId.get(id) ?? []);
}

/** Whether its cells stand on the right, digits below digits. */
export function isNumbers(column: Column): boolean {
  return holdsNumbers(column) && column.id !== 'progress';
}
