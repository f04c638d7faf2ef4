// An experiment file in the editor: text, squiggles, quick fixes, code lenses, and the problems view.

import type { Locator, Page } from 'playwright-core';

export class ExperimentEditor {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get lines(): Locator {
    return this.#page.locator('.editor-group-container .view-lines .view-line');
  }

  get errorSquiggles(): Locator {
    return this.#page.locator('.editor-group-container .squiggly-error');
  }

  get warningSquiggles(): Locator {
    return this.#page.locator('.editor-group-container .squiggly-warning');
  }

  codeLens(text: string | RegExp): Locator {
    return this.#page.locator('.editor-group-container .codelens-decoration a').filter({ hasText: text });
  }

  /** Puts the cursor behind the first occurrence of `text`. */
  async placeCursorBehind(text: string): Promise<void> {
    const page = this.#page;
    await page.locator('.editor-group-container.active .monaco-editor').first().click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Control+F');
    const input = page.locator('.find-widget.visible .find-part textarea.input');
    await input.fill(text);
    await page.locator('.find-widget.visible .matchesCount').filter({ hasText: /^1 of/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowRight');
  }

  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
  }

  /** Rows of the problems view, which it opens. */
  async openProblems(runCommand: (title: string) => Promise<unknown>): Promise<Locator> {
    await runCommand('Problems: Focus on Problems View');
    return this.#page.locator('.markers-panel .monaco-list-row');
  }
}
