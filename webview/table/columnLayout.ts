// Where the table's columns stand: which in what order, how wide, and which of them stay while the others are scrolled.

import {
  columnOrderingFeature,
  columnPinningFeature,
  columnSizingFeature,
  constructTable,
  createColumnHelper,
  tableFeatures,
} from '@tanstack/table-core';
import { storeReactivityBindings } from '@tanstack/table-core/store-reactivity-bindings';
import type { Column } from '../../src/table/columns.ts';
import { columnWidths } from '../../src/table/page/tableChoices.ts';

const features = tableFeatures({
  coreReactivityFeature: storeReactivityBindings(),
  columnOrderingFeature,
  columnPinningFeature,
  columnSizingFeature,
});
const helper = createColumnHelper<typeof features, never>();

export interface LaidColumn {
  readonly column: Column;
  /** In pixels. */
  readonly width: number;
  /** From the table's left edge, of a column that stays there; null of one that is scrolled. In pixels. */
  readonly pinnedAt: number | null;
}

/**
 * `columns` in the order in which they stand: those that are pinned first. @param widthOf in pixels, of columns whose
 * width nobody chose
 */
export function layColumns(
  columns: readonly Column[],
  { pinned, widths }: { readonly pinned: readonly string[]; readonly widths: Readonly<Record<string, number>> },
  widthOf: (column: Column) => number,
): readonly LaidColumn[] {
  const byId = new Map(columns.map((column) => [column.id, column]));
  const table = constructTable({
    features,
    data: [],
    columns: columns.map((column) =>
      helper.display({
        id: column.id,
        size: widthOf(column),
        minSize: columnWidths.least,
        maxSize: columnWidths.most,
      }),
    ),
    initialState: {
      columnOrder: [...byId.keys()],
      columnPinning: { start: pinned.filter((id) => byId.has(id)), end: [] },
      columnSizing: Object.fromEntries(Object.entries(widths).filter(([id]) => byId.has(id))),
    },
  });
  return [...table.getStartLeafColumns(), ...table.getCenterLeafColumns()].flatMap((laid) => {
    const column = byId.get(laid.id);
    if (column === undefined) return [];
    const pinnedAt = laid.getIsPinned() === 'start' ? laid.getStart('start') : null;
    return [{ column, width: laid.getSize(), pinnedAt }];
  });
}
