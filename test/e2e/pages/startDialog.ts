// "Start with…": keys set for one start, seeds, and the question before a sweep starts.

import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench.ts';

export class StartDialog {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  get #input(): Locator {
    return this.#workbench.page.locator('.quick-input-widget input.input');
  }

  /** Sets a key, or several of its values with commas between them, and comes back to the list. */
  async set(key: string, values: string): Promise<void> {
    await this.#workbench.quickPickRow('Seeds…').waitFor();
    await this.#input.fill(key);
    await this.#workbench.quickPickRow(key).first().click();
    await this.#answer(values);
  }

  async setSeeds(seeds: string): Promise<void> {
    await this.#workbench.quickPickRow('Seeds…').click();
    await this.#answer(seeds);
  }

  async #answer(text: string): Promise<void> {
    await this.#workbench.quickPickRow('Seeds…').waitFor({ state: 'detached' });
    await this.#input.fill(text);
    await this.#workbench.page.keyboard.press('Enter');
    await this.#workbench.quickPickRow('Seeds…').waitFor();
  }

  /** The row that starts, by what it says of how much that is. */
  start(summary: string): Locator {
    return this.#workbench.quickPickRow(summary);
  }

  /** What is asked before several runs start. */
  question(text: string): Locator {
    return this.#workbench.page.locator('.monaco-dialog-box').filter({ hasText: text });
  }
}
