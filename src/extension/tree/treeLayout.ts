// What the run browser shows and in which order: rows that match, sorted, and in groups where they are asked for.

import type { CellValue } from '../../table/cells.ts';
import type { Column } from '../../table/columns.ts';
import type { RowTest } from '../../table/filter/compileFilter.ts';
import { runStates } from '../../table/filter/runStates.ts';
import { type Grouping, groupRows, type RowGroup } from '../../table/groupRows.ts';
import { runColumns } from '../../table/runColumns.ts';
import { cellOf, type RunRow } from '../../table/runRow.ts';
import { type SortKey, sortRows } from '../../table/sortRows.ts';

export const treeGroupings = ['none', 'sweep', 'experiment', 'seeds', 'tag', 'state', 'day'] as const;
/** `seeds`: runs that differ in the seed alone. */
export type TreeGrouping = (typeof treeGroupings)[number];

export const treeOrders = ['newest', 'figure', 'name', 'duration'] as const;
/** `figure`: the best by what runs are judged by first. */
export type TreeOrder = (typeof treeOrders)[number];

/** A group of runs, as the tree knows it. */
export interface TreeGroup {
  /** What the tree knows it by: no run's directory begins so. */
  readonly element: string;
  readonly by: Exclude<TreeGrouping, 'none'>;
  /** What its runs have in common there; undefined where they have no value, or it is much. */
  readonly common: CellValue | undefined;
  /** In the order in which they are shown. */
  readonly rows: RowGroup['rows'];
}

export type TreeLayout =
  | { readonly kind: 'runs'; readonly directories: readonly string[] }
  | { readonly kind: 'groups'; readonly groups: readonly TreeGroup[] };

export interface LayoutRequest {
  /** Undefined: every row. */
  readonly matches: RowTest | undefined;
  readonly grouping: TreeGrouping;
  readonly order: TreeOrder;
  /** Of all rows; asked only where they are needed, because finding them takes long. */
  readonly columns: () => readonly Column[];
}

/** @param rows all of them, the newest first */
export function layOut(rows: readonly RunRow[], { matches, grouping, order, columns }: LayoutRequest): TreeLayout {
  const matching = matches === undefined ? rows : rows.filter(matches);
  const sorted = sortRows(matching, orders[order], cellOf);
  if (grouping === 'none') return { kind: 'runs', directories: sorted.map(({ directory }) => directory) };
  const groups = groupRows(sorted, groupings[grouping], grouping === 'seeds' ? columns() : []).map(
    ({ key, rows: members, common }): TreeGroup => ({
      element: `${groupMark}${grouping} ${key}`,
      by: grouping,
      common,
      rows: members,
    }),
  );
  return { kind: 'groups', groups: grouping === 'state' ? byState(groups) : groups };
}

const groupMark = 'group ';

export function isGroupElement(element: string): boolean {
  return element.startsWith(groupMark);
}

/** Whether both show the same rows in the same places, whatever is said of each. */
export function isSameLayout(a: TreeLayout, b: TreeLayout): boolean {
  if (a.kind === 'runs') return b.kind === 'runs' && isSameList(a.directories, b.directories);
  if (b.kind === 'runs' || a.groups.length !== b.groups.length) return false;
  return a.groups.every((group, place) => {
    const other = b.groups[place];
    return (
      other?.element === group.element &&
      other.rows.length === group.rows.length &&
      group.rows.every((row, member) => row.directory === other.rows[member]?.directory)
    );
  });
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((entry, place) => entry === b[place]);
}

/** In the order of a run's life. */
function byState(groups: readonly TreeGroup[]): readonly TreeGroup[] {
  const places = new Map<CellValue | undefined, number>(runStates.map((state, place) => [state, place]));
  return groups.toSorted((a, b) => (places.get(a.common) ?? 0) - (places.get(b.common) ?? 0));
}

function columnOf(id: string): Column {
  const found = runColumns.find(({ column }) => column.id === id);
  if (found === undefined) throw new Error(`There is no column ${id}.`);
  return found.column;
}

const by = (id: string, direction: SortKey['direction']): SortKey => ({ column: columnOf(id), direction });

/** Rows come the newest first, and stay so where they are equal. */
const orders: Readonly<Record<TreeOrder, readonly SortKey[]>> = {
  newest: [],
  // What a run is judged by first comes first: a classifier has a loss, too.
  figure: [by('return', 'descending'), by('accuracy', 'descending'), by('loss', 'ascending')],
  name: [by('name', 'ascending')],
  duration: [by('duration', 'descending')],
};

const groupings: Readonly<Record<Exclude<TreeGrouping, 'none'>, Grouping>> = {
  sweep: { by: 'column', column: columnOf('group') },
  experiment: { by: 'column', column: columnOf('name') },
  seeds: { by: 'allButSeed' },
  tag: { by: 'column', column: columnOf('tags') },
  state: { by: 'column', column: columnOf('state') },
  day: { by: 'day', column: columnOf('created') },
};
