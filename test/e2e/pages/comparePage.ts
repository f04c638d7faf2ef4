// The tab that compares runs: what its page says to a person.

import type { FrameLocator, Locator, Page } from 'playwright-core';

export class ComparePageObject {
  readonly frame: FrameLocator;

  constructor(page: Page) {
    this.frame = page
      .frameLocator('iframe.webview.ready[src*="extensionId=reptile-lab.reptile-lab"]')
      .frameLocator('#active-frame');
  }

  get heading(): Locator {
    return this.frame.getByRole('heading', { level: 1 });
  }

  /** An entry of the legend, by its text. */
  line(label: string): Locator {
    return this.frame.getByRole('list', { name: 'Runs' }).getByRole('button', { name: label });
  }

  /** An entry of the legend whose runs are hidden. */
  hiddenLine(label: string): Locator {
    return this.line(label).and(this.frame.locator('[aria-pressed="false"]'));
  }

  /** A chart by what it says of itself. */
  chart(summary: RegExp): Locator {
    return this.frame.getByRole('img', { name: summary });
  }

  /** A sentence about runs on the same tasks. */
  saying(text: RegExp): Locator {
    return this.frame.locator('.sayings li').filter({ hasText: text });
  }

  button(name: string): Locator {
    return this.frame.getByRole('button', { name, exact: true });
  }

  /** The rows of what differs. */
  parameter(title: string): Locator {
    return this.frame.getByRole('region', { name: 'What differs' }).locator('tbody tr').filter({ hasText: title });
  }
}
