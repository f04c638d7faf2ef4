// How much of a long list the tree shows: a row of a tree is dear, and nobody scrolls through ten thousand.

const firstPage = 200;
/** What "Show more" adds. */
const nextPage = 500;
const moreMark = 'more ';

/** Lists that are shown beyond their first page, by what the tree knows their parent by; empty for the root. */
export class TreePages {
  readonly #shown = new Map<string, number>();

  /** The elements of `parent` that are shown, and one that stands for the others where there are any. */
  pageOf(parent: string, elements: readonly string[]): readonly string[] {
    const shown = this.#shown.get(parent) ?? firstPage;
    // For a handful of rows nobody is made to ask.
    if (elements.length <= shown + 10) return elements;
    return [...elements.slice(0, shown), `${moreMark}${parent}`];
  }

  /** @param element that stands for what is not shown */
  showMore(element: string): void {
    const parent = parentOfMore(element);
    this.#shown.set(parent, (this.#shown.get(parent) ?? firstPage) + nextPage);
  }

  /** How many of `all` are not shown. */
  countHidden(element: string, all: number): number {
    return Math.max(0, all - (this.#shown.get(parentOfMore(element)) ?? firstPage));
  }

  /** Back to first pages, as for another filter. */
  clear(): void {
    this.#shown.clear();
  }
}

export function isMoreElement(element: string): boolean {
  return element.startsWith(moreMark);
}

export function parentOfMore(element: string): string {
  return element.slice(moreMark.length);
}
