// The order of rows by several columns.

import { type CellValue, isMeasurement, numberIn, textIn } from './cells.ts';
import type { Column } from './columns.ts';

/** What is sorted by first stands first in a list of these. */
export interface SortKey {
  readonly column: Column;
  readonly direction: 'ascending' | 'descending';
}

/** Numbers within texts count as numbers: `run 9` stands before `run 10`. */
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/**
 * `rows` in a new list: by the first key, where equal by the second, and so on; where all are equal as they were. What
 * has no value, or a figure that is no number, comes last in either direction; texts come after numbers.
 */
export function sortRows<Row>(
  rows: readonly Row[],
  keys: readonly SortKey[],
  cellIn: (row: Row, column: Column) => CellValue | undefined,
): Row[] {
  const ranked = keys.map(({ column, direction }) => {
    const ranks = rankCells(rows.map((row) => cellIn(row, column)));
    return direction === 'ascending' ? ranks : ranks.map((rank) => (rank === missing ? missing : -rank));
  });
  const entries = [...rows.entries()];
  entries.sort(([a], [b]) => {
    for (const ranks of ranked) {
      const [first = missing, second = missing] = [ranks[a], ranks[b]];
      // Of two infinities the difference is no number.
      if (first !== second) return first < second ? -1 : 1;
    }
    return a - b;
  });
  return entries.map(([, row]) => row);
}

const missing = Number.POSITIVE_INFINITY;

/** For each cell its place among the different ones of its column. */
function rankCells(cells: readonly (CellValue | undefined)[]): readonly number[] {
  const keys = cells.map((cell) => {
    const number = numberIn(cell);
    return number ?? (cell === undefined || typeof cell === 'number' || isMeasurement(cell) ? undefined : textIn(cell));
  });
  // Comparing texts is dear: each is compared once, however many rows hold it.
  const different = [...new Set(keys)].filter((key) => key !== undefined).sort(compareKeys);
  const ranks = new Map(different.map((key, rank) => [key, rank]));
  return keys.map((key) => (key === undefined ? missing : (ranks.get(key) ?? missing)));
}

function compareKeys(a: number | string, b: number | string): number {
  if (typeof a === 'number') return typeof b === 'number' ? (a < b ? -1 : a > b ? 1 : 0) : -1;
  if (typeof b === 'number') return 1;
  // Texts that differ in case alone still have an order.
  return collator.compare(a, b) || (a < b ? -1 : 1);
}
