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

  it('keeps a chart between its legend and its caption, however long the sample is', async () => {
    const page = await browser.context.newPage();
    const { snapshot } = panelSnapshots.find(({ name }) => name === 'rows of a table') ?? {};
    assert.ok(snapshot !== undefined);
    await (await openPanelPage(page, 'dark')).receive(snapshot);
    const section = page.locator('.chart-section').filter({ has: page.getByRole('heading', { name: 'Adaptation' }) });
    const [legend, canvas, caption] = await Promise.all(
      [section.locator('.legend > *').last(), section.locator('canvas'), section.locator('.caption')].map((each) =>
        each.boundingBox(),
      ),
    );
    assert.ok(legend && canvas && caption);
    const gaps = [canvas.y - (legend.y + legend.height), caption.y - (canvas.y + canvas.height)];
    assert.ok(
      gaps.every((gap) => gap >= 0 && gap < 24),
      `${gaps.join(' and ')} pixels between legend, chart and caption`,
    );
    await page.close();
  });
});
