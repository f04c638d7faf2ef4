// Which bytes transforms between images and points touch. Every word of a table is looked at.

import { MAX_TERMS } from '../program/kernelSizes.ts';
import { recordLength } from '../program/operations.ts';
import {
  type Access,
  type AccessRules,
  countOf,
  type Its,
  reads,
  requireEights,
  requireThat,
  table,
  wordsAt,
  writes,
} from './accessRule.ts';

export const transformAccesses: AccessRules<'SPREAD' | 'COLLECT'> = {
  SPREAD: (its) => [
    ...matrixOf(its, 'rowMatrix', its.of('rowPoints'), its.of('height')),
    ...matrixOf(its, 'columnMatrix', its.of('columnPoints'), its.of('width')),
    ...placesOf(its, 'write'),
    ...reads(its, imagesOf(its) * its.of('height') * pixelRow(its), 'image'),
    ...writes(its, its.of('rowPoints') * pixelRow(its), 'scratch'),
  ],
  COLLECT: (its) => [
    ...matrixOf(its, 'rowMatrix', its.of('height'), its.of('rowPoints')),
    ...matrixOf(its, 'columnMatrix', its.of('width'), its.of('columnPoints')),
    ...placesOf(its, 'read'),
    ...writes(its, imagesOf(its) * its.of('height') * pixelRow(its), 'image'),
    ...writes(its, (its.of('rowPoints') + 1) * pixelRow(its), 'scratch'),
  ],
};

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
