// Which columns lines have cells for: all where they are few, else those that stay and those that can be seen, with room
// in the place of the others. Pure, without DOM.

import type { LaidColumn } from './columnLayout.ts';

export type ColumnSpan =
  | { readonly kind: 'column'; readonly laid: LaidColumn /** Among all columns. */; readonly place: number }
  /** Room for columns that are not drawn. */
  | { readonly kind: 'room'; readonly side: 'before' | 'behind'; readonly width: number };

/** Fewer cost less than to know which of them are seen. */
const mostDrawn = 40;

/** Whether lines have cells for a part of the columns alone. */
export function isWindowed(columns: readonly LaidColumn[]): boolean {
  return columns.length > mostDrawn;
}

/** @param seen places among the columns that are scrolled, ascending */
export function spansOf(columns: readonly LaidColumn[], seen: readonly number[]): readonly ColumnSpan[] {
  const all = columns.map((laid, place) => ({ kind: 'column', laid, place }) as const);
  if (!isWindowed(columns)) return all;
  const stays = all.filter(({ laid }) => laid.pinnedAt !== null);
  const scrolled = all.slice(stays.length);
  const [first, last] = [seen[0] ?? 0, seen.at(-1) ?? -1];
  const roomOf = (side: 'before' | 'behind', hidden: readonly (typeof all)[number][]): readonly ColumnSpan[] =>
    hidden.length === 0 ? [] : [{ kind: 'room', side, width: hidden.reduce((sum, { laid }) => sum + laid.width, 0) }];
  return [
    ...stays,
    ...roomOf('before', scrolled.slice(0, first)),
    ...scrolled.slice(first, last + 1),
    ...roomOf('behind', scrolled.slice(last + 1)),
  ];
}

/** Other columns are drawn once so many of them have come into sight: every line is laid anew then. */
const step = 6;

/** `seen` and what is beside it, so that it begins and ends at whole steps. @param count of all that are scrolled */
export function inSteps(seen: readonly number[], count: number): number[] {
  const [first, last] = [seen[0], seen.at(-1)];
  if (first === undefined || last === undefined) return [];
  const from = Math.floor(first / step) * step;
  const to = Math.min(count, Math.ceil((last + 1) / step) * step);
  return Array.from({ length: to - from }, (_, place) => from + place);
}

/** For the style of lines. */
export function templateOf(spans: readonly ColumnSpan[]): string {
  return spans.map((span) => `${span.kind === 'room' ? span.width : span.laid.width}px`).join(' ');
}
