// The runs table's page, by itself or in the editor's tab.

import type { Frame, Locator, Page } from 'playwright-core';

export class RunsTable {
  readonly #frame: Page | Frame;

  constructor(frame: Page | Frame) {
    this.#frame = frame;
  }

  get grid(): Locator {
    return this.#frame.locator('.grid');
  }

  get lines(): Locator {
    return this.#frame.locator('.line');
  }

  /** Lines that hold the text. */
  line(text: string | RegExp): Locator {
    return this.lines.filter({ hasText: text });
  }

  get selectedLines(): Locator {
    return this.#frame.locator('.line[aria-selected="true"]');
  }

  /** The text of a column's cells, from the top, of the lines that are drawn. */
  async column(title: string): Promise<readonly string[]> {
    const heads = await this.#frame.locator('.head-cell .head-title').allTextContents();
    const place = heads.indexOf(title);
    const placed: (readonly [index: number, text: string])[] = [];
    for (const line of await this.lines.all()) {
      const index = Number(await line.getAttribute('aria-rowindex'));
      placed.push([index, (await line.locator('.cell').nth(place).innerText()).replace(/\s+/g, ' ').trim()]);
    }
    return placed.sort(([a], [b]) => a - b).map(([, text]) => text);
  }

  head(id: string): Locator {
    return this.#frame.locator(`.head-cell[data-column="${id}"]`);
  }

  /** Sorts by the column, or with `besides` by it where what it is sorted by is equal. */
  async sortBy(id: string, besides: boolean): Promise<void> {
    await this.head(id)
      .locator('.head-button')
      .click(besides ? { modifiers: ['Shift'] } : {});
  }

  get filter(): Locator {
    return this.#frame.getByRole('combobox', { name: 'Filter runs' });
  }

  /** What may come next in the filter. */
  get offers(): Locator {
    return this.#frame.locator('.offer:visible');
  }

  get problem(): Locator {
    return this.#frame.locator('.filter-problem');
  }

  async groupBy(label: string): Promise<void> {
    await this.#frame.getByRole('combobox', { name: 'Group by' }).selectOption({ label });
  }

  get view(): Locator {
    return this.#frame.getByRole('combobox', { name: 'View' });
  }

  button(name: string): Locator {
    return this.#frame.getByRole('button', { name, exact: true });
  }

  menuItem(name: string | RegExp): Locator {
    return this.#frame.getByRole('menuitem', { name });
  }

  /** What people who cannot see the page are told. */
  get spoken(): Locator {
    return this.#frame.locator('main > [role="status"]');
  }

  get status(): Locator {
    return this.#frame.locator('.status-line');
  }
}

/** The table's page in the editor's tab, which VS Code puts into a frame within a frame. */
export async function findRunsTable(page: Page): Promise<RunsTable> {
  const main = page.frameLocator('iframe.webview').frameLocator('iframe#active-frame').locator('main.table-page');
  await main.waitFor();
  const element = await main.elementHandle();
  const frame = await element?.ownerFrame();
  if (!frame) throw new Error('The table is gone.');
  return new RunsTable(frame);
}
