// A folder without anything: the welcome text, a new experiment from a preset, and what the palette offers when.

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { waitForNewRun } from '../support/vscode/runsOnDisk.ts';
import { waitFor } from '../support/waitFor.ts';
import { ExperimentEditor } from './pages/experimentEditor.ts';
import { RunBrowser } from './pages/runBrowser.ts';
import { useSession } from './support/session.ts';

describe('first steps', function () {
  this.timeout(90_000);
  const session = useSession();

  it('welcomes with a way to the first experiment, which opens without a problem', async () => {
    const { workbench, folder } = await session.open({});
    const runs = new RunBrowser(workbench.page);
    await runs.open();
    await runs.welcome.getByRole('button', { name: 'New Experiment' }).waitFor();
    await workbench.takePicture('welcome');
    await runs.welcome.getByRole('button', { name: 'New Experiment' }).click();
    await workbench.quickPickRow('Sine regression').first().waitFor();
    await workbench.takePicture('new-experiment');
    await workbench.quickPickRow('Sine regression').first().click();
    const editor = new ExperimentEditor(workbench.page);
    await editor.codeLens('Start Meta-Training').waitFor();
    assert.equal(await editor.errorSquiggles.count(), 0);
    await workbench.takePicture('experiment');
    await waitFor('the file', async () => (await readdir(folder)).some((name) => name.endsWith('.reptile.json')));
  });

  it('offers in the palette only what can be done', async () => {
    const { workbench } = await session.open({});
    const runs = new RunBrowser(workbench.page);
    await runs.open();
    await runs.welcome.waitFor();
    const offered = await workbench.listCommands('Reptile: ');
    assert.ok(offered.includes('Reptile: New Experiment'), offered.join());
    for (const absent of ['Stop Run', 'Pause Run', 'Resume Run', 'Delete Run', 'Open Run']) {
      assert.ok(!offered.includes(`Reptile: ${absent}`), `${absent} is offered without a run`);
    }
  });

  it('starts the example from the palette of an empty folder', async () => {
    const { workbench, folder } = await session.open({});
    const runs = new RunBrowser(workbench.page);
    await runs.open();
    await runs.welcome.getByRole('button', { name: 'Open the Example: Handwritten Digits' }).waitFor();
    await runs.waitUntilTrusted();
    await workbench.runCommand('Reptile: Start Meta-Training');
    await workbench.quickPickRow('Handwritten digits').click();
    await waitForNewRun(folder, []);
    await workbench.tab('mnist-digits.reptile.json').waitFor();
    await runs.row('MNIST digits').waitFor();
  });

  it('begins with a table of one’s own, and leads back to the file where a column is misspelt', async () => {
    const rows = Array.from({ length: 200 }, (_, row) => `u${row % 20},${20 + row},drama,${row % 5}`);
    const { workbench } = await session.open({ 'table.csv': ['user,age,genres,rating', ...rows].join('\n') });
    const runs = new RunBrowser(workbench.page);
    await runs.open();
    await runs.waitUntilTrusted();
    await runs.welcome.getByRole('button', { name: 'New Experiment' }).click();
    await workbench.quickPickRow('A table of your own').first().click();
    const editor = new ExperimentEditor(workbench.page);
    await editor.codeLens('Start Meta-Training').waitFor();
    assert.equal(await editor.errorSquiggles.count(), 0);
    await workbench.runCommand('Reptile: Start Meta-Training');
    const told = workbench.notification('none is "genre". Did you mean "genres"?');
    await told.waitFor();
    await workbench.takePicture('own-table-misspelt');
    await told.getByRole('button', { name: 'Open Experiment File' }).click();
    await workbench.page.locator('.tab.active').filter({ hasText: 'own-table.reptile.json' }).waitFor();
  });
});
