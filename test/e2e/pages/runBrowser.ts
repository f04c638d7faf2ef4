// The activity bar's run browser: its rows, their inline actions, the welcome text.

import type { Locator, Page } from 'playwright-core';
import { waitFor } from '../../support/waitFor.ts';

export class RunBrowser {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Shows the view if another one is shown. */
  async open(): Promise<void> {
    // The item, not the link in it: a badge may lie over the link.
    const tab = this.#page
      .locator('.activitybar .action-item')
      .filter({ has: this.#page.locator('a[aria-label^="Reptile Lab"]') });
    await tab.waitFor();
    if (!(await this.pane.isVisible())) await tab.click();
    await this.pane.waitFor();
  }

  get pane(): Locator {
    return this.#page
      .locator('.part.sidebar .pane')
      .filter({ has: this.#page.locator('.pane-header', { hasText: 'Runs' }) });
  }

  /** Runs whose visible text contains `text`. */
  row(text: string | RegExp): Locator {
    return this.pane.locator('.monaco-list-row').filter({ hasText: text });
  }

  /** In a window without tabs. A row that is drawn anew between press and release opens nothing: then once more. */
  async openPanel(row: Locator): Promise<void> {
    const tab = this.#page.locator('.tabs-container .tab').first();
    const pressed = async () => {
      await row.click();
      return tab.waitFor({ timeout: 5000 }).then(
        () => true,
        () => false,
      );
    };
    await waitFor('the panel of the row', pressed, 30_000);
  }

  get welcome(): Locator {
    return this.pane.locator('.welcome-view-content');
  }

  /**
   * VS Code tells menus that a folder is trusted only once the window is restored: until then they have nothing that
   * needs trust.
   */
  async waitUntilTrusted(): Promise<void> {
    await this.pane.hover();
    await this.#titleAction('Start Meta-Training').waitFor();
  }

  /** Presses an action in the title bar, which the only view of a container shares with it. */
  async pressTitle(label: string): Promise<void> {
    await this.pane.hover();
    await this.#titleAction(label).click();
  }

  /** Chooses from the row's menu, which a window that is still arranging itself may close again. */
  async choose(row: Locator, label: string): Promise<void> {
    const item = this.#page.locator('.monaco-menu .action-item').filter({ hasText: label });
    await waitFor(
      `${label} in the menu of the row`,
      async () => {
        // Without a menu, the key would take the selection away.
        if (await this.#page.locator('.monaco-menu').isVisible()) await this.#page.keyboard.press('Escape');
        await row.click({ button: 'right' });
        try {
          await item.waitFor({ timeout: 2000 });
          // A menu ignores clicks in its first moments, so that the press that opened it chooses nothing.
          await this.#page.waitForTimeout(300);
          await item.click({ timeout: 2000 });
          return true;
        } catch {
          return false;
        }
      },
      30_000,
    );
  }

  /** Chooses from a menu within the row's menu. */
  async chooseWithin(row: Locator, menu: string, label: string): Promise<void> {
    await this.choose(row, menu);
    const item = this.#page.locator('.monaco-submenu .action-item').filter({ hasText: label });
    await item.waitFor();
    // Like every menu, it ignores clicks in its first moments.
    await waitFor(`${label} to be chosen`, async () => {
      await item.click({ timeout: 2000 }).catch(() => undefined);
      return !(await this.#page.locator('.monaco-menu').first().isVisible());
    });
  }

  #titleAction(label: string): Locator {
    return this.#page.locator(`.part.sidebar > .title .action-label[aria-label^="${label}"]`);
  }

  /** What stands above the rows. */
  get message(): Locator {
    return this.pane.locator('.tree-explorer-viewlet-tree-view .message');
  }

  /** Presses an action that shows while the pointer is over the row. */
  async pressInline(row: Locator, label: string): Promise<void> {
    await row.hover();
    await row.locator(`.action-label[aria-label^="${label}"]`).click();
  }
}
