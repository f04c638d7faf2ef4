// Which of the table's lines can be seen: TanStack Virtual on the grid that scrolls.

import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type VirtualItem,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';

/** In pixels, as in styles/grid.css. */
const lineHeight = 24;
const headHeight = 28;

export class RowWindow {
  readonly #virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  readonly #options: VirtualizerOptions<HTMLElement, HTMLElement>;
  #count = 0;

  /** @param changed when other lines are to be seen */
  constructor(changed: () => void) {
    this.#options = {
      count: 0,
      getScrollElement: () => document.querySelector<HTMLElement>('.grid'),
      estimateSize: () => lineHeight,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: changed,
      overscan: 8,
      paddingStart: headHeight,
      scrollPaddingStart: headHeight,
      initialRect: { width: 1000, height: 600 },
    };
    this.#virtualizer = new Virtualizer(this.#options);
    this.#virtualizer._didMount();
  }

  /** The lines to be drawn, of `count`. */
  items(count: number): readonly VirtualItem[] {
    if (count !== this.#count) {
      this.#count = count;
      this.#virtualizer.setOptions({ ...this.#options, count });
    }
    return this.#virtualizer.getVirtualItems();
  }

  /** Of the head and all lines, in pixels. */
  get height(): number {
    return this.#virtualizer.getTotalSize();
  }

  /** To be called when the page was drawn: only then is there something that scrolls. */
  noteDrawn(): void {
    this.#virtualizer._willUpdate();
  }

  /** Scrolls as far as the line is not seen. */
  reveal(place: number): void {
    if (place >= 0) this.#virtualizer.scrollToIndex(place, { align: 'auto' });
  }

  get linesOfPage(): number {
    const height = this.#virtualizer.scrollRect?.height ?? 0;
    return Math.max(1, Math.floor((height - headHeight) / lineHeight) - 1);
  }
}
