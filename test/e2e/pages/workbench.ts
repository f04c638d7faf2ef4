// VS Code's window: palette, files, activity bar, status bar, notifications.

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { openWindow } from '../../../scripts/vscode/browser.ts';
import { projectFolder } from '../../../scripts/vscode/cacheFolder.ts';
import { listPaletteCommands, openFileByName, runPaletteCommand } from '../../../scripts/vscode/workbenchSteps.ts';

export const pictureFolder = path.join(projectFolder, 'out', 'screenshots');

export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /**
   * Carries out the command with exactly this title; gives the moment (`performance.now()`) at which it was pressed.
   */
  runCommand(title: string): Promise<number> {
    return runPaletteCommand(this.page, title);
  }

  /** What the palette offers for what was typed. */
  listCommands(typed: string): Promise<readonly string[]> {
    return listPaletteCommands(this.page, typed);
  }

  openFile(name: string): Promise<void> {
    return openFileByName(this.page, name);
  }

  /** Loads the window again, as "Developer: Reload Window" does, and waits until the workbench stands. */
  reload(): Promise<void> {
    return openWindow(this.page, this.page.url());
  }

  /** The list that the quick input box shows. */
  quickPickRow(text: string | RegExp): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text });
  }

  /** The one that is called exactly this, where others begin alike. */
  quickPickOption(name: string): Locator {
    return this.page.getByRole('option', { name, exact: true });
  }

  /**
   * Names a file in the editor's own dialog. The dialog writes its first folder into the box once it has read it, over
   * what was typed by then, and takes nothing while it reads: so the file is typed when the folder's are listed, and
   * accepted when it is the one that is left.
   */
  async chooseFile(title: string | RegExp, file: string): Promise<void> {
    const dialog = this.page.locator('.quick-input-widget').filter({
      has: this.page.locator('.quick-input-title').filter({ hasText: title }),
    });
    const typed = dialog.locator('input.input');
    const named = dialog.getByRole('option', { name: path.basename(file) });
    await named.waitFor();
    await typed.fill(file);
    await dialog
      .locator('.monaco-list-row.focused')
      .filter({ hasText: path.basename(file) })
      .waitFor();
    await typed.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
  }

  /** Types into the box with this title, over what stands there, and accepts it. */
  async answerBox(title: string | RegExp, text: string): Promise<void> {
    const box = this.page.locator('.quick-input-widget').filter({
      has: this.page.locator('.quick-input-title').filter({ hasText: title }),
    });
    await box.locator('input.input').fill(text);
    await box.locator('input.input').press('Enter');
    await box.waitFor({ state: 'hidden' });
  }

  /** The same of a file that is not there yet, for which the dialog offers a name. */
  async nameNewFile(title: string | RegExp, file: string, button: string): Promise<void> {
    const dialog = this.page.locator('.quick-input-widget').filter({
      has: this.page.locator('.quick-input-title').filter({ hasText: title }),
    });
    const typed = dialog.locator('input.input');
    await dialog.getByRole('option', { name: '..' }).waitFor();
    await typed.fill(file);
    await dialog.getByRole('button', { name: button, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text });
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text });
  }

  /** The action with this label in the title bar of the active editor group. */
  editorAction(label: string | RegExp): Locator {
    return this.page.locator('.editor-group-container.active .editor-actions').getByRole('button', { name: label });
  }

  /** Changes the colour theme by its settings id, for instance `Default Light Modern`, and waits until it is there. */
  async chooseTheme(label: string, kind: 'dark' | 'light' | 'hcDark' | 'hcLight'): Promise<void> {
    await this.runCommand('Preferences: Color Theme');
    await this.page.locator('.quick-input-widget input.input').fill(label);
    await this.quickPickRow(label).first().click();
    const base = { dark: 'vs-dark', light: 'vs', hcDark: 'hc-black', hcLight: 'hc-light' }[kind];
    await this.page.locator(`.monaco-workbench.${base}`).waitFor();
  }

  tab(name: string | RegExp): Locator {
    return this.page.locator('.tabs-container .tab').filter({ hasText: name });
  }

  async takePicture(name: string): Promise<void> {
    await mkdir(pictureFolder, { recursive: true });
    await this.page.screenshot({ path: path.join(pictureFolder, `${name}.png`) });
  }
}
