// A folder that leaves the workspace while a run of it is shown: the run stays one of the window until nothing shows it.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readMarks } from '../../src/runs/marks/marksFile.ts';
import { endlessExperiment } from '../support/vscode/experiments.ts';
import { endTrainers, isRunningPast, waitForNewRun, waitForRun } from '../support/vscode/runsOnDisk.ts';
import { waitFor } from '../support/waitFor.ts';
import { RunBrowser } from './pages/runBrowser.ts';
import { TrainingPanel } from './pages/trainingPanel.ts';
import { useSession } from './support/session.ts';

describe('a folder that leaves the workspace', function () {
  this.timeout(120_000);
  const session = useSession();

  it('stays watched for as long as a run of it is shown', async () => {
    const { workbench: first, folder } = await session.open({});
    await first.page.close();
    const [staying, leaving] = [path.join(folder, 'staying'), path.join(folder, 'leaving')];
    const workspaceFile = path.join(folder, 'both.code-workspace');
    const setFolders = (...names: readonly string[]) =>
      writeFile(workspaceFile, JSON.stringify({ folders: names.map((name) => ({ path: name })) }));
    for (const made of [staying, leaving]) await mkdir(made);
    await writeFile(path.join(leaving, 'endless.reptile.json'), endlessExperiment);
    await setFolders('staying', 'leaving');

    const workbench = await session.openAgain(workspaceFile);
    const { page } = workbench;
    const runs = new RunBrowser(page);
    try {
      await workbench.runCommand('View: Show Explorer');
      const entry = (name: string) => page.locator('.explorer-folders-view .monaco-list-row').filter({ hasText: name });
      await entry('endless.reptile.json').dblclick();
      await workbench.tab('endless.reptile.json').waitFor();
      await workbench.runCommand('Reptile: Start Meta-Training');
      const directory = await waitForNewRun(leaving);
      await waitForRun(directory, 'at work', isRunningPast(0));
      const panel = new TrainingPanel(page);
      await panel.trainingChart.waitFor();
      await runs.open();
      await runs.chooseWithin(runs.row('Endless sine'), 'Mark', 'Edit Note of Run');
      const note = page.locator('.tabs-container .tab').filter({ hasText: '.note.md' });
      await note.waitFor();
      await page.keyboard.type('Written before');

      await workbench.runCommand('View: Show Explorer');
      await entry('leaving').waitFor();
      await setFolders('staying');
      await entry('leaving').waitFor({ state: 'detached' });
      await note.click();
      await page.keyboard.press('ControlOrMeta+s');
      await waitFor('the note', async () => (await readMarks(directory)).note === 'Written before');
      await page
        .locator('.tabs-container .tab')
        .filter({ hasText: /^Endless sine$/ })
        .click();
      await panel.button('Stop').click();
      await waitForRun(directory, 'stopped', ({ state }) => state === 'stopped');
      await runs.open();
      await runs.row('Endless sine').waitFor();

      await workbench.runCommand('View: Close All Editors');
      await runs.row('Endless sine').waitFor({ state: 'detached' });
    } finally {
      await endTrainers(leaving);
    }
  });
});
