// Settings of the wrong kind, which the editor hands on as they are: they do not count, everything else goes on, and the
// run browser names them until they are put right. So it does a folder of runs that cannot be listed.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { newTestRun } from '../support/newTestRun.ts';
import { quickExperiment } from '../support/vscode/experiments.ts';
import { runsFolderOf, waitForNewRun, waitForRun } from '../support/vscode/runsOnDisk.ts';
import { waitFor } from '../support/waitFor.ts';
import { RunBrowser } from './pages/runBrowser.ts';
import { useSession } from './support/session.ts';

describe('settings of the wrong kind', function () {
  this.timeout(120_000);
  const session = useSession({
    settings: {
      'reptileLab.runsFolder': 5,
      'reptileLab.maxConcurrentRuns': 'all',
      'reptileLab.openPanelOnStart': false,
    },
  });

  it('do not count, are named, and keep no run from being shown or started', async () => {
    const { workbench, folder } = await session.open({ 'quick.reptile.json': quickExperiment });
    const ended = await newTestRun(runsFolderOf(folder), { name: 'Ended before', state: 'completed' });
    const runs = new RunBrowser(workbench.page);
    await runs.open();
    await runs.row('Ended before').waitFor();
    const named = runs.message.filter({ hasText: 'reptileLab.runsFolder' });
    await named.filter({ hasText: 'reptileLab.maxConcurrentRuns' }).waitFor();
    await workbench.takePicture('wrong-settings');

    await workbench.openFile('quick.reptile.json');
    await workbench.runCommand('Reptile: Start Meta-Training');
    const started = await waitForNewRun(folder, [ended]);
    await waitForRun(started, 'at its end', ({ state }) => state === 'completed');
    await runs.row('Quick sine').waitFor();

    await mkdir(path.join(folder, '.vscode'));
    const set = (runsFolder: unknown) => {
      const settings = { 'reptileLab.runsFolder': runsFolder, 'reptileLab.maxConcurrentRuns': 1 };
      return writeFile(path.join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
    };
    await set('quick.reptile.json');
    await runs.message.filter({ hasText: /quick\.reptile\.json cannot be reached/ }).waitFor();
    await runs.row('Ended before').waitFor({ state: 'detached' });
    await set('a\0b');
    await runs.row('Ended before').waitFor();
    await named.waitFor();
    await set('.reptile/runs');
    await waitFor(
      'no message',
      async () => !(await runs.message.isVisible()) || (await runs.message.innerText()) === '',
    );
    await runs.row('Ended before').waitFor();
  });
});
