// Which rows are the best in a column, as far as their intervals tell.

import { type CellValue, isMeasurement, numberIn } from '../cells.ts';
import { betterIn, type Column, isBestOfRuns } from '../columns.ts';
import { cellOf } from '../runRow.ts';
import type { TableView } from '../tableView.ts';

interface Known {
  readonly value: number;
  /** Half the interval; undefined where there is none. */
  readonly reach: number | undefined;
}

/**
 * Places of the rows that the best one cannot be told from: their intervals overlap with its own. That is more cautious
 * than a paired comparison, which `reptile-lab compare` makes. What has no interval, as a mean of too few tasks, of one
 * seed beside several, or the loss of a single batch, is not among them, and where it is ahead of all others nobody
 * knows which is the best. None either where no direction is better, where every run's figure was chosen for being its
 * best, or where all rows that have a figure are.
 */
export function bestRows(view: TableView, column: Column): ReadonlySet<number> {
  const better = betterIn(column);
  if (better === undefined || isBestOfRuns(column)) return new Set();
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
      // Where no group has a second seed, the rows are single runs, and what a table of runs says of them holds.
      const areOfOneSeed = cells.every((cell) => cell?.kind !== 'seeds' || cell.seeds === 1);
      return cells.map((cell) => {
        switch (cell?.kind) {
          case 'seeds':
            return finite(cell.mean, areOfOneSeed ? cell.ci95OverTasks : cell.ci95);
          case 'same':
            return knownOf(cell.value);
          default:
            return undefined;
        }
      });
    }
  }
}

function knownOf(cell: CellValue | undefined): Known | undefined {
  return finite(numberIn(cell), isMeasurement(cell) ? cell.ci95 : Number.NaN);
}

function finite(value: number | undefined, reach: number): Known | undefined {
  if (value === undefined || !Number.isFinite(value)) return undefined;
  return { value, reach: Number.isFinite(reach) ? reach : undefined };
}
