// What a group of runs that programs train comes to: the best run's figure, or the mean over seeds.

import { isBetterBy } from '../experiment/quantities.ts';
import { byMerit } from '../runs/figureOfMerit.ts';
import { numberIn } from './cells.ts';
import type { Column, PlainColumn } from './columns.ts';
import { foldGroup } from './foldRows.ts';
import type { RowGroup } from './groupRows.ts';
import type { RunRow } from './runRow.ts';

export interface NamedFigureOfGroup {
  /** As the program calls it. */
  readonly tag: string;
  readonly value: number;
  /** Of a mean, over how many; undefined of the best run's figure. */
  readonly seeds: number | undefined;
}

/** Undefined where the runs are judged by different figures, or nothing was measured of them. */
export function namedFigureOfGroup(rows: RowGroup['rows'], isOverSeeds: boolean): NamedFigureOfGroup | undefined {
  const column = commonColumn(rows);
  if (column?.better === undefined) return undefined;
  const { better, title: tag } = column;
  if (isOverSeeds) {
    const cell = foldGroup({ key: '', rows, common: undefined }, { by: 'allButSeed' }, [column]).cells.get(column.id);
    return cell?.kind === 'seeds' ? { tag, value: cell.mean, seeds: cell.seeds } : undefined;
  }
  const [first, ...others] = rows.flatMap(({ cells }) => numberIn(cells.get(column.id)) ?? []);
  if (first === undefined) return undefined;
  const value = others.reduce((best, other) => (isBetterBy(better, other, best) ? other : best), first);
  return { tag, value, seeds: undefined };
}

/** Of the latest value of the figure that all runs with figures name. */
function commonColumn(rows: readonly RunRow[]): PlainColumn | undefined {
  const columns = new Map<string, PlainColumn>();
  for (const column of rows.flatMap(({ measured }) => measured)) if (isLatest(column)) columns.set(column.id, column);
  const [column, ...others] = columns.values();
  const isJudgedOtherwise = others.length > 0 || rows.some(({ cells }) => byMerit.some((one) => cells.has(one)));
  return isJudgedOtherwise ? undefined : column;
}

function isLatest(column: Column): column is PlainColumn {
  return column.kind !== 'figure' && column.section === 'heldOut' && !column.id.startsWith('best.');
}
