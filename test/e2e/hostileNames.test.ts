// A stranger's run in the workspace: its name and its failure message are text wherever the workbench shows them.

import assert from 'node:assert/strict';
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { readMarks } from '../../src/runs/marks/marksFile.ts';
import { commandLink } from '../support/attackTexts.ts';
import { newTestRun } from '../support/newTestRun.ts';
import { waitFor } from '../support/waitFor.ts';
import { RunBrowser } from './pages/runBrowser.ts';
import { TrainingPanel } from './pages/trainingPanel.ts';
import { useSession } from './support/session.ts';

const legible = '[x] (command:workbench.action.files.newUntitledFile)';
const hostileMessage = `See ${commandLink} or [the report](https://example.com "ok") $(sync~spin) \u202egnp.exe\nand a second line.`;

/** What a click could follow, or what is drawn in the place of text. */
async function syntaxIn(place: Locator): Promise<readonly string[]> {
  return place
    .locator('a[href], a[data-href], img, .codicon-sync')
    .evaluateAll((found) => found.map(({ outerHTML }) => outerHTML));
}

describe('a run of a stranger', function () {
  this.timeout(120_000);
  const session = useSession();

  it('has no link in its notification, row, tooltip, list and panel, and its name can be read in all', async () => {
    const { workbench, folder } = await session.open({});
    const runsFolder = path.join(folder, '.reptile', 'runs');
    const ended = {
      state: 'completed',
      startedAt: '2026-01-01T00:00:00.000Z',
      endedAt: '2026-01-01T00:01:00.000Z',
    } as const;
    const elsewhere = path.join(folder, 'elsewhere');
    const first = await newTestRun(elsewhere, {
      ...ended,
      name: `First ${commandLink} $(sync~spin)`,
      createdAt: '9999-12-31T00:00:00Z',
    });
    await rename(first, await placeIn(runsFolder, first));
    const browser = new RunBrowser(workbench.page);
    await browser.open();
    await workbench.runCommand('Reptile: Refresh Runs');
    await browser.row('First').waitFor();

    // Told as having just ended for some seconds before and after; a busy machine looks late.
    const failed = await newTestRun(elsewhere, {
      ...ended,
      state: 'failed',
      name: commandLink,
      endedAt: new Date(Date.now() + 3000).toISOString(),
      failure: { message: hostileMessage },
    });
    await rename(failed, await placeIn(runsFolder, failed));
    const toast = workbench.notification('failed.');
    await toast.waitFor();
    await workbench.takePicture('hostileName');
    const said = (await toast.locator('.notification-list-item-message').textContent()) ?? '';
    assert.ok(
      said.includes(
        `“${legible}” failed. See ${legible} or [the report] (https://example.com "ok") $ (sync~spin) \ufffdgnp.exe and`,
      ),
      said,
    );
    assert.deepEqual(await syntaxIn(toast.locator('.notification-list-item-message')), []);

    const row = browser.row('failed at');
    assert.ok((await browser.row('First').textContent())?.includes(`First ${legible} $ (sync~spin)`));
    assert.deepEqual(await syntaxIn(row), []);
    assert.doesNotMatch((await browser.row('First').textContent()) ?? '', /Invalid|NaN|undefined/);
    await row.hover();
    const tooltip = workbench.page.locator('.monaco-hover').filter({ hasText: 'Algorithm' });
    await tooltip.waitFor();
    await workbench.takePicture('hostileTooltip');
    assert.ok((await tooltip.textContent())?.includes(`${commandLink} · failed`), (await tooltip.textContent()) ?? '');
    assert.deepEqual(await syntaxIn(tooltip), []);

    await workbench.runCommand('Reptile: Open Log');
    await waitFor('both runs to be offered', async () => (await workbench.quickPickRow(/command:/).count()) === 2);
    await workbench.takePicture('hostileList');
    for (const offered of await workbench.quickPickRow(/command:/).all()) assert.deepEqual(await syntaxIn(offered), []);
    await workbench.page.keyboard.press('Escape');

    await row.click();
    const panel = new TrainingPanel(workbench.page);
    await panel.name.filter({ hasText: commandLink }).waitFor();
    const page = panel.frame.locator('main');
    assert.ok((await page.locator('.notice-error').textContent())?.includes(`See ${commandLink} or`));
    assert.doesNotMatch((await page.textContent()) ?? '', /\u202e|NaN|Invalid|undefined/);
    assert.deepEqual(await syntaxIn(page), []);
    assert.equal(await workbench.tab(legible).count(), 1);
    await workbench.takePicture('hostilePanel');
    assert.equal(await workbench.tab(/Untitled-/).count(), 0);
  });

  it('has its name in the box to rename it as it reads elsewhere, and keeps it where nobody types another', async () => {
    const { workbench, folder } = await session.open({});
    const runsFolder = path.join(folder, '.reptile', 'runs');
    await mkdir(runsFolder, { recursive: true });
    const directory = await newTestRun(runsFolder, { state: 'completed', name: 'safe \u202egnp.exe\u202c \u2066x' });
    const browser = new RunBrowser(workbench.page);
    await browser.open();
    await browser.row('safe').waitFor();
    await browser.chooseWithin(browser.row('safe'), 'Mark', 'Rename Run');
    const input = workbench.page.locator('.quick-input-widget input.input');
    await waitFor('the name', async () => (await input.inputValue()) !== '');
    assert.equal(await input.inputValue(), 'safe \ufffdgnp.exe\ufffd \ufffdx');
    await workbench.page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
    assert.equal((await readMarks(directory)).name, undefined);
    await browser.chooseWithin(browser.row('safe'), 'Mark', 'Rename Run');
    await input.fill('mine');
    await workbench.page.keyboard.press('Enter');
    await waitFor('another name', async () => (await readMarks(directory)).name === 'mine');
  });
});

/** Where the run's directory comes to lie. */
async function placeIn(runsFolder: string, run: string): Promise<string> {
  await mkdir(runsFolder, { recursive: true });
  return path.join(runsFolder, path.basename(run));
}
