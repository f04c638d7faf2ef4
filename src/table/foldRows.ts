// A group of rows as one row: what its runs have in common, how far they lie apart, and over seeds a mean with interval.

import { meanOverSeeds } from '../meta/seedInterval.ts';
import { meanOf } from '../meta/statistics.ts';
import { type CellValue, identityOf, isMeasurement, numberIn } from './cells.ts';
import { betterIn, type Column, holdsNumbers } from './columns.ts';
import type { Grouping, RowGroup } from './groupRows.ts';
import { ReadMap } from './readMap.ts';
import { cellOf, type RunRow } from './runRow.ts';

/** What stands in a column of a folded row. */
export type FoldedCell =
  /** All runs have it. */
  | { readonly kind: 'same'; readonly value: CellValue }
  | SeedsCell
  /** Numbers that lie apart, of `runs` runs that have one. */
  | { readonly kind: 'range'; readonly least: number; readonly most: number; readonly runs: number }
  /** Of other values how many different ones, and how many runs have which; the commonest first. */
  | { readonly kind: 'several'; readonly counts: readonly (readonly [value: CellValue | undefined, runs: number])[] };

/** A figure over seeds. The two intervals say different things and are never added up. */
export interface SeedsCell {
  readonly kind: 'seeds';
  /** Different seeds that have a figure. */
  readonly seeds: number;
  readonly mean: number;
  /** Half the 95 % interval of the mean over seeds, Student's t; not a number for one seed. */
  readonly ci95: number;
  /** The mean over seeds of half the 95 % interval of each run's own figure, over tasks; not a number where unknown. */
  readonly ci95OverTasks: number;
  /** Whether the figures are of one meta-iteration. */
  readonly isOfOneIteration: boolean;
  /** On how many tasks the runs' figures are, where that is told. */
  readonly tasks?: { readonly least: number; readonly most: number };
}

export interface FoldedRow {
  readonly group: RowGroup;
  /** By the columns' ids; columns in which no run has a value are not in it. */
  readonly cells: ReadonlyMap<string, FoldedCell>;
}

/** Its cells are folded when they are asked for: of thousands of groups a person sees some dozens at once. */
export function foldGroup(group: RowGroup, grouping: Grouping, columns: readonly Column[]): FoldedRow {
  return { group, cells: new FoldedCells(group, grouping, columns) };
}

class FoldedCells extends ReadMap<FoldedCell> {
  readonly #group: RowGroup;
  readonly #grouping: Grouping;
  readonly #columns: readonly Column[];
  readonly #folded = new Map<string, FoldedCell | undefined>();
  #seeds: readonly RunOfSeed[] | undefined;

  constructor(group: RowGroup, grouping: Grouping, columns: readonly Column[]) {
    super();
    this.#group = group;
    this.#grouping = grouping;
    this.#columns = columns;
  }

  override get(id: string): FoldedCell | undefined {
    if (this.#folded.has(id)) return this.#folded.get(id);
    const column = this.#columns.find((one) => one.id === id);
    const cell = column && this.#fold(column);
    this.#folded.set(id, cell);
    return cell;
  }

  override forEach(visit: (value: FoldedCell, id: string, map: ReadonlyMap<string, FoldedCell>) => void): void {
    for (const { id } of this.#columns) {
      const cell = this.get(id);
      if (cell !== undefined) visit(cell, id, this);
    }
  }

  #fold(column: Column): FoldedCell | undefined {
    if (this.#grouping.by !== 'allButSeed' || !isMeasuredOfSeeds(column)) return foldCells(this.#group.rows, column);
    this.#seeds ??= furthestFirst(this.#group.rows.map(withSeed));
    return foldSeeds(this.#seeds, column);
  }
}

/** Figures, and what training comes to: what another seed makes another. */
function isMeasuredOfSeeds(column: Column): boolean {
  return betterIn(column) !== undefined;
}

interface RunOfSeed {
  readonly row: RunRow;
  readonly seed: unknown;
}

function withSeed(row: RunRow): RunOfSeed {
  return { row, seed: identityOf(row.parameters.get('seed')) };
}

function furthestFirst(runs: readonly RunOfSeed[]): readonly RunOfSeed[] {
  const isOneOfEach = new Set(runs.map(({ seed }) => seed)).size === runs.length;
  return isOneOfEach ? runs : runs.toSorted((a, b) => (isFurther(a.row, b.row) ? -1 : 1));
}

/** Of rows of one seed the one that got furthest: a second one comes to the same, and would count twice. */
export function oneOfEachSeed(rows: readonly RunRow[]): readonly RunRow[] {
  const bySeed = new Map<unknown, RunRow>();
  for (const { row, seed } of furthestFirst(rows.map(withSeed))) if (!bySeed.has(seed)) bySeed.set(seed, row);
  return [...bySeed.values()];
}

function isFurther(row: RunRow, other: RunRow): boolean {
  for (const id of ['latest.iteration', 'iteration', 'created']) {
    const own = numberIn(row.cells.get(id)) ?? Number.NEGATIVE_INFINITY;
    const others = numberIn(other.cells.get(id)) ?? Number.NEGATIVE_INFINITY;
    if (own !== others) return own > others;
  }
  return row.directory > other.directory;
}

/**
 * One run for each seed counts, of those that have a figure: a second one of the same seed comes to the same and would
 * only make the interval narrower than it is.
 *
 * @param runs the one that has got furthest first, of these the newest
 */
function foldSeeds(runs: readonly RunOfSeed[], column: Column): SeedsCell | undefined {
  const counted = new Set<unknown>();
  const iterations = new Set<CellValue | undefined>();
  const [values, intervals, tasks]: [number[], number[], number[]] = [[], [], []];
  for (const { row, seed } of runs) {
    const cell = cellOf(row, column);
    if (cell === undefined || counted.has(seed)) continue;
    counted.add(seed);
    const value = isMeasurement(cell) ? cell.value : cell;
    if (typeof value !== 'number') continue;
    values.push(value);
    intervals.push(isMeasurement(cell) ? cell.ci95 : Number.NaN);
    if (isMeasurement(cell) && cell.tasks !== undefined) tasks.push(cell.tasks);
    iterations.add(iterationOf(row, column));
  }
  if (values.length === 0) return undefined;
  return {
    kind: 'seeds',
    ...meanOverSeeds(values),
    ci95OverTasks: meanOf(intervals),
    isOfOneIteration: iterations.size === 1,
    ...(tasks.length > 0 && { tasks: { least: Math.min(...tasks), most: Math.max(...tasks) } }),
  };
}

/** Which meta-iteration the figure is of; best figures and evaluations are of whichever it was. */
function iterationOf({ cells }: RunRow, { id, section }: Column): CellValue | undefined {
  if (section === 'heldOut') return /^(?:loss|accuracy|return)$/.test(id) ? cells.get('latest.iteration') : undefined;
  return section === 'course' ? cells.get('iteration') : undefined;
}

function foldCells(rows: RowGroup['rows'], column: Column): FoldedCell | undefined {
  const value = cellOf(rows[0], column);
  const identity = identityOf(value);
  const isAlike = (row: RunRow) => {
    const other = cellOf(row, column);
    return other === value || identityOf(other) === identity;
  };
  if (rows.every(isAlike)) return value === undefined ? undefined : { kind: 'same', value };
  const values = rows.map((row) => cellOf(row, column));
  return holdsNumbers(column) ? rangeOf(values) : { kind: 'several', counts: countValues(values) };
}

function rangeOf(values: readonly (CellValue | undefined)[]): FoldedCell | undefined {
  let [least, most, runs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const value of values) {
    const number = numberIn(value);
    if (number === undefined) continue;
    least = Math.min(least, number);
    most = Math.max(most, number);
    runs++;
  }
  return runs === 0 ? undefined : { kind: 'range', least, most, runs };
}

function countValues(
  values: readonly (CellValue | undefined)[],
): readonly (readonly [value: CellValue | undefined, runs: number])[] {
  const counts = new Map<unknown, { readonly value: CellValue | undefined; runs: number }>();
  for (const value of values) {
    const key = identityOf(value);
    const counted = counts.get(key);
    if (counted === undefined) counts.set(key, { value, runs: 1 });
    else counted.runs++;
  }
  return [...counts.values()].sort((a, b) => b.runs - a.runs).map(({ value, runs }) => [value, runs] as const);
}

/** What a folded row is sorted by: the mean over seeds, the best of a range, the commonest of several. */
export function sortableOf(cell: FoldedCell | undefined, column: Column): CellValue | undefined {
  switch (cell?.kind) {
    case undefined:
      return undefined;
    case 'same':
      return cell.value;
    case 'seeds':
      return cell.mean;
    case 'range':
      return betterIn(column) === 'lower' ? cell.least : cell.most;
    case 'several':
      return cell.counts[0]?.[0];
  }
}
