// Which rows are the best in a column, as far as their intervals tell.

import { type CellValue, isMeasurement, numberIn } from '../cells.ts';
import { betterIn, type Column } from '../columns.ts';
import type { FoldedCell } from '../foldRows.ts';
import { cellOf } from '../runRow.ts';
import type { TableView } from '../tableView.ts';

interface Known {
  readonly value: number;
  /** Half the interval, 0 of an exact value; undefined of a mean that should have one and has none. */
  readonly reach: number | undefined;
}

/**
 * Places of the rows that the best one cannot be told from: their intervals overlap with its own. That is more cautious
 * than a paired comparison, which `reptile-lab compare` makes. A mean without an interval, of too few tasks or of one
 * seed beside several, is not among them, and where it is ahead of all others nobody knows which is the best. None
 * either where no direction is better, or all rows that have a figure are.
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
  const { reach } = best;
  if (reach === undefined) return new Set();
  const isBest = (cell: Known | undefined) =>
    cell?.reach !== undefined && Math.abs(best.value - cell.value) <= reach + cell.reach;
  const places = [...known.keys()].filter((place) => isBest(known[place]));
  return new Set(places.length === measured.length ? [] : places);
}

function knownIn(view: TableView, column: Column): readonly (Known | undefined)[] {
  switch (view.kind) {
    case 'runs':
      return view.rows.map((row) => knownOf(cellOf(row, column)));
    case 'groups': {
      const cells = view.rows.map((row) => row.cells.get(column.id));
      const areOfOneSeed = cells.every((cell) => cell?.kind !== 'seeds' || cell.seeds === 1);
      return cells.map((cell) => {
        switch (cell?.kind) {
          case 'seeds':
            return finite(cell.mean, areOfOneSeed ? reachOverTasks(cell, column) : cell.ci95);
          case 'same':
            return knownOf(cell.value);
          default:
            return undefined;
        }
      });
    }
  }
}

/** Where no group has a second seed, the rows are single runs, and what a table of runs says of them holds. */
function reachOverTasks({ ci95OverTasks }: Extract<FoldedCell, { readonly kind: 'seeds' }>, column: Column): number {
  return column.kind === 'figure' ? ci95OverTasks : 0;
}

function knownOf(cell: CellValue | undefined): Known | undefined {
  return finite(numberIn(cell), isMeasurement(cell) ? cell.ci95 : 0);
}

function finite(value: number | undefined, reach: number): Known | undefined {
  if (value === undefined || !Number.isFinite(value)) return undefined;
  return { value, reach: Number.isFinite(reach) ? reach : undefined };
}
