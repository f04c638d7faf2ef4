// The runs table's page by itself: by the rules of WCAG in every kind of theme, at several widths, by mouse and by
// keyboard alone, and a picture for those who look.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { type BrowserSession, launchBrowser } from '../../scripts/vscode/browser.ts';
import { ensureChromium } from '../../scripts/vscode/installChromium.ts';
import { packRows } from '../../src/table/page/packedRows.ts';
import { firstChoices, type TableChoices } from '../../src/table/page/tableChoices.ts';
import type { CourseOfRun, TableHostMessage, TablePageMessage } from '../../src/table/page/tableMessages.ts';
import { manyRows } from '../support/manyRows.ts';
import { waitFor } from '../support/waitFor.ts';
import { findViolations } from './pages/accessibilityRules.ts';
import { RunsTable } from './pages/runsTable.ts';
import { pictureFolder } from './pages/workbench.ts';
import { openPageAlone, type ThemeKind, themeKinds } from './support/pageAlone.ts';

const rows = manyRows(300);
/** A column of each kind: the rules look at every cell, and take their time. */
const ofEachKind: Partial<TableChoices> = {
  sort: [{ column: 'accuracy', direction: 'descending' }],
  columns: ['state', 'progress', 'tags', 'course', 'accuracy', 'lr'],
};
const views = { names: ['paper'], current: null };
const courses: readonly CourseOfRun[] = rows.slice(0, 40).map(({ directory }, run) => ({
  directory,
  iterations: Array.from({ length: 30 }, (_, at) => at * 100),
  values: Array.from({ length: 30 }, (_, at) => 1 - Math.exp(-at / 6) + 0.03 * Math.sin(at * (1 + run))),
}));

describe("the runs table's page by itself", function () {
  this.timeout(240_000);
  let browser: BrowserSession;
  const errors: unknown[] = [];

  before(async () => {
    browser = await launchBrowser(await ensureChromium(console.log), { width: 1600, height: 700 });
    await mkdir(pictureFolder, { recursive: true });
  });

  beforeEach(() => {
    errors.length = 0;
  });

  afterEach(() => assert.deepEqual(errors, []));

  after(() => browser.close());

  async function openTable(
    choices: Partial<TableChoices>,
    theme: ThemeKind = 'dark',
    { width, height } = { width: 1600, height: 700 },
  ): Promise<{ readonly page: Page; readonly table: RunsTable }> {
    const page = await browser.context.newPage();
    page.on('pageerror', (error) => errors.push(error));
    // What the page's policy forbids is told there.
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.setViewportSize({ width, height });
    const alone = await openPageAlone<TableHostMessage>(page, { name: 'table', data: '', theme });
    const all = { ...firstChoices, ...choices };
    await alone.receive({ kind: 'rows', rows: packRows(rows), leftOut: 0, isMoreToCome: false, choices: all, views });
    await alone.receive({ kind: 'courses', courses });
    return { page, table: new RunsTable(page) };
  }

  /** What the page has asked the host for. */
  async function posted(page: Page): Promise<readonly TablePageMessage[]> {
    return page.evaluate<TablePageMessage[]>('globalThis.posted');
  }

  it('breaks no rule of accessibility, in any theme, whatever is open and however wide it is', async () => {
    const found: string[] = [];
    const look = async (page: Page, name: string) => {
      found.push(...(await findViolations(page)).map((violation) => `${name}: ${violation}`));
      await page.screenshot({ path: path.join(pictureFolder, `table-${name}.png`) });
    };
    for (const theme of themeKinds) {
      const { page, table } = await openTable(ofEachKind, theme, { width: 1600, height: 360 });
      await table.lines.nth(2).click();
      await table.lines.nth(4).click({ modifiers: ['Shift'] });
      await table.lines.nth(3).click({ button: 'right' });
      await table.menuItem(/^Compare/).waitFor();
      await look(page, `${theme}-menu`);
      await page.keyboard.press('Escape');
      await table.filter.fill('accuracy > 0.5 and st');
      await table.offers.first().waitFor();
      await look(page, `${theme}-completion`);
      await table.filter.fill('accuracy > high ');
      await table.filter.press('Escape');
      await table.problem.filter({ hasText: '“high”' }).waitFor();
      await look(page, `${theme}-problem`);
      await page.close();
    }
    for (const width of [1600, 800, 400]) {
      const { page, table } = await openTable({ grouping: { by: 'allButSeed' } }, 'dark', { width, height: 360 });
      await table.lines.nth(1).dblclick();
      await look(page, `${width}-groups`);
      await table.button('Columns').click();
      await page.getByRole('dialog').waitFor();
      if (width === 800) await look(page, `${width}-columns`);
      await page.close();
    }
    assert.deepEqual(found, []);
  });

  it('draws a line beneath each row that can be followed across, in every theme', async () => {
    for (const theme of themeKinds) {
      const { page, table } = await openTable(ofEachKind, theme);
      for (const row of [0, 3]) {
        const { x, y, width, height } = (await table.lines.nth(row).boundingBox()) ?? assert.fail('There is no row.');
        const stripe = async (top: number) =>
          (await page.screenshot({ clip: { x: x + width - 12, y: y + top, width: 8, height: 1 } })).toString('hex');
        assert.notEqual(await stripe(height - 1), await stripe(height / 2), `${theme}, row ${row}`);
      }
      await page.close();
    }
  });

  it('sorts, filters with completion, groups, selects and asks for runs by keyboard alone', async () => {
    const { page, table } = await openTable({});
    await page.keyboard.press('Tab');
    await page.keyboard.type('acc');
    await page.keyboard.press('Tab');
    await page.keyboard.type('> 0.8 ');
    await table.status.filter({ hasText: /of 300 runs/ }).waitFor();
    assert.equal(await table.filter.inputValue(), 'accuracy > 0.8 ');
    await page.keyboard.press('Enter');
    // From the first line ↑ leads to the head.
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowUp');
    const column = Number(await table.head('accuracy').getAttribute('aria-colindex'));
    for (let step = 1; step < column; step++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await waitFor('the order', async () => (await table.head('accuracy').getAttribute('aria-sort')) === 'descending');
    const figures = (await table.column('accuracy')).map(Number.parseFloat);
    assert.deepEqual(
      figures,
      [...figures].sort((a, b) => b - a),
    );
    // The column moves, and takes the keyboard with it.
    await page.keyboard.press('Alt+ArrowLeft');
    await waitFor(
      'the moved column',
      async () => Number(await table.head('accuracy').getAttribute('aria-colindex')) === column - 1,
    );
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+ArrowDown');
    await waitFor('two selected lines', async () => (await table.selectedLines.count()) === 2);
    await page.keyboard.press('Shift+F10');
    await table.menuItem(/^Compare/).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const asked = (await posted(page)).find((message) => message.kind === 'act');
    assert.ok(asked?.kind === 'act' && asked.action === 'compare' && asked.directories.length === 2);
    // The focus is back where it was.
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await waitFor('the last run to be opened', async () =>
      (await posted(page)).some((message) => message.kind === 'act' && message.action === 'open'),
    );
    const kept = await waitFor('kept choices', async () =>
      (await posted(page)).findLast((message) => message.kind === 'choose'),
    );
    assert.equal(kept.choices.filter, 'accuracy > 0.8 ');
    await page.close();
  });

  it('completes a filter where the key comes before what was typed is drawn', async () => {
    const { page, table } = await openTable({});
    await table.filter.focus();
    // In one turn of the page.
    await page.evaluate(`{
      const box = document.querySelector('.filter-input');
      box.value = 'acc';
      box.dispatchEvent(new InputEvent('input', { bubbles: true }));
      box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Tab', bubbles: true, cancelable: true }));
    }`);
    await waitFor('the completed name', async () => (await table.filter.inputValue()) === 'accuracy ');
    await page.close();
  });

  it('has cells for the columns of two hundred that are seen, in their places, and leads to the last one', async () => {
    const names = Array.from({ length: 200 }, (_, key) => `model.setting${key}`);
    const wide = rows.map((row) => ({
      ...row,
      parameters: new Map([...row.parameters, ...names.map((name, key) => [name, 1000 + key] as const)]),
    }));
    const page = await browser.context.newPage();
    page.on('pageerror', (error) => errors.push(error));
    const alone = await openPageAlone<TableHostMessage>(page, { name: 'table', data: '', theme: 'dark' });
    const choices = { ...firstChoices, columns: names };
    await alone.receive({ kind: 'rows', rows: packRows(wide), leftOut: 0, isMoreToCome: false, choices, views });
    const seen = () => page.locator('.line').first().locator('.cell');
    await page.getByRole('gridcell', { name: '1000', exact: true }).first().waitFor();
    assert.ok((await seen().count()) < 60, `${await seen().count()} cells`);
    await page.evaluate("document.querySelector('.grid').scrollLeft = 1e6");
    const last = page.getByRole('gridcell', { name: '1199', exact: true }).first();
    await last.waitFor();
    const head = page.locator('.head-cell[data-column="model.setting199"]');
    const [of, under] = [await last.boundingBox(), await head.boundingBox()];
    assert.deepEqual([of?.x, of?.width], [under?.x, under?.width]);
    assert.equal(await last.getAttribute('aria-colindex'), await head.getAttribute('aria-colindex'));
    await page.close();
  });

  it('shows the stretches of very many rows together, when the last of them has come', async () => {
    const page = await browser.context.newPage();
    page.on('pageerror', (error) => errors.push(error));
    const alone = await openPageAlone<TableHostMessage>(page, { name: 'table', data: '', theme: 'dark' });
    const [first, second, third] = [rows.slice(0, 10), rows.slice(10, 20), rows.slice(20, 30)].map(packRows);
    assert.ok(first !== undefined && second !== undefined && third !== undefined);
    const choices = firstChoices;
    await alone.receive({ kind: 'rows', rows: first, leftOut: 0, isMoreToCome: true, choices, views });
    await alone.receive({ kind: 'changed', rows: second, removed: [], leftOut: 0, isMoreToCome: true });
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
    assert.equal(await page.locator('.line').count(), 0);
    await alone.receive({ kind: 'changed', rows: third, removed: [], leftOut: 0, isMoreToCome: false });
    await page.locator('.status-line').filter({ hasText: '30 runs' }).waitFor();
    await page.close();
  });

  it('draws nothing of a line anew that is seen still after a step', async () => {
    const { page } = await openTable({});
    const first = page.locator('.line').first();
    await page.evaluate(`{
      document.querySelectorAll('.line').forEach((line) => { line.wasOf = line.textContent; });
      const cellOf = ({ target }) => (target instanceof Element ? target : target.parentElement)?.closest('.cell');
      window.drawn = [];
      new MutationObserver((records) => window.drawn.push(...records.map(cellOf).filter(Boolean)))
        .observe(document.querySelector('.grid-content'), { subtree: true, childList: true, attributes: true, characterData: true });
    }`);
    const before = await first.getAttribute('aria-rowindex');
    await page.locator('.grid').focus();
    await waitFor('other lines', async () => {
      await page.keyboard.press('ArrowDown');
      return (await first.getAttribute('aria-rowindex')) !== before;
    });
    const [stay, others] = await page.evaluate<[number, number]>(`(() => {
      const lines = [...document.querySelectorAll('.line')].filter(({ wasOf }) => wasOf !== undefined);
      const isOther = (line) => line.wasOf !== line.textContent || window.drawn.some((cell) => line.contains(cell));
      return [lines.length, lines.filter(isOther).length];
    })()`);
    assert.ok(stay > 5, `${stay} lines stay`);
    assert.equal(others, 0);
    await page.close();
  });

  it('lets columns be dragged to other places and widths, hidden and chosen', async () => {
    const { page, table } = await openTable({});
    await table.head('accuracy').dragTo(table.head('state'));
    await waitFor('the moved column', async () => (await table.head('accuracy').getAttribute('aria-colindex')) === '2');
    const edge = await table.head('accuracy').locator('.column-edge').boundingBox();
    assert.ok(edge !== null);
    const before = (await table.head('accuracy').boundingBox())?.width ?? 0;
    await page.mouse.move(edge.x + 3, edge.y + 5);
    await page.mouse.down();
    await page.mouse.move(edge.x + 63, edge.y + 5, { steps: 4 });
    await page.mouse.up();
    await waitFor('the wider column', async () => {
      const box = await table.head('accuracy').boundingBox();
      return Math.abs((box?.width ?? 0) - before - 60) < 2;
    });
    assert.equal(await table.head('accuracy').getAttribute('aria-sort'), null);
    await table.head('state').locator('.head-button').click({ button: 'right' });
    await table.menuItem('Hide').click();
    await table.head('state').waitFor({ state: 'detached' });
    await table.button('Columns').click();
    await page.getByRole('checkbox', { name: 'git commit' }).check();
    await table.head('commit').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.close();
  });

  it('copies what is selected of groups as LaTeX, with the interval over seeds beside that over tasks', async () => {
    const { page, table } = await openTable({ columns: ['lr', 'accuracy'] });
    await table.groupBy('everything but the seed');
    await table
      .line(/5\s+runs/)
      .first()
      .click();
    await page.keyboard.press('Control+a');
    await table.button('Copy').click();
    // A page without an address of its own has no clipboard.
    const copied = page.evaluate<string>(
      `new Promise((resolve) => {
        Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => resolve(text) } })
      })`,
    );
    await table.menuItem('Copy as LaTeX').click();
    const latex = await copied;
    assert.match(latex, /\\begin\{tabular\}\{rrrrr\}\n.*\n {2}runs & lr & accuracy & seeds/);
    assert.match(latex, /\n {2}5 & 0\.001 & [\d.]+ \$\\pm\$ [\d.]+ \\%/);
    await table.spoken.filter({ hasText: 'Copied 60 rows.' }).waitFor();
    await page.close();
  });
});
