// The runs table as an editor tab: opened, filtered, grouped by seeds, copied, stored as a view, kept over a reload.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { choicesSchema } from '../../src/table/page/choicesSchema.ts';
import { changeManifest, newTestRun } from '../support/newTestRun.ts';
import { quickExperiment } from '../support/vscode/experiments.ts';
import { runsFolderOf } from '../support/vscode/runsOnDisk.ts';
import { waitFor } from '../support/waitFor.ts';
import { RunBrowser } from './pages/runBrowser.ts';
import { findRunsTable } from './pages/runsTable.ts';
import { useSession } from './support/session.ts';

describe('the runs table', function () {
  this.timeout(180_000);
  const session = useSession();

  it('shows runs as they change, filters, folds seeds, copies LaTeX, stores a view and is there after a reload', async () => {
    const { workbench, folder } = await session.open({ 'quick.reptile.json': quickExperiment });
    const { page } = workbench;
    const directories: string[] = [];
    for (const seed of [1, 2, 3]) {
      const loss = 0.5 + seed / 10;
      const latest = { iteration: 100, loss, lossCi95: 0.02 };
      const changes = { state: 'completed', name: 'Sine of seeds', seed, metaIterations: 100, iteration: 100 } as const;
      directories.push(await newTestRun(runsFolderOf(folder), { ...changes, latest, best: latest }));
    }
    const runs = new RunBrowser(page);
    await runs.open();
    await runs.row('Sine of seeds').first().waitFor();
    await runs.pressTitle('Open Runs Table');
    await workbench.tab('Runs').waitFor();
    const table = await findRunsTable(page);
    await table.status.filter({ hasText: '3 runs' }).waitFor();
    // What is written to a run is seen without a word.
    await changeManifest(directories[0] ?? '', { latest: { iteration: 100, loss: 0.25, lossCi95: 0.02 } });
    await table.line('0.2500').waitFor();
    await table.sortBy('loss', false);
    await waitFor('the order', async () => (await table.column('loss'))[0]?.startsWith('0.2500'));
    await table.filter.fill('loss > high');
    await table.filter.press('Escape');
    await table.problem.filter({ hasText: 'loss is a number; “high” is not.' }).waitFor();
    await table.filter.fill('loss < 0.75');
    await table.status.filter({ hasText: '2 of 3 runs' }).waitFor();
    await workbench.takePicture('runs-table');
    await table.filter.fill('');
    await table.groupBy('everything but the seed');
    await table.status.filter({ hasText: '3 runs in 1 group' }).waitFor();
    await table.line('3\u00a0seeds').waitFor();
    await table.line('3\u00a0seeds').click();
    await page.keyboard.press('ArrowRight');
    await waitFor('the runs of the group', async () => (await table.lines.count()) === 4);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await waitFor('two selected runs', async () => (await table.selectedLines.count()) === 2);
    await table.button('Copy').click();
    await table.menuItem('Copy as LaTeX').click();
    await table.spoken.filter({ hasText: /^Copied 2\srows\./ }).waitFor();
    await workbench.takePicture('runs-table-groups');
    await table.view.selectOption({ label: 'Save as…' });
    const name = page.locator('.quick-input-widget input');
    await name.fill('seeds');
    await name.press('Enter');
    const file = path.join(folder, '.reptile', 'views', 'seeds.json');
    const stored = await waitFor('the stored view', () => readFile(file, 'utf8').catch(() => undefined));
    assert.deepEqual(choicesSchema.parse(JSON.parse(stored)).grouping, { by: 'allButSeed' });
    const loaded = page.waitForEvent('load');
    await workbench.runCommand('Developer: Reload Window');
    await loaded;
    const again = await findRunsTable(page);
    await again.status.filter({ hasText: '3 runs in 1 group' }).waitFor();
    await waitFor('the view by its name', async () => (await again.view.inputValue()) === 'view seeds');
  });
});
