// The compare page by itself, in every kind of theme and at every width: by the rules of WCAG, and a picture for those
// who look; and by the legend, which all charts share.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type BrowserSession, launchBrowser } from '../../scripts/vscode/browser.ts';
import { ensureChromium } from '../../scripts/vscode/installChromium.ts';
import { generatedRuns } from '../unit/webview/compareMessages.ts';
import { findViolations } from './pages/accessibilityRules.ts';
import { pictureFolder } from './pages/workbench.ts';
import { openComparePage } from './support/comparePage.ts';
import { themeKinds } from './support/pageAlone.ts';

describe('the compare page by itself', function () {
  this.timeout(120_000);
  let browser: BrowserSession;

  before(async () => {
    browser = await launchBrowser(await ensureChromium(console.log), { width: 1280, height: 900 });
    await mkdir(pictureFolder, { recursive: true });
  });

  after(() => browser.close());

  it('breaks no rule of accessibility in any theme at any width', async () => {
    const found: string[] = [];
    const errors: unknown[] = [];
    for (const theme of themeKinds) {
      const page = await browser.context.newPage();
      page.on('pageerror', (error) => errors.push(error));
      // What the page's policy forbids is told there.
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      await openComparePage(page, theme, generatedRuns(3, 3));
      for (const width of [400, 800, 1600]) {
        await page.setViewportSize({ width, height: 900 });
        found.push(...(await findViolations(page)).map((violation) => `${theme}, ${width}: ${violation}`));
        await page.screenshot({ path: path.join(pictureFolder, `compare-${theme}-${width}.png`), fullPage: true });
      }
      await page.close();
    }
    assert.deepEqual([found, errors], [[], []]);
  });
});
