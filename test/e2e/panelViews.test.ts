// Every kind of view of the panel, in every kind of theme: by the rules of WCAG, and a picture for those who look.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type BrowserSession, launchBrowser } from '../../scripts/vscode/browser.ts';
import { ensureChromium } from '../../scripts/vscode/installChromium.ts';
import { findViolations } from './pages/accessibilityRules.ts';
import { pictureFolder } from './pages/workbench.ts';
import { themeKinds } from './support/pageAlone.ts';
import { openPanelPage } from './support/panelPage.ts';
import { panelSnapshots } from './support/panelSnapshots.ts';

describe("the panel's page by itself", function () {
  this.timeout(120_000);
  let browser: BrowserSession;

  before(async () => {
    browser = await launchBrowser(await ensureChromium(console.log), { width: 1280, height: 900 });
    await mkdir(pictureFolder, { recursive: true });
  });

  after(() => browser.close());

  for (const { name, snapshot } of panelSnapshots) {
    it(`breaks no rule of accessibility with ${name}`, async () => {
      const found: string[] = [];
      const errors: unknown[] = [];
      for (const theme of themeKinds) {
        const page = await browser.context.newPage();
        page.on('pageerror', (error) => errors.push(error));
        // What the page's policy forbids is told there.
        page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
        await (await openPanelPage(page, theme)).receive(snapshot);
        // What is folded away is looked at, too.
        if (snapshot.evaluations.evaluations.length > 0) await page.locator('.evaluation-choice').first().click();
        found.push(...(await findViolations(page)).map((violation) => `${theme}: ${violation}`));
        const file = path.join(pictureFolder, `${name.replaceAll(' ', '-')}-${theme}.png`);
        await page.screenshot({ path: file, fullPage: true });
        await page.close();
      }
      assert.deepEqual([found, errors], [[], []]);
    });
  }
});
