// Tables of the positions of dense layers and convolutions: for groups of positions with the same taps the addresses of
// their sources and targets, and for each tap the positions that have it.

import type { PositionGroup } from './connections.ts';
import { addressOf, type MemoryPlan, type Region, resolveWord, type Word } from './memoryPlan.ts';
import { record, recordLength, recordPlaces } from './operations.ts';

/** Where positions lie: the first one, and the distances of samples and of positions. */
export interface Placement {
  readonly region: Region;
  readonly sampleBytes: number;
  readonly positionBytes: number;
}

/** One product of a sum: its sources, and how many bytes its weights stand behind those that the operation names. */
export interface Term {
  readonly source: Placement;
  readonly weightOffset: Word;
}

/** Position groups in memory. */
export interface GroupTables {
  readonly headers: Region;
  readonly count: number;
  /** Address of the sources table of each group. */
  readonly sourceOffsets: readonly number[];
  readonly terms: number;
}

/**
 * Reserves the tables of `groups` for up to `batch` samples; samples stand one after another, so that a smaller batch
 * is a prefix. Several terms are taps behind one another: the kernels add their products up.
 */
export function planGroups(
  plan: MemoryPlan,
  groups: readonly PositionGroup[],
  batch: number,
  terms: readonly Term[],
  target: Placement,
  tapBytes: number,
): GroupTables {
  const sourceOffsets: number[] = [];
  let words = groups.length * recordLength('POSITION_GROUP');
  for (const { taps, positions } of groups) {
    sourceOffsets.push(words * 4);
    words += (batch * positions + 1) * taps * terms.length + batch * positions;
  }
  const headers = plan.table(words, (table) => {
    groups.forEach((group, index) => {
      const start = (sourceOffsets[index] ?? 0) / 4;
      const rows = batch * group.positions;
      const taps = group.taps * terms.length;
      const targetsAt = start + rows * taps;
      const tapsAt = targetsAt + rows;
      const header = record('POSITION_GROUP', {
        taps,
        positions: group.positions,
        sources: addressOf(headers, start * 4),
        targets: addressOf(headers, targetsAt * 4),
        offsets: addressOf(headers, tapsAt * 4),
      });
      table.set(header.map(resolveWord), index * header.length);
      const sources = terms.map(({ source }) => source);
      writeSources(table, start, group, batch, sources);
      writeTargets(table, targetsAt, group, batch, target);
      writeOffsets(table, tapsAt, group, terms, tapBytes);
    });
  });
  return { headers, count: groups.length, sourceOffsets, terms: terms.length };
}

/**
 * Reserves, for each tap, the ranges of positions that have it: what the gradient by the weights of one term sums over.
 */
export function planTapRanges(
  plan: MemoryPlan,
  groups: readonly PositionGroup[],
  tables: GroupTables,
  tapCount: number,
  term = 0,
): Region {
  const tapColumns = groups[0]?.connections.columns.taps ?? 1;
  const [rows, columns] = [placesByTap(groups, 'rows'), placesByTap(groups, 'columns')];
  const rowsOf = (tap: number) => rows.places.get(Math.floor(tap / tapColumns)) ?? [];
  const columnsOf = (tap: number) => columns.places.get(tap % tapColumns) ?? [];
  const tapsLength = tapCount * recordLength('TAP');
  const rangeLength = recordLength('SOURCE_RANGE');
  let words = tapsLength;
  for (let tap = 0; tap < tapCount; tap++) words += rowsOf(tap).length * columnsOf(tap).length * rangeLength;
  const region = plan.table(words, (table) => {
    const starts = startsOf(groups);
    const range = recordPlaces('SOURCE_RANGE');
    let at = tapsLength;
    for (let tap = 0; tap < tapCount; tap++) {
      const [ownRows, ownColumns] = [rowsOf(tap), columnsOf(tap)];
      const rangeCount = ownRows.length * ownColumns.length;
      const header = record('TAP', { ranges: addressOf(region, at * 4), rangeCount });
      table.set(header.map(resolveWord), tap * header.length);
      for (const row of ownRows) {
        for (const column of ownColumns) {
          const index = row.group * columns.groupCount + column.group;
          const { taps = 0, positions = 0 } = groups[index] ?? {};
          const place = row.place * column.taps + column.place;
          const sourceOffset = (tables.sourceOffsets[index] ?? 0) + (term * taps + place) * 4;
          // A window as wide as its image has millions of them.
          table[at + range.sources] = tables.headers.address + sourceOffset;
          table[at + range.sourceBytes] = taps * tables.terms * 4;
          table[at + range.positions] = positions;
          table[at + range.start] = starts[index] ?? 0;
          at += rangeLength;
        }
      }
    }
  });
  return region;
}

/** Where a group along an axis has a tap. */
interface TapPlace {
  /** Its number among the axis' groups, in their order. */
  readonly group: number;
  readonly place: number;
  readonly taps: number;
}

function placesByTap(groups: readonly PositionGroup[], axis: 'rows' | 'columns') {
  const places = new Map<number, TapPlace[]>();
  const own = [...new Set(groups.map((group) => group[axis]))];
  own.forEach(({ taps }, group) => {
    taps.forEach((tap, place) => {
      const ofTap = places.get(tap) ?? [];
      places.set(tap, ofTap);
      ofTap.push({ group, place, taps: taps.length });
    });
  });
  return { places, groupCount: own.length };
}

/** How many positions stand in earlier groups. */
function startsOf(groups: readonly PositionGroup[]): readonly number[] {
  let start = 0;
  return groups.map(({ positions }) => {
    start += positions;
    return start - positions;
  });
}

/** For each position of each sample the addresses of its sources, of one term behind those of another. */
function writeSources(
  table: Int32Array,
  start: number,
  { rows, columns, connections }: PositionGroup,
  batch: number,
  placements: readonly Placement[],
): void {
  const width = connections.columns.sources;
  let at = start;
  for (let sample = 0; sample < batch; sample++) {
    for (const ownRows of rows.sources) {
      for (const ownColumns of columns.sources) {
        for (const { region, sampleBytes, positionBytes } of placements) {
          const base = region.address + sample * sampleBytes;
          for (const row of ownRows) {
            for (const column of ownColumns) table[at++] = base + (row * width + column) * positionBytes;
          }
        }
      }
    }
  }
}

function writeTargets(
  table: Int32Array,
  start: number,
  { rows, columns, connections }: PositionGroup,
  batch: number,
  { region, sampleBytes, positionBytes }: Placement,
): void {
  let at = start;
  for (let sample = 0; sample < batch; sample++) {
    const base = region.address + sample * sampleBytes;
    for (const position of pairs(rows.targets, columns.targets, connections.columns.targets)) {
      table[at++] = base + position * positionBytes;
    }
  }
}

function writeOffsets(
  table: Int32Array,
  start: number,
  { rows, columns, connections }: PositionGroup,
  terms: readonly Term[],
  tapBytes: number,
): void {
  let at = start;
  for (const { weightOffset } of terms) {
    const offset = resolveWord(weightOffset);
    for (const tap of pairs(rows.taps, columns.taps, connections.columns.taps)) table[at++] = tap * tapBytes + offset;
  }
}

/** Pairs of a row and a column as one number, row by row. */
function* pairs(rows: readonly number[], columns: readonly number[], width: number): Generator<number> {
  for (const row of rows) for (const column of columns) yield row * width + column;
}
