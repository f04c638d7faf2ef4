// The compare page by itself, in every kind of theme and at every width: by the rules of WCAG, and a picture for those
// who look; and by the legend, which all charts share.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { type BrowserSession, launchBrowser } from '../../scripts/vscode/browser.ts';
import { ensureChromium } from '../../scripts/vscode/installChromium.ts';
import type { CompareHostMessage, ComparePageMessage } from '../../src/panel/compareMessages.ts';
import { tags } from '../../src/runs/tags.ts';
import { waitFor } from '../support/waitFor.ts';
import { besideOf, generatedRuns, longSnapshotOf } from '../unit/webview/compareMessages.ts';
import { findViolations } from './pages/accessibilityRules.ts';
import { pictureFolder } from './pages/workbench.ts';
import { openComparePage } from './support/comparePage.ts';
import { openPageAlone, themeKinds } from './support/pageAlone.ts';
import { heapOf, watchThread } from './support/pageCost.ts';

const twenty = generatedRuns(5, 4);

const figuresTable = '.table-scroll[aria-labelledby="heading-figures"]';

/** Figures that reach beyond the part of their table that is in sight. */
const cutFigures = `(() => {
  const table = document.querySelector('${figuresTable}');
  const right = table.getBoundingClientRect().right;
  const named = [...table.querySelectorAll('thead th')].map((head, place) => [head.textContent.trim(), place]);
  const places = named.filter(([name]) => name === 'Latest' || name === 'Best').map(([, place]) => place);
  if (places.length !== 2) return ['There are no such columns.'];
  return [...table.querySelectorAll('tbody tr')].flatMap(({ cells }) =>
    places.filter((place) => cells[place].getBoundingClientRect().right > right).map((place) => cells[place].textContent));
})()`;

describe('the compare page by itself', function () {
  this.timeout(240_000);
  let browser: BrowserSession;
  /** Of twenty long runs. */
  let messages: readonly CompareHostMessage[] = [];

  before(async () => {
    browser = await launchBrowser(await ensureChromium(console.log), { width: 1280, height: 900 });
    await mkdir(pictureFolder, { recursive: true });
    messages = [besideOf(twenty), ...twenty.map(longSnapshotOf)];
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
        // Charts take the new width a moment later.
        await page
          .waitForFunction(`document.documentElement.scrollWidth <= ${width}`, undefined, { timeout: 5000 })
          .catch(() => found.push(`${theme}, ${width}: the page is wider than the window`));
        // Rules do not depend on more than whether there is room.
        if (width !== 800)
          found.push(...(await findViolations(page)).map((violation) => `${theme}, ${width}: ${violation}`));
        await page.screenshot({ path: path.join(pictureFolder, `compare-${theme}-${width}.png`), fullPage: true });
      }
      await page.close();
    }
    assert.deepEqual([found, errors], [[], []]);
  });

  it('has both figures of every run in sight at 800 pixels, and shows where a table goes on beyond its edge', async () => {
    const page = await browser.context.newPage();
    await page.setViewportSize({ width: 800, height: 900 });
    await openComparePage(page, 'dark', generatedRuns(3, 3));
    await waitFor('all rows', async () => (await page.locator('.figure-row').count()) === 12);
    assert.deepEqual(await page.evaluate(cutFigures), []);
    await page.setViewportSize({ width: 500, height: 900 });
    const table = page.locator(figuresTable);
    await table.scrollIntoViewIfNeeded();
    const edgeAt = async (scrolled: string) => {
      await page.evaluate(`document.querySelector('${figuresTable}').scrollLeft = ${scrolled}`);
      const { x, y, width, height } = (await table.boundingBox()) ?? assert.fail('There is no table.');
      // No cell has anything of its own so near to the edges.
      return (await page.screenshot({ clip: { x: x + width - 4, y: y + height - 3, width: 4, height: 1 } })).toString(
        'hex',
      );
    };
    assert.notEqual(await edgeAt('0'), await edgeAt('10_000'));
    const leftOf = async (cell: string) => (await table.locator(cell).first().boundingBox())?.x;
    assert.equal(await leftOf('thead th'), await leftOf('tbody th'));
    await page.screenshot({ path: path.join(pictureFolder, 'compare-800-figures.png'), fullPage: true });
    await page.close();
  });

  it('is read and steered by keyboard alone', async () => {
    const page = await browser.context.newPage();
    await openComparePage(page, 'dark', generatedRuns(4, 3));
    const legend = page.getByRole('list', { name: 'Runs' }).getByRole('button');
    const pressed = () =>
      page.evaluate<string>(
        "[...document.querySelectorAll('.compare-legend button')].map((one) => one.ariaPressed).join()",
      );
    await tabTo(page, 'Fold seeds');
    await page.keyboard.press('Space');
    await waitFor('a line a run', async () => (await legend.count()) === 12);
    await tabTo(page, 'What curves run along');
    await page.keyboard.press('ArrowDown');
    await page.getByText('Tasks seen: meta-iterations times the meta-batch.').first().waitFor();
    await tabTo(page, 'lr 0.001 · seed 0');
    await page.keyboard.press('Enter');
    await waitFor('a hidden run', async () => (await pressed()).startsWith('false,true'));
    await page.keyboard.press('Alt+Enter');
    await waitFor('that run alone', async () => (await pressed()).startsWith('true,false'));
    await page.keyboard.press('Alt+Enter');
    await waitFor('all runs', async () => !(await pressed()).includes('false'));
    await tabTo(page, /^Held-out accuracy\. /);
    await page.keyboard.press('ArrowRight');
    await page
      .locator('main > [role="status"]')
      .filter({ hasText: /^After [\d,]+ tasks\. / })
      .waitFor();
    await page.keyboard.press('+');
    await page.getByRole('button', { name: 'Show everything again' }).waitFor();
    await tabTo(page, 'What points lie up by');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('img', { name: /^latest loss against lr\. / }).waitFor();
    await tabTo(page, 'lr, at least');
    await page.keyboard.press('ArrowUp');
    await page.getByText(/^9 of 12\sruns lie within what is marked/).waitFor();
    await waitFor('the runs that are marked', async () => (await page.locator('.figure-row').count()) === 9);
    await page.screenshot({ path: path.join(pictureFolder, 'compare-marked.png'), fullPage: true });
    await tabTo(page, 'Clear Marks');
    await page.keyboard.press('Enter');
    await waitFor('all rows', async () => (await page.locator('.figure-row').count()) === 12);
    await tabTo(page, 'Figures');
    await tabTo(page, 'lr 0.001 · seed 0');
    await waitFor('the line of the row', async () => (await page.locator('.parallel-line.is-lit').count()) === 1);
    await page.keyboard.press('Enter');
    await tabTo(page, 'Take lr 0.001 · seed 0 out of the comparison');
    await page.keyboard.press('Enter');
    await tabTo(page, 'All parameters');
    await page.keyboard.press('Space');
    await page.getByRole('rowheader', { name: 'ways' }).waitFor();
    await tabTo(page, 'Run on the right');
    const [first, second] = generatedRuns(4, 3).map(({ key }) => key);
    const right = await waitFor('another run on the right', async () => {
      const chosen = await page.evaluate<string>('document.activeElement.value');
      if (chosen !== second) return chosen;
      await page.keyboard.press('ArrowDown');
      return undefined;
    });
    await tabTo(page, 'Show Differences');
    await page.keyboard.press('Enter');
    await tabTo(page, /^Measure What Is Missing/);
    await page.keyboard.press('Enter');
    const posted = await page.evaluate<readonly ComparePageMessage[]>('posted');
    const asked = posted.filter(({ kind }) => kind !== 'showSamples');
    assert.deepEqual(asked.slice(1, 4), [
      { kind: 'openRun', runKey: first },
      { kind: 'removeRun', runKey: first },
      { kind: 'showDifferences', left: first, right },
    ]);
    assert.equal(asked[4]?.kind, 'measure');
    await page.close();
  });

  it('shows twenty runs of 100,000 meta-iterations each, as the host thins them, within a second', async () => {
    for (const foldsSeeds of [true, false]) {
      const page = await browser.context.newPage();
      await openPageAlone(page, { name: 'compare', data: '', theme: 'dark', state: { foldsSeeds } });
      await page.evaluate(`globalThis.messages = ${JSON.stringify(messages)}`);
      const threadSeconds = await watchThread(page);
      const before = await threadSeconds();
      const milliseconds = await page.evaluate<number>(timeToPicture);
      const busy = 1000 * ((await threadSeconds()) - before);
      const words = `${Math.round(milliseconds)} ms from the messages to the picture, of which the page computed ${Math.round(busy)} ms`;
      console.log(`      ${foldsSeeds ? 'folded' : 'each for itself'}: ${words}`);
      // The time of its thread alone, since others may be at work on the machine.
      assert.ok(busy > 0 && busy < 1000, words);
      const megabytes = await heapOf(page);
      console.log(`      its heap after that: ${Math.round(megabytes)} MB`);
      assert.ok(megabytes > 1 && megabytes < 200, `${megabytes} MB`);
      const name = `compare-twenty-${foldsSeeds ? 'folded' : 'apart'}.png`;
      await page.screenshot({ path: path.join(pictureFolder, name), fullPage: true });
      await page.close();
    }
  });

  it('leaves the editor time while ten of twenty runs are at work, and follows the keys that zoom', async () => {
    const page = await browser.context.newPage();
    const opened = await openPageAlone<CompareHostMessage>(page, { name: 'compare', data: '', theme: 'dark' });
    for (const message of messages) await opened.receive(message);
    const threadSeconds = await watchThread(page);
    const before = await threadSeconds();
    const seconds = await page.evaluate<number>(reportOf(twenty.slice(0, 10).map(({ key }) => key)));
    const share = ((await threadSeconds()) - before) / seconds;
    const canvas = page.getByRole('img', { name: /^Training loss/ });
    await canvas.focus();
    const unzoomed = await threadSeconds();
    for (let press = 0; press < 10; press++) await page.keyboard.press('+');
    await page.getByRole('button', { name: 'Show everything again' }).first().waitFor();
    const frame = 100 * ((await threadSeconds()) - unzoomed);
    const shown = async () => (await canvas.screenshot()).toString('base64');
    const zoomedIn = await shown();
    const unpanned = await threadSeconds();
    for (let press = 0; press < 10; press++) await page.keyboard.press('Shift+ArrowRight');
    await page.evaluate('new Promise(requestAnimationFrame)');
    const panned = 100 * ((await threadSeconds()) - unpanned);
    assert.notEqual(await shown(), zoomedIn);
    const words = `ten runs at work keep the page's thread busy ${Math.round(100 * share)} % of the time; a step of zooming takes it ${Math.round(frame)} ms, one of moving ${Math.round(panned)} ms`;
    console.log(`      ${words}`);
    assert.ok(share < 0.3 && frame < 33 && panned < 33, words);
    await page.close();
  });
});

/** Presses Tab until the focus is on what is called so. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const met: string[] = [];
  for (let stop = 0; stop < 120; stop++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate<string>(nameOfFocused);
    if (typeof name === 'string' ? focused === name : name.test(focused)) return;
    met.push(focused);
  }
  assert.fail(`Tab leads to nothing called ${name}, but to ${met.join(' | ')}`);
}

const nameOfFocused = `(() => {
  const focused = document.activeElement;
  const heading = document.getElementById(focused.getAttribute('aria-labelledby') ?? '');
  return (focused.getAttribute('aria-label') ?? heading?.textContent ?? focused.textContent).trim().replace(/\\s+/g, ' ');
})()`;

/** In the page: ten reports a second of each run, for four seconds; gives how long that took. */
function reportOf(keys: readonly string[]): string {
  return `new Promise((resolve) => {
    const start = performance.now();
    let reports = 0;
    const timer = setInterval(() => {
      reports++;
      for (const runKey of ${JSON.stringify(keys)}) {
        const series = [{ tag: ${JSON.stringify(tags.trainingLossLast)}, iterations: [100000 + reports], values: [Math.random()] }];
        const nothing = { run: null, curves: [], sample: null, sampleIteration: null, evaluations: null, notices: null };
        window.postMessage({ kind: 'delta', runKey, series, ...nothing }, '*');
      }
      if (reports < 40) return;
      clearInterval(timer);
      resolve((performance.now() - start) / 1000);
    }, 100);
  })`;
}

/** In the page: all messages at once, until all lines are drawn. */
const timeToPicture = `new Promise((resolve) => {
  const start = performance.now();
  for (const message of messages) window.postMessage(message, '*');
  const look = () => {
    const rows = document.querySelectorAll('.figure-row .tone-success').length;
    const charts = [...document.querySelectorAll('canvas')].filter((canvas) => canvas.ariaLabel).length;
    if (rows === 20 && charts === 3) requestAnimationFrame(() => resolve(performance.now() - start));
    else requestAnimationFrame(look);
  };
  look();
})`;
