// What pages with very much on them take of a real browser: the runs table with 200 columns, and the compare page with
// twenty long runs. Time is that of the page's own thread, whoever else is at work on the machine.

import type { Page } from 'playwright-core';
import { type BrowserSession, launchBrowser } from '../../scripts/vscode/browser.ts';
import { ensureChromium } from '../../scripts/vscode/installChromium.ts';
import type { CompareHostMessage } from '../../src/panel/compareMessages.ts';
import { packRows } from '../../src/table/page/packedRows.ts';
import { firstChoices } from '../../src/table/page/tableChoices.ts';
import type { TableHostMessage } from '../../src/table/page/tableMessages.ts';
import { openPageAlone } from '../e2e/support/pageAlone.ts';
import { heapOf, watchThread } from '../e2e/support/pageCost.ts';
import { manyRows } from '../support/manyRows.ts';
import { besideOf, generatedRuns, longSnapshotOf } from '../unit/webview/compareMessages.ts';
import type { BenchRow } from './report.ts';

const steps = 60;
const nextFrame = 'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))';

/** Takes a minute and a browser. */
export async function benchPages(): Promise<BenchRow[]> {
  const browser = await launchBrowser(await ensureChromium(console.error), { width: 1600, height: 900 });
  try {
    const rows: BenchRow[] = [];
    for (const columns of [12, 200]) rows.push(...(await benchTable(browser, columns)));
    rows.push(await benchGrouping(browser), ...(await benchComparing(browser)));
    return rows;
  } finally {
    await browser.close();
  }
}

async function benchTable(browser: BrowserSession, columns: number): Promise<BenchRow[]> {
  const page = await browser.context.newPage();
  const names = Array.from({ length: columns }, (_, key) => `model.setting${key}`);
  const rows = manyRows(10_000).map((row, place) => ({
    ...row,
    parameters: new Map(names.map((name, key) => [name, (place * (key + 7)) % 1000] as const)),
  }));
  const message: TableHostMessage = {
    kind: 'rows',
    rows: packRows(rows),
    leftOut: 0,
    isMoreToCome: false,
    choices: { ...firstChoices, columns: names },
    views: { names: [], current: null },
  };
  const alone = await openPageAlone<TableHostMessage>(page, { name: 'table', data: '', theme: 'dark' });
  const seconds = await watchThread(page);
  const before = await seconds();
  await alone.receive(message);
  await page.locator('.line').first().waitFor();
  const painted = (await seconds()) - before;
  const down = await timeSteps(page, seconds, "document.querySelector('.grid').scrollTop += 360");
  const across = await timeSteps(page, seconds, "document.querySelector('.grid').scrollLeft += 180");
  const cells = await page.locator('.cell').count();
  await page.close();
  const group = 'pages, runs table of 10,000 rows';
  const row = (name: string, value: number): BenchRow => ({
    group,
    name: `${columns} columns, ${name}`,
    value: 1000 * value,
    unit: 'ms',
    columns: { cells },
    note: name === 'first paint' ? 'rows read, laid and drawn' : 'goal: 16 ms',
  });
  return [row('first paint', painted), row('a step down', down), row('a step across', across)];
}

/** Of ten thousand rows in five seeds each, in a page that has never grouped any. */
async function benchGrouping(browser: BrowserSession): Promise<BenchRow> {
  const rounds: number[] = [];
  for (let round = 0; round < 3; round++) {
    const page = await browser.context.newPage();
    const alone = await openPageAlone<TableHostMessage>(page, { name: 'table', data: '', theme: 'dark' });
    await alone.receive({
      kind: 'rows',
      rows: packRows(manyRows(10_000)),
      leftOut: 0,
      isMoreToCome: false,
      choices: firstChoices,
      views: { names: [], current: null },
    });
    await page.locator('.line').first().waitFor();
    const seconds = await watchThread(page);
    const before = await seconds();
    await page.getByRole('combobox', { name: 'Group by' }).selectOption({ label: 'everything but the seed' });
    await page.evaluate(nextFrame);
    rounds.push(1000 * ((await seconds()) - before));
    // Whoever waits for a text looks for it on the page's own thread, which takes as long as drawing it.
    await page.getByText('2,000 groups').waitFor();
    await page.close();
  }
  rounds.sort((a, b) => a - b);
  return {
    group: 'pages, runs table of 10,000 rows',
    name: 'the first grouping by everything but the seed',
    rounds,
    value: rounds[1] ?? Number.NaN,
    unit: 'ms',
    columns: {},
    note: 'grouped, laid and drawn; goal: 100 ms',
  };
}

async function benchComparing(browser: BrowserSession): Promise<BenchRow[]> {
  const page = await browser.context.newPage();
  const alone = await openPageAlone<CompareHostMessage>(page, { name: 'compare', data: '', theme: 'dark' });
  const runs = generatedRuns(5, 4);
  await alone.receive(besideOf(runs));
  for (const run of runs) await alone.receive(longSnapshotOf(run));
  const canvas = page.getByRole('img', { name: /^Training loss/ });
  await canvas.focus();
  const seconds = await watchThread(page);
  const press = async (key: string): Promise<number> => {
    const before = await seconds();
    for (let step = 0; step < steps / 4; step++) {
      await page.keyboard.press(key);
      await page.evaluate(nextFrame);
    }
    return ((await seconds()) - before) / (steps / 4);
  };
  const [zoom, pan] = [await press('+'), await press('Shift+ArrowRight')];
  const megabytes = await heapOf(page);
  await page.close();
  const group = 'pages, 20 runs of 100,000 meta-iterations compared';
  const note = 'goal: 33 ms a step, 200 MB';
  return [
    { group, name: 'a step of zooming', value: 1000 * zoom, unit: 'ms', columns: { 'heap, MB': megabytes }, note },
    { group, name: 'a step of moving', value: 1000 * pan, unit: 'ms', columns: { 'heap, MB': megabytes }, note },
  ];
}

/** Of the page's thread, for each of the steps that it draws. */
async function timeSteps(page: Page, seconds: () => Promise<number>, step: string): Promise<number> {
  const before = await seconds();
  for (let taken = 0; taken < steps; taken++) await page.evaluate(`${step}; ${nextFrame}`);
  return ((await seconds()) - before) / steps;
}
