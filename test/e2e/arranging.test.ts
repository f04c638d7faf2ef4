// Hundreds of runs in the run browser: found by expressions, grouped, sorted, a page at a time.

import { mkdir } from 'node:fs/promises';
import { writeManyRuns } from '../support/manyRuns.ts';
import { quickExperiment } from '../support/vscode/experiments.ts';
import { runsFolderOf } from '../support/vscode/runsOnDisk.ts';
import { waitFor } from '../support/waitFor.ts';
import { RunBrowser } from './pages/runBrowser.ts';
import { useSession } from './support/session.ts';

describe('hundreds of runs', function () {
  this.timeout(120_000);
  const session = useSession();

  it('are found by an expression with help, grouped by seeds, sorted by figure, and shown a page at a time', async () => {
    const { workbench, folder } = await session.open({ 'quick.reptile.json': quickExperiment });
    const { page } = workbench;
    const runs = new RunBrowser(page);
    const box = page.locator('.quick-input-widget');
    const input = box.locator('input.input');
    await mkdir(runsFolderOf(folder), { recursive: true });
    await writeManyRuns(runsFolderOf(folder), 300);
    await runs.open();
    await runs.row('sine 7').first().waitFor();
    await workbench.takePicture('many-runs');

    await runs.pressTitle('Filter Runs');
    await input.fill('seed >');
    await box.locator('.monaco-list-row').filter({ hasText: 'A value has to follow' }).waitFor();
    await workbench.takePicture('filter-error');
    await input.fill('learningR');
    await box.locator('.monaco-list-row').filter({ hasText: 'learningRate' }).first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await waitFor('the completed name', async () => /^(learningRate|lr) *$/.test(await input.inputValue()));
    await input.pressSequentially('= 0.03 and name ~ sine');
    await box.locator('.monaco-list-row').filter({ hasText: 'runs that match' }).waitFor();
    await workbench.takePicture('filter-completion');
    await page.keyboard.press('Enter');
    await runs.message.filter({ hasText: '= 0.03 and name ~ sine' }).waitFor();
    await workbench.takePicture('filter-expression');

    const choose = async (command: string, choice: string) => {
      await workbench.runCommand(command);
      await input.fill(choice);
      await page.keyboard.press('Enter');
    };
    await choose('Reptile: Group Runs by…', 'Everything but the seed');
    const group = runs.row('over 3 seeds').first();
    await group.waitFor();
    await group.locator('.monaco-tl-twistie').click();
    // The group says the rest.
    await runs
      .row(/· seed 2/)
      .first()
      .waitFor();
    await workbench.takePicture('groups-seeds');

    await runs.pressTitle('Clear Filter');
    await choose('Reptile: Group Runs by…', 'Nothing');
    await choose('Reptile: Sort Runs by…', 'Best figure first');
    await runs.row('images').first().waitFor();
    await workbench.takePicture('sorted');
    await runs.pane.locator('.monaco-list').press('End');
    await runs.row('Show more…').click();
    await runs.row('Show more…').waitFor({ state: 'detached' });
    await choose('Reptile: Group Runs by…', 'Experiment');
    await runs.row('19 runs').first().waitFor();
    await workbench.takePicture('groups-experiment');
  });
});
