// A sweep from the editor: keys set for one start, the question before anything starts, its runs in the browser, and
// its end.

import assert from 'node:assert/strict';
import { listRuns } from '../../src/runs/listRuns.ts';
import { endlessExperiment } from '../support/vscode/experiments.ts';
import { runsFolderOf } from '../support/vscode/runsOnDisk.ts';
import { waitFor } from '../support/waitFor.ts';
import { ExperimentEditor } from './pages/experimentEditor.ts';
import { RunBrowser } from './pages/runBrowser.ts';
import { StartDialog } from './pages/startDialog.ts';
import { useSession } from './support/session.ts';

describe('a sweep', function () {
  this.timeout(180_000);
  const session = useSession();

  it('is started with values that are typed, after a question, waits in order, and is stopped as a whole', async () => {
    const { workbench, folder } = await session.open({ 'endless.reptile.json': endlessExperiment });
    const { page } = workbench;
    const input = page.locator('.quick-input-widget input.input');
    await workbench.openFile('endless.reptile.json');
    const editor = new ExperimentEditor(page);
    await editor.codeLens('Start with…').click();
    await workbench.quickPickRow('algorithm.kind').waitFor();
    await workbench.takePicture('start-with');
    await input.fill('metaStepSize');
    await workbench.quickPickRow('algorithm.metaStepSize').first().click();
    await input.fill('0.5,-1');
    await page.locator('.quick-input-message').filter({ hasText: 'This is -1' }).waitFor();
    await workbench.takePicture('start-with-refused');
    await input.fill('0.5,1');
    await page.keyboard.press('Enter');
    await workbench.quickPickRow('Seeds…').click();
    await input.fill('2');
    await page.keyboard.press('Enter');
    await workbench.quickPickRow('a sweep of 4 runs').waitFor();
    await workbench.takePicture('start-with-sweep');
    await workbench.quickPickRow('a sweep of 4 runs').click();
    const dialog = page.locator('.monaco-dialog-box').filter({ hasText: 'that is 4 runs?' });
    await dialog.filter({ hasText: 'on this machine' }).waitFor({ timeout: 60_000 });
    await workbench.takePicture('start-sweep-question');
    await dialog.getByRole('button', { name: 'Start 4 Runs' }).click();

    const runs = new RunBrowser(page);
    await runs.open();
    await runs.row('queued, place 1').waitFor({ timeout: 60_000 });
    await runs.row('queued, place 2').waitFor();
    await workbench.takePicture('sweep-in-browser');
    await workbench.runCommand('Reptile: Stop All Runs of Sweep…');
    await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Stop All' }).click();
    await waitFor(
      'all runs to be stopped',
      async () => {
        const all = await listRuns(runsFolderOf(folder));
        return all.length === 4 && all.every((run) => run.kind === 'run' && run.state === 'stopped');
      },
      60_000,
    );
    const groups = (await listRuns(runsFolderOf(folder))).map((run) => run.kind === 'run' && run.manifest.group?.id);
    assert.equal(new Set(groups).size, 1);
  });

  it('is set in a form beside the list, which keeps what was set there', async () => {
    const { workbench, folder } = await session.open({ 'endless.reptile.json': endlessExperiment });
    const { page } = workbench;
    await workbench.openFile('endless.reptile.json');
    await new ExperimentEditor(page).codeLens('Start with…').click();
    await new StartDialog(workbench).setSeeds('2');
    await workbench.quickPickRow('Set in a Form…').click();
    const form = page
      .frameLocator('iframe.webview.ready[src*="extensionId=reptile-lab.reptile-lab"]')
      .frameLocator('#active-frame');
    const step = form.getByLabel('algorithm.metaStepSize', { exact: true });
    await step.fill('0.5,-1');
    await form.getByText('This is -1').waitFor();
    await step.fill('0.5,1');
    await form.getByText('a sweep of 4 runs').waitFor();
    await workbench.takePicture('start-form');
    await form.getByRole('button', { name: 'Start Sweep…' }).click();
    const dialog = page.locator('.monaco-dialog-box').filter({ hasText: 'that is 4 runs?' });
    await dialog.filter({ hasText: 'on this machine' }).waitFor({ timeout: 60_000 });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await form.getByRole('button', { name: 'Start Sweep…', disabled: false }).waitFor();
    assert.deepEqual(await listRuns(runsFolderOf(folder)), []);
  });
});
