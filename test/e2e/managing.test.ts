// Runs in the run browser: a killed one, one that waits for its turn, and one that is deleted.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readManifest } from '../../src/runs/manifestFile.ts';
import { endlessExperiment, quickExperiment } from '../support/vscode/experiments.ts';
import { isRunningPast, listRunDirectories, waitForNewRun, waitForRun } from '../support/vscode/runsOnDisk.ts';
import { waitFor } from '../support/waitFor.ts';
import { RunBrowser } from './pages/runBrowser.ts';
import { TrainingPanel } from './pages/trainingPanel.ts';
import { useSession } from './support/session.ts';

const startCommand = 'Reptile: Start Meta-Training';

describe('the run browser', function () {
  this.timeout(120_000);
  const session = useSession({ settings: { 'reptileLab.maxConcurrentRuns': 1, 'reptileLab.openPanelOnStart': false } });

  it('tells of a run whose process was killed, and resumes it from the message', async () => {
    const { workbench, folder } = await session.open({ 'endless.reptile.json': endlessExperiment });
    const runs = new RunBrowser(workbench.page);
    await workbench.openFile('endless.reptile.json');
    await workbench.runCommand(startCommand);
    const directory = await waitForNewRun(folder);
    const atWork = await waitForRun(directory, 'past a checkpoint', isRunningPast(200));
    await runs.open();
    await runs.row('Endless sine').waitFor();
    assert.ok(atWork.process !== null);
    process.kill(atWork.process.pid, 'SIGKILL');
    await runs.row('lost at').waitFor();
    const message = workbench.notification('Endless sine');
    await message.waitFor();
    await workbench.takePicture('lost');
    const { iteration } = await readManifest(directory);
    await message.getByRole('button', { name: 'Resume' }).click();
    await waitForRun(directory, 'at work again', (manifest) => {
      const isNew = manifest.process !== null && manifest.process.pid !== atWork.process?.pid;
      return isNew && isRunningPast(iteration)(manifest);
    });
    await runs.row('lost at').waitFor({ state: 'detached' });
  });

  it('lets a run wait for a free place, and starts it when its turn has come', async () => {
    const { workbench, folder } = await session.open({
      'endless.reptile.json': endlessExperiment,
      'quick.reptile.json': quickExperiment,
    });
    const runs = new RunBrowser(workbench.page);
    await workbench.openFile('endless.reptile.json');
    await workbench.runCommand(startCommand);
    const first = await waitForNewRun(folder);
    await waitForRun(first, 'at work', isRunningPast(0));
    await workbench.openFile('quick.reptile.json');
    await workbench.runCommand(startCommand);
    const second = await waitForNewRun(folder, [first]);
    await runs.open();
    await runs.row(/Quick sine.*queued/).waitFor();
    await workbench.takePicture('queued');
    const { iteration } = await readManifest(first);
    await waitForRun(first, 'further on', isRunningPast(iteration + 1000));
    assert.equal((await readManifest(second)).state, 'queued');
    await runs.pressInline(runs.row('Endless sine'), 'Stop');
    const { startedAt } = await waitForRun(second, 'completed in its turn', ({ state }) => state === 'completed');
    const { endedAt } = await readManifest(first);
    assert.ok(
      startedAt !== null && endedAt !== null && startedAt >= endedAt,
      `started ${startedAt}, the first ended ${endedAt}`,
    );
  });

  it('deletes a run after asking, undoes that, and opens one from the status bar', async () => {
    const { workbench, folder } = await session.open({
      'endless.reptile.json': endlessExperiment,
      'quick.reptile.json': quickExperiment,
    });
    const runs = new RunBrowser(workbench.page);
    await workbench.openFile('quick.reptile.json');
    await workbench.runCommand(startCommand);
    const directory = await waitForNewRun(folder);
    await waitForRun(directory, 'completed', ({ state }) => state === 'completed');
    await runs.open();
    await runs.choose(runs.row(/loss.*Quick sine/), 'Delete Run');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.filter({ hasText: 'Delete the run “Quick sine”?' }).waitFor();
    await workbench.takePicture('delete');
    await dialog.getByRole('button', { name: 'Move to Trash' }).click();
    await runs.welcome.waitFor();
    await waitFor('the directory to be gone', () => !existsSync(directory));
    assert.deepEqual(await listRunDirectories(folder), []);
    const undo = workbench.notification('Deleted “Quick sine”.').getByRole('button', { name: 'Undo' });
    await undo.waitFor();
    await workbench.takePicture('delete-undo');
    await undo.click();
    await runs.row(/loss.*Quick sine/).waitFor();
    assert.deepEqual(await listRunDirectories(folder), [directory]);

    await workbench.openFile('endless.reptile.json');
    await workbench.runCommand(startCommand);
    await workbench.statusBarItem('Endless sine').click();
    await new TrainingPanel(workbench.page).state.filter({ hasText: 'Running' }).waitFor();
  });

  it('says that no run matches the filter, lets the filter be changed, and cleared', async () => {
    const { workbench, folder } = await session.open({ 'quick.reptile.json': quickExperiment });
    const runs = new RunBrowser(workbench.page);
    await workbench.openFile('quick.reptile.json');
    await workbench.runCommand(startCommand);
    await waitForRun(await waitForNewRun(folder), 'completed', ({ state }) => state === 'completed');
    await runs.open();
    const row = runs.row('Quick sine');
    await row.waitFor();
    const filterBy = async (words: string) => {
      await runs.pressTitle('Filter Runs');
      await workbench.page.locator('.quick-input-widget input.input').fill(words);
      await workbench.page.keyboard.press('Enter');
    };
    await filterBy('nothing like it');
    await runs.welcome.filter({ hasText: 'No run matches the filter.' }).waitFor();
    await workbench.takePicture('filter-empty');
    await filterBy('state:completed sine');
    await row.waitFor();
    await runs.message.filter({ hasText: 'Showing runs that match “state:completed sine”' }).waitFor();
    await workbench.takePicture('filter');
    await filterBy('nothing like it');
    await runs.welcome.getByRole('button', { name: 'Clear Filter' }).click();
    await row.waitFor();
  });

  it('repairs a run whose run.json is empty, by the button of its row', async () => {
    const { workbench, folder } = await session.open({ 'quick.reptile.json': quickExperiment });
    const runs = new RunBrowser(workbench.page);
    await workbench.openFile('quick.reptile.json');
    await workbench.runCommand(startCommand);
    const directory = await waitForNewRun(folder);
    await waitForRun(directory, 'completed', ({ state }) => state === 'completed');
    await writeFile(path.join(directory, 'run.json'), '');
    await runs.open();
    await runs.pressTitle('Refresh Runs');
    const row = runs.row(/Cannot be read.*quick-sine/);
    await row.waitFor();
    await runs.choose(row, 'Repair Run');
    await workbench
      .notification(/run\.json was rebuilt from .*The damaged one is kept as run\.json\.damaged/)
      .waitFor();
    await runs.row('Quick sine').waitFor();
    await waitForRun(directory, 'completed again', ({ state }) => state === 'completed');
  });

  it('lists a run that cannot be read, says why, and deletes it', async () => {
    const { workbench, folder } = await session.open({});
    const directory = path.join(folder, '.reptile', 'runs', '20260101T000000Z-of-a-stranger-0000');
    await mkdir(directory, { recursive: true });
    await symlink('/dev/zero', path.join(directory, 'run.json'));
    const runs = new RunBrowser(workbench.page);
    await runs.open();
    const row = runs.row(/Cannot be read.*of-a-stranger/);
    await row.click();
    await workbench.notification(/run\.json is a symbolic link, which is not followed/).waitFor();
    await workbench.takePicture('unreadable');
    await runs.choose(row, 'Delete Run');
    await workbench.page.locator('.monaco-dialog-box').getByRole('button', { name: 'Move to Trash' }).click();
    await waitFor('the directory to be gone', () => !existsSync(directory));
    await runs.welcome.waitFor();
  });
});
