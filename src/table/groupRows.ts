// Rows that belong together: by what stands in a column, by day, or by everything but the seed.

import { isLogState } from '../runs/runState.ts';
import { type CellValue, identityOf, keyOfCell, numberIn } from './cells.ts';
import type { Column } from './columns.ts';
import { ReadMap } from './readMap.ts';
import { cellOf, type RunRow } from './runRow.ts';
import { changesNoFigure, differsAmong } from './tableColumns.ts';

export type Grouping =
  /** Rows with the same there, of tags with the same ones; rows without a value are one group. */
  | { readonly by: 'column'; readonly column: Column }
  /** Rows whose time in the column lies on one day, where the person is. */
  | { readonly by: 'day'; readonly column: Column }
  /**
   * Rows whose experiments differ in the seed alone, and in what changes no figure, which began with the same parameters
   * or at random, were extended alike or not at all, and on the same data, or by the same program, as far as that is
   * known. How an experiment is called is no difference, and neither
   * is who computed it. A log of another program hardly ever tells all of its settings: one that
   * does not tell its seed, or tells another one's with the same settings, is by itself.
   */
  | { readonly by: 'allButSeed' };

export interface RowGroup {
  /** What it is known by: no other group of this grouping has it. */
  readonly key: string;
  /** In the order in which they were given, at least one. */
  readonly rows: readonly [RunRow, ...RunRow[]];
  /** What all have in common there, for a head; undefined where they have no value, or are grouped by much. */
  readonly common: CellValue | undefined;
}

/** Every row is in one group. Groups stand in the order of their first rows. @param columns of all rows */
export function groupRows(rows: readonly RunRow[], grouping: Grouping, columns: readonly Column[]): RowGroup[] {
  const { identify, keyOf } = belongingBy(grouping, rows, columns);
  const groups = new Map<unknown, [RunRow, ...RunRow[]]>();
  for (const row of rows) {
    const identity = identify(row);
    const group = groups.get(identity);
    if (group === undefined) groups.set(identity, [row]);
    else group.push(row);
  }
  return [...groups.values()].map((members) => ({
    key: keyOf(members[0]),
    rows: members,
    common: commonIn(grouping, members[0]),
  }));
}

function commonIn(grouping: Grouping, row: RunRow): CellValue | undefined {
  switch (grouping.by) {
    case 'column':
      return cellOf(row, grouping.column);
    case 'day': {
      const day = dayOf(row, grouping.column);
      return day === '' ? undefined : day;
    }
    case 'allButSeed':
      return undefined;
  }
}

interface Belonging {
  /** The same for rows of one group: quick to find, and another thing tomorrow. */
  readonly identify: (row: RunRow) => unknown;
  readonly keyOf: (row: RunRow) => string;
}

function belongingBy(grouping: Grouping, rows: readonly RunRow[], columns: readonly Column[]): Belonging {
  switch (grouping.by) {
    case 'column': {
      const { column } = grouping;
      // Two sweeps may have one name.
      if (column.id === 'group') return byOne(({ groupId }) => groupId);
      return byOne((row) => cellOf(row, column));
    }
    case 'day':
      return byOne((row) => dayOf(row, grouping.column));
    case 'allButSeed':
      return byAllButSeed(rows, columns);
  }
}

function byOne(read: (row: RunRow) => CellValue | undefined): Belonging {
  return { identify: (row) => identityOf(read(row)), keyOf: (row) => keyOfCell(read(row)) };
}

/** How a run came to where it trains as its experiment says. */
const tellOfTheBeginning: ReadonlySet<string> = new Set(['beginsWith', 'extended']);

function byAllButSeed(rows: readonly RunRow[], columns: readonly Column[]): Belonging {
  const telling = columns.filter(
    (column) =>
      (tellOfTheBeginning.has(column.id) || (column.section === 'parameter' && tellsApart(column.id))) &&
      differsAmong(rows, column),
  );
  const numbers = telling.map(() => new Map<unknown, number>());
  const numberOf = (row: RunRow, place: number, column: Column) => {
    const [known, identity] = [numbers[place], identityOf(cellOf(row, column))];
    const number = known?.get(identity) ?? known?.size ?? 0;
    known?.set(identity, number);
    return number;
  };
  const known = new Set(columns.filter(({ section }) => section === 'parameter').map(({ id }) => id));
  const lookedAt = new Map<string, boolean>();
  const isLookedAt = (place: string) => {
    const before = lookedAt.get(place);
    if (before !== undefined) return before;
    const isKnown = known.has(place) || !tellsApart(place);
    lookedAt.set(place, isKnown);
    return isKnown;
  };
  // Of an experiment that cannot be read, or has more parameters than a table, nobody knows what else is another.
  const lists = new Map<readonly string[], boolean>();
  const areLookedAt = (places: readonly string[]) => {
    const before = lists.get(places);
    if (before !== undefined) return before;
    const areKnown = places.every(isLookedAt);
    lists.set(places, areKnown);
    return areKnown;
  };
  const isWhole = ({ isExperimentKnown, parameters }: RunRow) => {
    const isKnown = isExperimentKnown && parameters.get('seed') !== undefined;
    // Thousands of rows share the list of what they may have, and most have nothing else.
    if (parameters instanceof ReadMap && areLookedAt(parameters.possibleIds)) return isKnown;
    let isSoFar = isKnown;
    parameters.forEach((_, place) => {
      isSoFar &&= isLookedAt(place);
    });
    return isSoFar;
  };
  // What rows have in the columns so far, and in the next one, as one number: the same for rows that are alike in both.
  const classes = telling.map(() => new Map<number, number>());
  const findClass = (row: RunRow) =>
    telling.reduce((before, column, place) => {
      const [known, pair] = [classes[place], before * rows.length + numberOf(row, place, column)];
      const number = known?.get(pair) ?? known?.size ?? 0;
      known?.set(pair, number);
      return number;
    }, 0);
  const found = new Map<RunRow, number>();
  const classOf = (row: RunRow) => {
    const before = found.get(row);
    if (before !== undefined) return before;
    const number = findClass(row);
    found.set(row, number);
    return number;
  };
  const doubtful = doubtfulAmong(
    rows.filter((row) => isLog(row) && isWhole(row)).map((row) => ({ row, of: classOf(row) })),
  );
  const isTogether = (row: RunRow) => isWhole(row) && !doubtful.has(row);
  const areOfSeveral = ofSeveralData(rows, classOf);
  const withData = (row: RunRow) => (areOfSeveral(row) ? `data ${dataOf(row)}` : undefined);
  const aloneOf = ({ directory }: RunRow) => `run ${directory}`;
  return {
    identify: (row) => {
      if (!isTogether(row)) return aloneOf(row);
      const data = withData(row);
      return data === undefined ? classOf(row) : `${classOf(row)} ${data}`;
    },
    keyOf: (row) => {
      if (!isTogether(row)) return aloneOf(row);
      return [...telling.map((column) => `${column.id} ${keyOfCell(cellOf(row, column))}`), withData(row) ?? []]
        .flat()
        .join('\n');
    },
  };
}

/** What the run was trained on, or, of another program's, by what. */
function dataOf({ cells }: RunRow): CellValue | undefined {
  return cells.get('splitDigest') ?? cells.get('program');
}

/**
 * Whether a row is of those that are alike in everything else and were trained on data, or by programs, of which some are known to be
 * others. What nobody knows yet, as of a run that waits, tells no rows apart by itself.
 */
function ofSeveralData(rows: readonly RunRow[], classOf: (row: RunRow) => number): (row: RunRow) => boolean {
  const known = rows.flatMap((row) => {
    const data = dataOf(row);
    return data === undefined ? [] : [{ row, data }];
  });
  if (known.every(({ data }) => data === known[0]?.data)) return () => false;
  const [first, several] = [new Map<number, CellValue>(), new Set<number>()];
  for (const { row, data } of known) {
    const of = classOf(row);
    const other = first.get(of);
    if (other === undefined) first.set(of, data);
    else if (other !== data) several.add(of);
  }
  return several.size === 0 ? () => false : (row) => several.has(classOf(row));
}

interface LogOfSettings {
  readonly row: RunRow;
  /** The same for those whose known settings are the same, whatever their seeds. */
  readonly of: number;
}

/** Logs of which two tell the same of everything, the seed included: they differ in something that is not told. */
function doubtfulAmong(logs: readonly LogOfSettings[]): ReadonlySet<RunRow> {
  const [seeds, doubtful] = [new Map<number, Set<unknown>>(), new Set<number>()];
  for (const { row, of } of logs) {
    const [known, seed] = [seeds.get(of) ?? new Set(), identityOf(row.parameters.get('seed'))];
    if (known.has(seed)) doubtful.add(of);
    seeds.set(of, known.add(seed));
  }
  return new Set(logs.filter(({ of }) => doubtful.has(of)).map(({ row }) => row));
}

function isLog({ cells }: RunRow): boolean {
  const state = cells.get('state');
  return typeof state === 'string' && isLogState(state);
}

/** Whether runs that differ there are not runs of one experiment. */
function tellsApart(place: string): boolean {
  return place !== 'seed' && !changesNoFigure(place);
}

/** `2026-11-21` where the person is; empty where there is no time. */
function dayOf(row: RunRow, column: Column): string {
  const time = numberIn(cellOf(row, column));
  if (time === undefined) return '';
  const date = new Date(time);
  const two = (count: number) => String(count).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
