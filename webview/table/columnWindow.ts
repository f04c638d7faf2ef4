// Which of the table's columns can be seen: TanStack Virtual on the grid that scrolls, sideways.

import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import type { LaidColumn } from './columnLayout.ts';
import { type ColumnSpan, inSteps, isWindowed, spansOf } from './shownColumns.ts';

export class ColumnWindow {
  readonly #virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  readonly #options: VirtualizerOptions<HTMLElement, HTMLElement>;
  #columns: readonly LaidColumn[] = [];
  #shown: { readonly seen: readonly number[]; readonly spans: readonly ColumnSpan[] } = { seen: [], spans: [] };

  /** @param changed when other columns are to be seen */
  constructor(changed: () => void) {
    this.#options = {
      count: 0,
      horizontal: true,
      getScrollElement: () => document.querySelector<HTMLElement>('.grid'),
      estimateSize: () => 0,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: () => {
        if (isWindowed(this.#columns) && this.#seen().join() !== this.#shown.seen.join()) changed();
      },
      overscan: 1,
      rangeExtractor: (range) => inSteps(defaultRangeExtractor(range), range.count),
      initialRect: { width: 1000, height: 600 },
    };
    this.#virtualizer = new Virtualizer(this.#options);
    this.#virtualizer._didMount();
  }

  /** What lines have cells for, of `columns`; the same as long as it is. */
  spans(columns: readonly LaidColumn[]): readonly ColumnSpan[] {
    const areOthers = columns !== this.#columns;
    if (areOthers) this.#lay(columns);
    const seen = this.#seen();
    if (areOthers || seen.join() !== this.#shown.seen.join()) this.#shown = { seen, spans: spansOf(columns, seen) };
    return this.#shown.spans;
  }

  #seen(): readonly number[] {
    return this.#virtualizer.getVirtualItems().map(({ index }) => index);
  }

  #lay(columns: readonly LaidColumn[]): void {
    this.#columns = columns;
    const scrolled = columns.filter(({ pinnedAt }) => pinnedAt === null);
    const pinned = columns.reduce((sum, { pinnedAt, width }) => sum + (pinnedAt === null ? 0 : width), 0);
    this.#virtualizer.setOptions({
      ...this.#options,
      count: scrolled.length,
      estimateSize: (index) => scrolled[index]?.width ?? 0,
      paddingStart: pinned,
    });
    this.#virtualizer.measure();
  }

  /** To be called when the page was drawn: only then is there something that scrolls. */
  noteDrawn(): void {
    this.#virtualizer._willUpdate();
  }
}
