// Which bytes products over gathered rows touch. Every word of a table is looked at.

import { recordLength } from '../program/operations.ts';
import {
  type Access,
  type AccessRules,
  countOf,
  type Its,
  ProgramFault,
  reads,
  requireThat,
  table,
  wordsAt,
  writes,
} from './accessRule.ts';
import { mergeRanges } from './memoryRanges.ts';

type TableOperation =
  | 'LINEAR'
  | 'TRANSPOSE_WEIGHTS'
  | 'WEIGHT_GRADIENT'
  | 'WEIGHT_GRADIENT_DESCENT'
  | 'GROUP_PRODUCTS'
  | 'GROUP_WEIGHT_GRADIENTS';

/** Bytes of a span of `linear.h`. */
const SPAN_BYTES = 16;

export const tableAccesses: AccessRules<TableOperation> = {
  LINEAR(its) {
    const [depth, panels] = [its.of('depth'), its.of('panels')];
    const weightBytes = (panels - 1) * its.of('panelBytes') + depth * 32;
    const groups = groupsOf(its);
    const [sources, targets, weights] = [new Span(), new Span(), new Span()];
    for (const group of groups.all) {
      for (const column of sourceColumns(its, group)) sources.add(column, depth * 4);
      targets.add(columnOf(its.words(group.targets, group.rows), 0, 1), panels * 32);
      for (const offset of its.words(group.offsets, group.taps)) {
        const at = its.of('weights') + offset;
        weights.add({ lowest: at, highest: at }, weightBytes);
      }
    }
    return [
      groups.table,
      ...groups.all.flatMap((group) => [
        table('sources', group.sources, group.rows * group.taps * 4),
        table('targets', group.targets, group.rows * 4),
        table('offsets', group.offsets, group.taps * 4),
      ]),
      ...sources.accesses('sources', 'read'),
      ...targets.accesses('targets', 'write'),
      ...weights.accesses('weights', 'read'),
    ];
  },
  TRANSPOSE_WEIGHTS(its) {
    const [taps, depth] = [its.of('taps'), its.of('depth')];
    const outputs = Math.ceil(its.of('outputs') / 8) * 8;
    return [
      ...reads(its, taps * depth * outputs, 'weights'),
      ...writes(its, Math.ceil(depth / 8) * taps * outputs * 8, 'to'),
    ];
  },
  WEIGHT_GRADIENT: weightGradient,
  WEIGHT_GRADIENT_DESCENT: (its) => [
    ...weightGradient(its),
    ...writes(its, its.of('tapCount') * its.of('depth') * its.of('panels') * 8, 'weights'),
  ],

  GROUP_PRODUCTS: (its) => [
    ...rowGroupsOf(its, 'source', 'sourceBytes', its.of('depth') * 4, 'read'),
    ...rowGroupsOf(its, 'target', 'targetBytes', its.of('panels') * 32, 'write'),
    ...reads(its, its.of('groupCount') * its.of('panels') * its.of('depth') * 8, 'weights'),
  ],
  GROUP_WEIGHT_GRADIENTS: (its) => [
    ...rowGroupsOf(its, 'source', 'sourceBytes', its.of('depth') * 4, 'read'),
    ...rowGroupsOf(its, 'dy', 'dyBytes', its.of('panels') * 32, 'read'),
    ...writes(its, its.of('groupCount') * its.of('panels') * its.of('depth') * 8, 'gradient'),
  ],
};

type OperandOfBoth = 'groups' | 'groupCount' | 'positions' | 'dyDistance' | 'workspace' | 'taps' | 'tapCount';

function weightGradient(its: Its<OperandOfBoth | 'depth' | 'panels' | 'gradient'>): readonly Access[] {
  const [depth, panels, tapCount] = [its.of('depth'), its.of('panels'), its.of('tapCount')];
  const groups = groupsOf(its);
  const positions = groups.all.reduce((sum, group) => sum + group.positions, 0);
  requireThat(positions === its.of('positions'), 'the positions of groups do not add up');
  const tapBytes = recordLength('TAP') * 4;
  const columns = groups.all.map((group) => sourceColumns(its, group));
  const [sources, slopes] = [new Span(), new Span()];
  for (const { rows, targets } of groups.all) {
    slopes.add(columnOf(its.words(targets, rows), 0, 1), panels * 32, its.of('dyDistance'));
  }
  const ranges = Array.from({ length: countOf(tapCount) }, (_, tap) => {
    const at = its.of('taps') + tap * tapBytes;
    return addRanges(its, its.word(at), its.word(at + 4), depth, groups.all, columns, sources);
  });
  return [
    groups.table,
    ...groups.all.flatMap((group) => [
      table('dyDistance', group.targets, group.rows * 4),
      table('sources', group.sources, group.rows * group.taps * 4),
    ]),
    table('taps', its.of('taps'), tapCount * tapBytes),
    ...ranges,
    ...sources.accesses('sources', 'read'),
    ...slopes.accesses('dyDistance', 'read'),
    ...writes(its, (its.of('groupCount') * SPAN_BYTES) / 4, 'workspace'),
    ...writes(its, tapCount * depth * panels * 8, 'gradient'),
  ];
}

interface Group {
  readonly taps: number;
  readonly positions: number;
  /** Of all samples. */
  readonly rows: number;
  readonly sources: number;
  readonly targets: number;
  readonly offsets: number;
}

function groupsOf(its: Its<'groups' | 'groupCount'>): { readonly table: Access; readonly all: readonly Group[] } {
  const bytes = recordLength('POSITION_GROUP') * 4;
  const all = Array.from({ length: countOf(its.of('groupCount')) }, (_, index) => {
    const [taps = 0, positions = 0, sources = 0, targets = 0, offsets = 0] = wordsAt(
      its,
      its.of('groups') + index * bytes,
      5,
    );
    requireThat(taps >= 0 && positions > 0, 'a group has no positions');
    return { taps: countOf(taps), positions, rows: countOf(its.batch * positions), sources, targets, offsets };
  });
  return { table: table('groups', its.of('groups'), all.length * bytes), all };
}

/** Lowest and highest of the addresses in a column of a table. */
interface Column {
  readonly lowest: number;
  readonly highest: number;
}

/**
 * The columns of a group's table of sources, one for each tap, in one pass: tables have a word for each tap of each
 * position of each sample, millions of them with wide kernels.
 */
function sourceColumns(its: Its<never>, { sources, rows, taps }: Group): readonly Column[] {
  const words = its.words(sources, rows * taps);
  return Array.from({ length: taps }, (_, tap) => columnOf(words, tap, taps));
}

function columnOf(words: Int32Array, first: number, step: number): Column {
  let [lowest, highest, bits] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (let index = first; index < words.length; index += step) {
    const own = words[index] ?? 0;
    bits |= own;
    if (own < lowest) lowest = own;
    if (own > highest) highest = own;
  }
  requireThat((bits & 3) === 0, 'an address is no multiple of 4');
  return { lowest, highest };
}

/**
 * Adds what a tap's ranges of positions read. Ranges have to be those of groups, in their order, and the sources of each
 * a column of its group's table.
 */
function addRanges(
  its: Its<never>,
  at: number,
  count: number,
  depth: number,
  groups: readonly Group[],
  columns: readonly (readonly Column[])[],
  sources: Span,
): Access {
  const length = recordLength('SOURCE_RANGE');
  const words = its.words(at, countOf(count) * length);
  let group = 0;
  let start = 0;
  for (let index = 0; index < words.length; index += length) {
    const [from = 0, sourceBytes = 0, positions = 0, first = 0] = words.subarray(index, index + 4);
    for (; group < groups.length && start < first; group++) start += groups[group]?.positions ?? 0;
    const own = groups[group];
    requireThat(start === first && own?.positions === positions, 'a range of positions is no group');
    const column = columns[group]?.[(from - (own?.sources ?? 0)) / 4];
    if (column === undefined || sourceBytes !== (own?.taps ?? 0) * 4) {
      throw new ProgramFault('An operation does not fit its memory: a range’s sources are no column of its group.');
    }
    sources.add(column, depth * 4);
    start += positions;
    group++;
  }
  return table('ranges', at, words.length * 4);
}

/** What an operation touches by its tables, as few stretches of memory. */
class Span {
  readonly #stretches: { at: number; end: number }[] = [];

  /** The things of so many bytes that a column names, each so many bytes behind its address, and what lies between. */
  add({ lowest, highest }: Column, bytes: number, behind = 0): void {
    const [at, end] = [lowest + behind, highest + behind + bytes];
    const last = this.#stretches.at(-1);
    if (last === undefined || at > last.end || end < last.at) {
      this.#stretches.push({ at, end });
      return;
    }
    last.at = Math.min(last.at, at);
    last.end = Math.max(last.end, end);
  }

  accesses(what: string, kind: 'read' | 'write'): readonly Access[] {
    return mergeRanges(this.#stretches.map(({ at, end }) => ({ at, bytes: end - at }))).map((range) => ({
      what,
      ...range,
      kind,
    }));
  }
}

function rowGroupsOf<Operand extends string>(
  its: Its<Operand | 'groups' | 'groupCount'>,
  what: Operand,
  step: Operand,
  rowBytes: number,
  kind: 'read' | 'write',
): readonly Access[] {
  const bytes = recordLength('ROW_GROUP') * 4;
  requireThat(rowBytes <= its.of(step), 'a row is wider than its room');
  const groups = Array.from({ length: countOf(its.of('groupCount')) }, (_, index) => {
    const [rows = 0, first = 0] = wordsAt(its, its.of('groups') + index * bytes, 2);
    requireThat(rows >= 0 && first >= 0, 'a group has less than no rows');
    const own = { at: its.of(what) + first * its.of(step), bytes: its.batch * rows * its.of(step) };
    return { what, ...own, kind };
  });
  return [table('groups', its.of('groups'), groups.length * bytes), ...groups];
}
