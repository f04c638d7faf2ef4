// The form of a start by itself: by the rules of WCAG in every kind of theme, and by keyboard from what is typed to what
// the host is asked for.

import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type BrowserSession, launchBrowser } from '../../scripts/vscode/browser.ts';
import { ensureChromium } from '../../scripts/vscode/installChromium.ts';
import { findViolations } from './pages/accessibilityRules.ts';
import { pictureFolder } from './pages/workbench.ts';
import { themeKinds } from './support/pageAlone.ts';
import { answerCheck, openStartForm } from './support/startForm.ts';

describe('the form of a start by itself', function () {
  this.timeout(120_000);
  let browser: BrowserSession;
  let text = '';

  before(async () => {
    browser = await launchBrowser(await ensureChromium(console.log), { width: 1280, height: 900 });
    await mkdir(pictureFolder, { recursive: true });
    text = await readFile(new URL('../../examples/mnist-digits.reptile.json', import.meta.url), 'utf8');
  });

  after(() => browser.close());

  it('breaks no rule of accessibility in any theme at any width', async () => {
    const found: string[] = [];
    const errors: unknown[] = [];
    const values = { 'algorithm.innerSteps': '5,10', 'algorithm.innerBatch': '0' };
    for (const theme of themeKinds) {
      const page = await browser.context.newPage();
      page.on('pageerror', (error) => errors.push(error));
      // What the page's policy forbids is told there.
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      await openStartForm(page, theme, text, { values, seeds: '3' });
      for (const width of [400, 1600]) {
        await page.setViewportSize({ width, height: 900 });
        found.push(...(await findViolations(page)).map((violation) => `${theme}, ${width}: ${violation}`));
        const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
        if (wide > width) found.push(`${theme}, ${width}: the page is ${wide} wide`);
        await page.screenshot({ path: path.join(pictureFolder, `start-${theme}-${width}.png`), fullPage: true });
      }
      await page.close();
    }
    assert.deepEqual([found, errors], [[], []]);
  });

  it('checks what is typed, and asks to start what is right', async () => {
    const page = await browser.context.newPage();
    const opened = await openStartForm(page, 'dark', text);
    const batch = page.getByLabel('algorithm.innerBatch', { exact: true });
    await batch.fill('0');
    await answerCheck(opened, text, { 'algorithm.innerBatch': '0' });
    await page.getByText('"algorithm.innerBatch" must be a whole number from 1 to 100,000. This is 0.').waitFor();
    assert.equal(await page.locator('vscode-button', { hasText: 'Start' }).getAttribute('disabled'), '');
    await batch.fill('5, 10');
    await answerCheck(opened, text, { 'algorithm.innerBatch': '5, 10' });
    await page.getByRole('group', { name: 'algorithm.innerSampling' }).getByLabel('replacement').check();
    const set = { 'algorithm.innerBatch': '5, 10', 'algorithm.innerSampling': 'rounds,replacement' };
    await answerCheck(opened, text, set);
    await page.getByText('a sweep of 4 runs').waitFor();
    await page.getByRole('button', { name: 'algorithm.innerSampling: as the file says' }).click();
    await answerCheck(opened, text, { 'algorithm.innerBatch': '5, 10' });
    await page.getByText('a sweep of 2 runs').waitFor();
    await page.getByRole('button', { name: 'Start Sweep…' }).click();
    const posted = await page.evaluate<readonly unknown[]>('posted');
    assert.deepEqual(posted.at(-1), {
      kind: 'start',
      choices: { values: { 'algorithm.innerBatch': '5, 10' }, seeds: '' },
    });
    await page.close();
  });
});
