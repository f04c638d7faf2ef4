// The few steps in VS Code's own workbench that everything else builds on: the palette and opening a file.

import type { Locator, Page } from 'playwright-core';

/**
 * Carries out the command with exactly this title, for instance `Reptile: Start Meta-Training`, and gives the moment
 * (`performance.now()`) at which it was pressed. Throws when the palette does not offer it.
 */
export async function runPaletteCommand(page: Page, title: string): Promise<number> {
  const row = page
    .locator('.quick-input-list .monaco-list-row')
    .filter({ has: page.locator('.label-name').getByText(title, { exact: true }) })
    .first();
  for (let attempt = 0; ; attempt++) {
    await openQuickInput(page, 'F1', `>${title}`);
    if (await isShownWithin(row, 2000)) break;
    if (attempt === 9) throw new Error(`The palette does not offer "${title}".`);
    // The palette lists what could be done when it opened, which in a window that still starts is not everything yet.
    await page.keyboard.press('Escape');
  }
  const pressed = performance.now();
  await row.click();
  return pressed;
}

/** Opens a file of the workspace by its name or the end of its path. */
export async function openFileByName(page: Page, name: string): Promise<void> {
  await openQuickInput(page, 'Control+P', name);
  const base = name.split('/').at(-1) ?? name;
  const row = page
    .locator('.quick-input-list .monaco-list-row')
    .filter({ has: page.locator('.label-name').getByText(base, { exact: true }) });
  await row.first().click();
  await page.locator('.tabs-container .tab.active').filter({ hasText: base }).waitFor();
}

/** Texts that the palette offers for what was typed. */
export async function listPaletteCommands(page: Page, typed: string): Promise<readonly string[]> {
  await openQuickInput(page, 'F1', `>${typed}`);
  await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
  const titles = await page.locator('.quick-input-list .monaco-list-row .label-name').allTextContents();
  await page.keyboard.press('Escape');
  return titles;
}

/** The key is ignored while the workbench still starts or a dialog closes: it is pressed until the box shows. */
async function openQuickInput(page: Page, key: string, text: string): Promise<void> {
  const input = page.locator('.quick-input-widget input.input');
  for (let attempt = 0; ; attempt++) {
    await page.keyboard.press(key);
    if (await isShownWithin(input, 3000)) break;
    if (attempt === 9) throw new Error(`The quick input box did not open on ${key}.`);
  }
  await input.fill(text);
}

function isShownWithin(locator: Locator, timeout: number): Promise<boolean> {
  return locator.waitFor({ timeout }).then(
    () => true,
    () => false,
  );
}
