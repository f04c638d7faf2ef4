// The page by itself while a run goes on: what a person is doing there is not disturbed by what arrives, and what
// arrives is text.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { type BrowserSession, launchBrowser } from '../../scripts/vscode/browser.ts';
import { ensureChromium } from '../../scripts/vscode/installChromium.ts';
import { tags } from '../../src/runs/tags.ts';
import { noticeOf } from '../support/noticeWords.ts';
import { waitFor } from '../support/waitFor.ts';
import { curve, delta, points, type Snapshot, snapshot, summary } from '../unit/webview/messages.ts';
import { pictureFolder } from './pages/workbench.ts';
import { openPanelPage, type PanelPage } from './support/panelPage.ts';
import { panelSnapshots } from './support/panelSnapshots.ts';

function named(wanted: string): Snapshot {
  const found = panelSnapshots.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`There is no snapshot of ${wanted}.`);
  return found.snapshot;
}

/** A point, an evaluation and further progress. */
const news = (iteration: number) =>
  delta({
    run: summary({ iteration, latest: { value: 0.7, ci95: 0.02, iteration } }),
    series: [points(tags.trainingLossLast, [iteration], [0.2])],
    curves: [curve(iteration)],
  });

const isFocused = (place: Locator) => place.evaluate((element) => element.matches(':focus'));

describe("the panel's page while a run goes on", function () {
  this.timeout(60_000);
  let browser: BrowserSession;
  let page: Page;
  let panel: PanelPage;

  before(async () => {
    browser = await launchBrowser(await ensureChromium(console.log), { width: 1280, height: 500 });
    await mkdir(pictureFolder, { recursive: true });
  });

  after(() => browser.close());

  beforeEach(async () => {
    page = await browser.context.newPage();
    panel = await openPanelPage(page, 'dark');
  });

  afterEach(() => page.close());

  it('leaves focus, selected text, opened parts and the place on the page as they are', async () => {
    await panel.receive(named('texts'));
    await page.locator('.support summary').click();
    await page.locator('.step-slider input').fill('1');
    await page.evaluate(`getSelection().selectAllChildren(document.querySelector('.page-hint'))`);
    const button = page.locator('.legend-entry').first();
    await button.focus();
    const canvas = await page.locator('.chart-frame canvas').first().elementHandle();
    await page.evaluate('scrollTo(0, 300)');
    for (const iteration of [250, 300, 350]) await panel.receive(news(iteration));

    assert.match(
      (await page.locator('.chart-frame canvas').first().getAttribute('aria-label')) ?? '',
      /meta-iteration 350/,
    );
    assert.ok(await isFocused(button));
    assert.match(await page.evaluate<string>('String(getSelection())'), /^Drag across a chart/);
    assert.equal(await page.locator('.support').getAttribute('open'), '');
    assert.equal(await page.locator('.step-slider input').inputValue(), '1');
    assert.equal(await page.evaluate('scrollY'), 300);
    assert.ok(await canvas?.evaluate((element) => element.isConnected));
  });

  it('keeps a line hidden and a chart zoomed in, and the keyboard where it was', async () => {
    await panel.receive(named('a published figure'));
    const line = page.locator('.legend-entry').first();
    await line.click();
    const canvas = page.locator('.chart-frame canvas').first();
    await canvas.focus();
    for (const key of ['ArrowLeft', '+']) await page.keyboard.press(key);
    const reset = page.locator('vscode-button[aria-label="Show everything again"]').first();
    await reset.waitFor();
    await panel.receive(news(250));
    assert.equal(await line.getAttribute('aria-pressed'), 'false');
    assert.ok(await reset.isVisible());
    assert.match((await page.locator('.visually-hidden[role=status]').textContent()) ?? '', /^Meta-iteration 200/);
    await page.keyboard.press('Escape');
    await reset.waitFor({ state: 'hidden' });
    assert.ok(await isFocused(canvas));
  });

  it('hands the keyboard on when the button that was pressed goes away', async () => {
    await panel.receive(named('a published figure'));
    const pause = page.getByRole('button', { name: 'Pause', exact: true });
    await pause.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Pausing…' }).waitFor();
    const paused = delta({ run: summary({ state: 'paused' }) });
    await panel.receive(paused);
    assert.ok(await isFocused(page.locator('vscode-button', { hasText: /^\s*Continue\s*$/ })));
  });

  it('keeps the focus at its evaluation when another one comes', async () => {
    const { evaluations, ...evaluated } = named('evaluations');
    const [first, second] = evaluations.evaluations;
    assert.ok(first !== undefined && second !== undefined);
    await panel.receive({ ...evaluated, evaluations: { evaluations: [second], problems: [] } });
    const button = page.locator('.evaluation-choice');
    await button.focus();
    await page.keyboard.press('Enter');
    await page.locator('.evaluation-details').waitFor();
    await panel.receive(delta({ evaluations: { evaluations: [first, second], problems: [] } }));
    assert.ok(await isFocused(button.nth(1)));
    assert.equal(await button.nth(1).getAttribute('aria-expanded'), 'true');
  });

  it('says on the clipboard’s button that it copied, and then offers it again', async () => {
    await page.evaluate(
      `Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => (globalThis.copied = text) } })`,
    );
    await panel.receive(named('a published figure'));
    const copy = page.locator('vscode-button[aria-label^="Copy data"]').first();
    const drawn = () => copy.locator('path').getAttribute('d');
    const before = await drawn();
    await copy.click();
    await page.getByRole('status').filter({ hasText: 'Copied 5 rows.' }).waitFor();
    assert.match(await page.evaluate<string>('copied'), /^meta_iteration,train\/\w+,train\/\w+\n1,1\.7,1\.2\n/);
    assert.notEqual(await drawn(), before);
    await waitFor('the button to offer it again', async () => (await drawn()) === before);
  });

  it('passes over what is about another run', async () => {
    await panel.receive(named('a published figure'));
    const other = summary({ name: 'Another run' });
    await panel.receive(snapshot({ runKey: 'run-2', run: other }));
    await panel.receive(delta({ runKey: 'run-2', run: other }));
    assert.equal(await page.locator('h1').textContent(), 'Omniglot, 5-way 1-shot');
  });

  it('shows markup and expressions of names as the text they are', async () => {
    const name = '<img src=x onerror="document.title=1"> {1 + 1} <!--?lit$1$--> {{x}} \u202egnp';
    await panel.receive(
      snapshot({
        run: summary({ name, failure: { code: 'unexpected', text: name }, state: 'failed', heldOut: name }),
        notices: [noticeOf(name)],
      }),
    );
    const shown = name.replace('\u202e', '\ufffd');
    assert.equal(await page.locator('h1').textContent(), shown);
    assert.equal(await page.locator('h1').getAttribute('title'), shown);
    assert.ok((await page.locator('.notice-error p').textContent())?.includes(` ${shown} `));
    assert.equal(await page.locator('.reading-notices li').textContent(), shown);
    assert.equal(await page.locator('main img').count(), 0);
    assert.equal(await page.title(), 'Run');
  });

  it('shows everything else beside a word on what cannot be drawn', async () => {
    const whole = named('texts');
    // The host refuses such samples: it is what nobody has thought of.
    const sample: Snapshot['sample'] = JSON.parse(
      '{ "task": { "kind": "texts", "query": [] }, "steps": [0], "outputs": [[]] }',
    );
    await panel.receive({ ...whole, sample });
    assert.deepEqual(await page.locator('.notice:visible strong').allTextContents(), [
      'The sample task cannot be drawn',
    ]);
    assert.equal(await page.locator('.chart-section canvas:visible').count(), 3);
    await page.screenshot({ path: path.join(pictureFolder, 'section-that-cannot-be-drawn.png'), fullPage: true });
    await panel.receive(whole);
    assert.deepEqual(await page.locator('.notice:visible strong').allTextContents(), []);
    assert.equal(await page.locator('.class-sample').count(), 1);
  });

  it('says in the place of charts that they cannot be drawn, until they can', async () => {
    await page.evaluate(`{
      const { getContext } = HTMLCanvasElement.prototype;
      globalThis.mend = () => Object.assign(HTMLCanvasElement.prototype, { getContext });
      HTMLCanvasElement.prototype.getContext = () => { throw new Error('no canvas'); };
    }`);
    await panel.receive(named('photographs'));
    assert.deepEqual(
      await page.locator('.empty:visible').allTextContents(),
      Array(3).fill('This chart cannot be drawn.'),
    );
    assert.equal((await page.locator('.class-sample canvas').count()) > 10, true);
    await page.screenshot({ path: path.join(pictureFolder, 'charts-that-cannot-be-drawn.png'), fullPage: true });
    await page.evaluate('mend()');
    await panel.receive(news(250));
    assert.deepEqual(await page.locator('.empty:visible').allTextContents(), []);
    assert.equal(await page.locator('.chart-section canvas:visible').count(), 3);
  });
});
