// Which rows are the best in a column, as far as their intervals tell.

import { isMeasurement, numberIn } from '../cells.ts';
import { betterIn, type Column } from '../columns.ts';
import { cellOf } from '../runRow.ts';
import type { TableView } from '../tableView.ts';

interface Known {
  readonly value: number;
  /** Half the interval, 0 where there is none. */
  readonly reach: number;
}

/**
 * Places of the rows that the best one cannot be told from: their intervals overlap with its own. That is more cautious
 * than a paired comparison, which `reptile-lab compare` makes. None where no direction is better, or all rows that have a figure are.
 */
export function bestRows(view: TableView, column: Column): ReadonlySet<number> {
  const better = betterIn(column);
  if (better === undefined) return new Set();
  const known = knownIn(view, column);
  const measured = known.flatMap((cell) => cell ?? []);
  const [first, ...others] = measured;
  if (first === undefined || others.length === 0) return new Set();
  const sign = better === 'higher' ? 1 : -1;
  const best = others.reduce((leader, cell) => (sign * cell.value > sign * leader.value ? cell : leader), first);
  const isBest = (cell: Known | undefined) =>
    cell !== undefined && Math.abs(best.value - cell.value) <= best.reach + cell.reach;
  const places = [...known.keys()].filter((place) => isBest(known[place]));
  return new Set(places.length === measured.length ? [] : places);
}

function knownIn(view: TableView, column: Column): readonly (Known | undefined)[] {
  switch (view.kind) {
    case 'runs':
      return view.rows.map((row) => {
        const cell = cellOf(row, column);
        return knownOf(numberIn(cell), isMeasurement(cell) ? cell.ci95 : 0);
      });
    case 'groups':
      return view.rows.map(({ cells }) => {
        const cell = cells.get(column.id);
        switch (cell?.kind) {
          case 'seeds':
            return knownOf(cell.mean, cell.ci95);
          case 'same':
            return knownOf(numberIn(cell.value), isMeasurement(cell.value) ? cell.value.ci95 : 0);
          default:
            return undefined;
        }
      });
  }
}

function knownOf(value: number | undefined, ci95: number): Known | undefined {
  if (value === undefined || !Number.isFinite(value)) return undefined;
  return { value, reach: Number.isFinite(ci95) ? ci95 : 0 };
}
