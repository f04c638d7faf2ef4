// Runs of one name in the run browser: what tells them apart, and what is said when they are deleted or have diverged.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runFiles } from '../../src/runs/runDirectory.ts';
import { newTestRun } from '../support/newTestRun.ts';
import { quickExperiment } from '../support/vscode/experiments.ts';
import { runsFolderOf, waitForNewRun, waitForRun } from '../support/vscode/runsOnDisk.ts';
import { RunBrowser } from './pages/runBrowser.ts';
import { TrainingPanel } from './pages/trainingPanel.ts';
import { useSession } from './support/session.ts';

describe('runs of one name', function () {
  this.timeout(120_000);
  const session = useSession();
  const ended = { state: 'completed', name: 'Namesake sine' } as const;

  it('are told apart in rows, tabs and headings, and their tabs go with them, even those that were not shown since a reload', async () => {
    const { workbench, folder } = await session.open({ 'quick.reptile.json': quickExperiment });
    for (const seed of [1, 2, 3]) await newTestRun(runsFolderOf(folder), { ...ended, seed });
    const runs = new RunBrowser(workbench.page);
    await runs.open();
    await runs.row(/^seed 1.*Namesake sine/).click();
    await workbench.tab('Namesake sine · seed 1').waitFor();
    await runs.row(/^seed 2.*Namesake sine/).click();
    await workbench.tab('Namesake sine · seed 2').waitFor();
    await new TrainingPanel(workbench.page).name.filter({ hasText: 'Namesake sine · seed 2' }).waitFor();
    await workbench.takePicture('namesakes');
    // The editor's own command keeps which tabs there are.
    const loaded = workbench.page.waitForEvent('load');
    await workbench.runCommand('Developer: Reload Window');
    await loaded;
    await runs.open();
    await workbench.tab('Namesake sine · seed 1').waitFor();
    await runs.choose(runs.row(/seed 1/), 'Delete Run');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.filter({ hasText: 'Delete the run “Namesake sine · seed 1”?' }).waitFor();
    await dialog.getByRole('button', { name: 'Move to Trash' }).click();
    await workbench.tab('Namesake sine · seed 1').waitFor({ state: 'detached' });
    await workbench.tab('Namesake sine · seed 2').waitFor();
  });

  it('are named by what differs when several are deleted', async () => {
    const { workbench, folder } = await session.open({ 'quick.reptile.json': quickExperiment });
    for (const seed of [1, 2]) await newTestRun(runsFolderOf(folder), { ...ended, seed });
    const runs = new RunBrowser(workbench.page);
    await runs.open();
    await runs.row('seed 1').click();
    await runs.row('seed 2').click({ modifiers: ['ControlOrMeta'] });
    await runs.choose(runs.row('seed 2'), 'Delete Run');
    const dialog = workbench.page.locator('.monaco-dialog-box').filter({ hasText: 'Delete 2 runs?' });
    await dialog
      .filter({ hasText: 'Namesake sine · seed 1' })
      .filter({ hasText: 'They go to the trash of the runs folder' })
      .waitFor();
    await workbench.takePicture('delete-two');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  it('offer to start one that diverged again, or to go on from a checkpoint, with a smaller rate, not to resume it', async () => {
    const { workbench, folder } = await session.open({ 'quick.reptile.json': quickExperiment });
    const failure = { message: 'Training diverged in meta-iteration 7.', cause: 'divergence' } as const;
    const experimentPath = path.join(folder, 'quick.reptile.json');
    const wild = await newTestRun(runsFolderOf(folder), {
      name: 'Wild sine',
      state: 'failed',
      failure,
      experimentPath,
    });
    const runs = new RunBrowser(workbench.page);
    await runs.open();
    await runs.waitUntilTrusted();
    const row = runs.row('Wild sine');
    await row.hover();
    await row.locator('.action-label[aria-label^="Start Again with a Smaller Rate"]').waitFor();
    await row.locator('.action-label[aria-label^="Resume"]').waitFor({ state: 'detached' });
    await workbench.takePicture('diverged');
    await row.click({ button: 'right' });
    const item = (text: string) => workbench.page.locator('.monaco-menu .action-item').filter({ hasText: text });
    await item('Start Again with a Smaller Rate').waitFor();
    await item('Continue with a Smaller Rate').waitFor();
    assert.equal(await item('Resume Run').count(), 0);
    await workbench.page.keyboard.press('Escape');
    await runs.choose(row, 'Edit Experiment File of Run');
    await workbench.tab('quick.reptile.json').waitFor();
    await runs.pressInline(row, 'Start Again with a Smaller Rate');
    await workbench.page.locator('.quick-input-widget').filter({ hasText: 'it was 0.02' }).waitFor();
    await workbench.takePicture('smaller-rate');
    await workbench.page.keyboard.press('Enter');
    const started = await waitForNewRun(folder, [wild]);
    const { overrides } = await waitForRun(started, 'at work', ({ state }) => state !== 'queued');
    assert.deepEqual(overrides, ['algorithm.innerOptimizer.learningRate=0.002']);
  });

  it('are compared in a rendered report that names them by what differs', async () => {
    const { workbench, folder } = await session.open({ 'quick.reptile.json': quickExperiment });
    const runs = new RunBrowser(workbench.page);
    const started: string[] = [];
    for (const seed of [7, 8]) {
      await writeFile(path.join(folder, 'quick.reptile.json'), quickExperiment.replace('"seed": 7', `"seed": ${seed}`));
      await workbench.openFile('quick.reptile.json');
      await workbench.page
        .locator('.view-lines')
        .filter({ hasText: `"seed": ${seed}` })
        .waitFor();
      await workbench.runCommand('Reptile: Start Meta-Training');
      const directory = await waitForNewRun(folder, started);
      started.push(directory);
      await waitForRun(directory, 'completed', ({ state }) => state === 'completed');
    }
    await runs.open();
    await runs.row('seed 7').click();
    await runs.row('seed 8').click({ modifiers: ['ControlOrMeta'] });
    await runs.choose(runs.row('seed 8'), 'Report Paired Comparison…');
    await workbench.page.locator('.quick-input-widget input.input').fill('20');
    await workbench.page.keyboard.press('Enter');
    await workbench.quickPickOption('As the experiment says').click();
    const preview = workbench.page
      .frameLocator('iframe.webview.ready[src*="vscode.markdown-language-features"]')
      .frameLocator('#active-frame');
    await preview.getByRole('heading', { name: 'Comparing 2 runs' }).waitFor({ timeout: 60_000 });
    await preview.getByRole('cell', { name: 'Quick sine · seed 8' }).waitFor();
    await workbench.takePicture('comparison-report');
  });

  it('show beside their file as it is now what was changed since, and nothing else', async () => {
    const { workbench, folder } = await session.open({ 'quick.reptile.json': quickExperiment });
    const experimentPath = path.join(folder, 'quick.reptile.json');
    const directory = await newTestRun(runsFolderOf(folder), { ...ended, seed: 1, experimentPath });
    const ran = await readFile(runFiles(directory).experiment, 'utf8');
    await writeFile(experimentPath, `// Another comment.\n${ran.replace('"innerBatch": 10', '"innerBatch": 7')}`);
    const runs = new RunBrowser(workbench.page);
    await runs.open();
    await runs.choose(runs.row('Namesake sine'), 'Compare Experiment of Run with File');
    const changed = workbench.page.locator('.editor.modified .view-line').filter({ hasText: /"innerBatch":\s7/ });
    await changed.waitFor();
    await workbench.tab('Namesake sine: run ↔ file now').waitFor();
    await workbench.takePicture('compared-with-file');
  });
});
