// Connections of dense layers and convolutions: which input position reaches which output position through which slice
// of the weights.

import { type Padding, windowExtent } from '../../../experiment/window.ts';
import { addressOf, type MemoryPlan, type Region, resolveWord, type Word } from './memoryPlan.ts';
import { record, recordLength } from './operations.ts';

/**
 * `target` receives `source` times the weights of `tap`. Positions count the pixels of one sample; both directions are
 * written so.
 */
export interface Connection {
  readonly target: number;
  readonly tap: number;
  readonly source: number;
}

/** Positions that have the same taps: one matrix product. `sources` holds, for each target, the source of each tap. */
export interface PositionGroup {
  readonly taps: readonly number[];
  readonly targets: readonly number[];
  readonly sources: readonly (readonly number[])[];
}

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

/** Every output pixel of a convolution to the input pixels under its window, row by row; padding has no connection. */
export function convolutionConnections(
  height: number,
  width: number,
  kernel: number,
  stride: number,
  padding: Padding,
): readonly Connection[] {
  const rows = windowExtent(height, kernel, stride, padding);
  const columns = windowExtent(width, kernel, stride, padding);
  const connections: Connection[] = [];
  for (let row = 0; row < rows.output; row++) {
    for (let column = 0; column < columns.output; column++) {
      for (let tap = 0; tap < kernel * kernel; tap++) {
        const y = row * stride - rows.padBefore + Math.floor(tap / kernel);
        const x = column * stride - columns.padBefore + (tap % kernel);
        if (y < 0 || y >= height || x < 0 || x >= width) continue;
        connections.push({ target: row * columns.output + column, tap, source: y * width + x });
      }
    }
  }
  return connections;
}

/** A dense layer's one output sums over all segments of its input. */
export function denseConnections(segments: number): readonly Connection[] {
  return Array.from({ length: segments }, (_, segment) => ({ target: 0, tap: segment, source: segment }));
}

/** The connections of the gradient by the input: from outputs to inputs. */
export function reversed(connections: readonly Connection[]): readonly Connection[] {
  return connections.map(({ target, tap, source }) => ({ target: source, tap, source: target }));
}

/** Groups `targetCount` positions by their taps, in the order in which tap sets first occur. */
export function groupByTaps(connections: readonly Connection[], targetCount: number): readonly PositionGroup[] {
  const byTarget: Connection[][] = Array.from({ length: targetCount }, () => []);
  for (const connection of connections) byTarget[connection.target]?.push(connection);
  const groups = new Map<string, { taps: number[]; targets: number[]; sources: number[][] }>();
  byTarget.forEach((ownConnections, target) => {
    const sorted = ownConnections.toSorted((a, b) => a.tap - b.tap);
    const taps = sorted.map(({ tap }) => tap);
    const key = taps.join();
    const group = groups.get(key) ?? { taps, targets: [], sources: [] };
    groups.set(key, group);
    group.targets.push(target);
    group.sources.push(sorted.map(({ source }) => source));
  });
  return [...groups.values()];
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
  for (const { taps, targets } of groups) {
    sourceOffsets.push(words * 4);
    words += (batch * targets.length + 1) * taps.length * terms.length + batch * targets.length;
  }
  const headers = plan.table(words, (table) => {
    groups.forEach((group, index) => {
      const start = (sourceOffsets[index] ?? 0) / 4;
      const rows = batch * group.targets.length;
      const taps = group.taps.length * terms.length;
      const targetsAt = start + rows * taps;
      const tapsAt = targetsAt + rows;
      const header = record('POSITION_GROUP', {
        taps,
        positions: group.targets.length,
        sources: addressOf(headers, start * 4),
        targets: addressOf(headers, targetsAt * 4),
        offsets: addressOf(headers, tapsAt * 4),
      });
      table.set(header.map(resolveWord), index * header.length);
      const sources = terms.map(({ source }) => source);
      writePositions(table, start, group.sources, batch, sources);
      writePositions(
        table,
        targetsAt,
        group.targets.map((position) => [position]),
        batch,
        [target],
      );
      table.set(
        terms.flatMap(({ weightOffset }) => group.taps.map((tap) => tap * tapBytes + resolveWord(weightOffset))),
        tapsAt,
      );
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
  const ranges = Array.from({ length: tapCount }, (_, tap) => rangesOf(tap, groups, tables, term));
  const tapsLength = tapCount * recordLength('TAP');
  const rangeLength = recordLength('SOURCE_RANGE');
  const words = ranges.reduce((sum, { length }) => sum + length * rangeLength, tapsLength);
  const region = plan.table(words, (table) => {
    let at = tapsLength;
    ranges.forEach((ownRanges, tap) => {
      const own = record('TAP', { ranges: addressOf(region, at * 4), rangeCount: ownRanges.length });
      table.set(own.map(resolveWord), tap * own.length);
      for (const { sourceOffset, ...range } of ownRanges) {
        const sources = addressOf(tables.headers, sourceOffset);
        table.set(record('SOURCE_RANGE', { sources, ...range }).map(resolveWord), at);
        at += rangeLength;
      }
    });
  });
  return region;
}

function rangesOf(tap: number, groups: readonly PositionGroup[], tables: GroupTables, term: number) {
  let start = 0;
  return groups.flatMap(({ taps, targets }, index) => {
    const first = start;
    start += targets.length;
    const place = taps.indexOf(tap);
    if (place < 0) return [];
    const sourceOffset = (tables.sourceOffsets[index] ?? 0) + (term * taps.length + place) * 4;
    return [{ sourceOffset, sourceBytes: taps.length * tables.terms * 4, positions: targets.length, start: first }];
  });
}

function writePositions(
  table: Int32Array,
  start: number,
  positions: readonly (readonly number[])[],
  batch: number,
  placements: readonly Placement[],
): void {
  let at = start;
  for (let sample = 0; sample < batch; sample++) {
    for (const row of positions) {
      for (const { region, sampleBytes, positionBytes } of placements) {
        const base = region.address + sample * sampleBytes;
        for (const position of row) table[at++] = base + position * positionBytes;
      }
    }
  }
}
