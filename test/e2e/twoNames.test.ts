// A folder that stands in the workspace twice, by itself and by a link: its runs are listed, and take places, once.

import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { endlessExperiment } from '../support/vscode/experiments.ts';
import {
  endTrainers,
  isRunningPast,
  listRunDirectories,
  waitForNewRun,
  waitForRun,
} from '../support/vscode/runsOnDisk.ts';
import { RunBrowser } from './pages/runBrowser.ts';
import { TrainingPanel } from './pages/trainingPanel.ts';
import { useSession } from './support/session.ts';

describe('a folder of two names', function () {
  this.timeout(120_000);
  const session = useSession({ settings: { 'reptileLab.maxConcurrentRuns': 2 } });

  it('has its runs once, and they are started by either name', async () => {
    const { workbench: first, folder } = await session.open({});
    await first.page.close();
    const real = path.join(folder, 'real');
    const workspaceFile = path.join(folder, 'twice.code-workspace');
    await mkdir(real);
    await symlink(real, path.join(folder, 'link'), 'junction');
    for (const name of ['first', 'second']) await writeFile(path.join(real, `${name}.reptile.json`), endlessExperiment);
    const folders = [{ path: 'real' }, { path: 'link' }];
    await writeFile(workspaceFile, JSON.stringify({ folders }));

    const workbench = await session.openAgain(workspaceFile);
    const runs = new RunBrowser(workbench.page);
    const explorer = workbench.page.locator('.explorer-folders-view .monaco-list-row');
    try {
      await workbench.runCommand('View: Show Explorer');
      const files = explorer.filter({ hasText: 'second.reptile.json' });
      // Both folders are open from the beginning, the link last.
      await files.nth(1).dblclick();
      await workbench.tab('second.reptile.json').waitFor();
      await workbench.runCommand('Reptile: Start Meta-Training');
      const started = await waitForNewRun(real);
      const { experimentPath } = await waitForRun(started, 'at work', isRunningPast(0));
      assert.ok(experimentPath?.startsWith(path.join(folder, 'link')), `${experimentPath} is started by the link`);
      await new TrainingPanel(workbench.page).trainingChart.waitFor();
      await workbench.tab('second.reptile.json').click();
      await workbench.runCommand('Reptile: Start Meta-Training');
      const other = await waitForNewRun(real, [started]);
      await waitForRun(other, 'at work', isRunningPast(0));
      assert.equal((await listRunDirectories(real)).length, 2);
      await runs.open();
      await runs.row('Endless sine').nth(1).waitFor();
      assert.equal(await runs.row('Endless sine').count(), 2);

      await new TrainingPanel(workbench.page).button('Stop').click();
      await waitForRun(other, 'stopped', ({ state }) => state === 'stopped');
    } finally {
      await endTrainers(real);
    }
  });
});
