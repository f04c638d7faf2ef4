// Which bytes operations touch that find their rows by tables: products over gathered rows, and transforms between images
// and points. Every word of a table is looked at.

import { MAX_TERMS } from '../program/kernelSizes.ts';
import { recordLength } from '../program/operations.ts';
import {
  type Access,
  type AccessRules,
  type Its,
  reads,
  requireEights,
  requireThat,
  table,
  writes,
} from './accessRule.ts';

type TableOperation =
  | 'LINEAR'
  | 'TRANSPOSE_WEIGHTS'
  | 'WEIGHT_GRADIENT'
  | 'GROUP_PRODUCTS'
  | 'GROUP_WEIGHT_GRADIENTS'
  | 'SPREAD'
  | 'COLLECT';

/** Bytes of a span of `linear.h`. */
const SPAN_BYTES = 16;

export const tableAccesses: AccessRules<TableOperation> = {
  LINEAR(its) {
    const [depth, panels] = [its.of('depth'), its.of('panels')];
    const weightBytes = (panels - 1) * its.of('panelBytes') + depth * 32;
    const groups = groupsOf(its);
    return [
      groups.table,
      ...groups.all.flatMap(({ taps, rows, sources, targets, offsets }) => [
        ...column('targets', its, targets, 4, rows, panels * 32, 'write'),
        ...Array.from({ length: taps }, (_, tap) => [
          ...column('sources', its, sources + tap * 4, taps * 4, rows, depth * 4, 'read'),
          ...[table('offsets', offsets + tap * 4, 4)],
          ...[
            {
              what: 'weights',
              at: its.of('weights') + its.word(offsets + tap * 4),
              bytes: weightBytes,
              kind: 'read',
            } as const,
          ],
        ]).flat(),
      ]),
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
  WEIGHT_GRADIENT(its) {
    const [depth, panels, tapCount] = [its.of('depth'), its.of('panels'), its.of('tapCount')];
    const groups = groupsOf(its);
    const positions = groups.all.reduce((sum, group) => sum + group.positions, 0);
    requireThat(positions === its.of('positions'), 'the positions of groups do not add up');
    const tapBytes = recordLength('TAP') * 4;
    return [
      groups.table,
      ...groups.all.flatMap(({ rows, targets }) =>
        column('dyDistance', its, targets, 4, rows, panels * 32, 'read', its.of('dyDistance')),
      ),
      table('taps', its.of('taps'), tapCount * tapBytes),
      ...Array.from({ length: tapCount }, (_, tap) => {
        const at = its.of('taps') + tap * tapBytes;
        return rangesOf(its, its.word(at), its.word(at + 4), depth, groups.all);
      }).flat(),
      ...writes(its, (its.of('groupCount') * SPAN_BYTES) / 4, 'workspace'),
      ...writes(its, tapCount * depth * panels * 8, 'gradient'),
    ];
  },

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
  SPREAD: (its) => [
    ...matrixOf(its, 'rowMatrix', its.of('rowPoints'), its.of('height')),
    ...matrixOf(its, 'columnMatrix', its.of('columnPoints'), its.of('width')),
    ...placesOf(its, 'write'),
    ...reads(its, imagesOf(its) * its.of('height') * pixelRow(its), 'image'),
    ...writes(its, pixelRow(its), 'scratch'),
  ],
  COLLECT: (its) => [
    ...matrixOf(its, 'rowMatrix', its.of('height'), its.of('rowPoints')),
    ...matrixOf(its, 'columnMatrix', its.of('width'), its.of('columnPoints')),
    ...placesOf(its, 'read'),
    ...writes(its, imagesOf(its) * its.of('height') * pixelRow(its), 'image'),
    ...writes(its, (its.of('rowPoints') + 1) * pixelRow(its), 'scratch'),
  ],
};

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

/** Ranges of positions have to be those of groups, in their order. */
function rangesOf(
  its: Its<never>,
  at: number,
  count: number,
  depth: number,
  groups: readonly Group[],
): readonly Access[] {
  const bytes = recordLength('SOURCE_RANGE') * 4;
  let group = 0;
  let start = 0;
  const all = Array.from({ length: countOf(count) }, (_, index) => {
    const [sources = 0, sourceBytes = 0, positions = 0, first = 0] = wordsAt(its, at + index * bytes, 4);
    for (; group < groups.length && start < first; group++) start += groups[group]?.positions ?? 0;
    requireThat(start === first && groups[group]?.positions === positions, 'a range of positions is no group');
    requireThat(sourceBytes > 0, 'sources stand at one place');
    start += positions;
    group++;
    return column('sources', its, sources, sourceBytes, countOf(its.batch * positions), depth * 4, 'read');
  });
  return [table('ranges', at, all.length * bytes), ...all.flat()];
}

/**
 * A column of a table of addresses, and what lies between the first and the last thing that it names.
 * @param shift how far behind the address each thing stands
 */
function column(
  what: string,
  its: Its<never>,
  at: number,
  step: number,
  rows: number,
  bytes: number,
  kind: 'read' | 'write',
  shift = 0,
): readonly Access[] {
  const last = at + (rows - 1) * step;
  // The ends first: a wrong number of rows is not looked through.
  its.word(at);
  its.word(last);
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let place = at; place <= last; place += step) {
    const own = its.word(place);
    requireThat(own % 4 === 0, 'an address is no multiple of 4');
    if (own < lowest) lowest = own;
    if (own > highest) highest = own;
  }
  return [table(what, at, last + 4 - at), { what, at: lowest + shift, bytes: highest - lowest + bytes, kind }];
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

type MapOperand = 'images' | 'rowPoints' | 'columnPoints' | 'width' | 'pixelBytes' | 'places' | 'points';

function imagesOf(its: Its<'images'>): number {
  return its.of('images') === 0 ? its.batch : its.of('images');
}

/** Floats of a row of pixels. */
function pixelRow(its: Its<'width' | 'pixelBytes'>): number {
  return its.of('width') * requireEights(its.of('pixelBytes') / 4);
}

function matrixOf<Operand extends string>(
  its: Its<Operand>,
  what: Operand,
  rows: number,
  columns: number,
): readonly Access[] {
  const words = 1 + 2 * MAX_TERMS;
  for (let row = 0; row < countOf(rows); row++) {
    const [terms = -1, ...indices] = wordsAt(its, its.of(what) + row * words * 4, 1 + MAX_TERMS);
    requireThat(terms >= 0 && terms <= MAX_TERMS, 'a sum has too many terms');
    requireThat(
      indices.every((index) => index >= 0 && index < columns),
      'a term lies outside of its line',
    );
  }
  return [table(what, its.of(what), rows * words * 4)];
}

function placesOf(its: Its<MapOperand>, kind: 'read' | 'write'): readonly Access[] {
  const bytes = recordLength('PLACE') * 4;
  const pixelBytes = its.of('pixelBytes');
  const all = Array.from({ length: countOf(its.of('rowPoints') * its.of('columnPoints')) }, (_, index) => {
    const [first = 0, next = 0] = wordsAt(its, its.of('places') + index * bytes, 2);
    requireThat(first >= 0 && next >= 0, 'a point has no place');
    const span = (imagesOf(its) - 1) * next + 1;
    return { what: 'points', at: its.of('points') + first * pixelBytes, bytes: span * pixelBytes, kind };
  });
  return [table('places', its.of('places'), all.length * bytes), ...all];
}

function wordsAt(its: Its<never>, at: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => its.word(at + index * 4));
}

/** A number of things in a table: no memory has more. */
function countOf(count: number): number {
  requireThat(count >= 0 && count < 2 ** 29, `there are ${count} of something`);
  return count;
}
