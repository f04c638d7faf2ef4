// A folder that is not trusted: runs can be looked at, nothing can be started.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rmdir, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { builtFile } from '../../src/base/installation.ts';
import { quickExperiment } from '../support/vscode/experiments.ts';
import { listRunDirectories, runsFolderOf } from '../support/vscode/runsOnDisk.ts';
import { ExperimentEditor } from './pages/experimentEditor.ts';
import { RunBrowser } from './pages/runBrowser.ts';
import { TrainingPanel } from './pages/trainingPanel.ts';
import { useSession } from './support/session.ts';

describe('in an untrusted folder', function () {
  this.timeout(90_000);
  const session = useSession({ trust: 'ask', settings: { 'security.workspace.trust.startupPrompt': 'never' } });

  it('shows runs and their curves, and neither starts nor offers to', async () => {
    const { workbench, folder } = await session.open({ 'quick.reptile.json': quickExperiment });
    const experiment = path.join(folder, 'quick.reptile.json');
    await promisify(execFile)(process.execPath, [
      builtFile('cli.js'),
      'train',
      experiment,
      '--runs',
      runsFolderOf(folder),
    ]);

    const runs = new RunBrowser(workbench.page);
    await runs.open();
    const row = runs.row('Quick sine');
    await row.waitFor();
    await row.click();
    const panel = new TrainingPanel(workbench.page);
    await panel.trainingChart.waitFor();
    assert.equal(await panel.shownIteration(), 300);

    await workbench.openFile('quick.reptile.json');
    await new ExperimentEditor(workbench.page).codeLens(/1 run/).waitFor();
    assert.equal(await new ExperimentEditor(workbench.page).codeLens('Start Meta-Training').count(), 0);
    const offered = await workbench.listCommands('Reptile: ');
    assert.ok(!offered.includes('Reptile: Start Meta-Training'), offered.join());
    assert.equal((await listRunDirectories(folder)).length, 1);
    await workbench.takePicture('restricted');
  });

  it('looks inside of the folder alone for the data that a file names, and follows no link', async () => {
    const dataAt = (dataPath: string) =>
      quickExperiment
        .replace(
          /"task": .*,/,
          `"task": { "kind": "images", "dataset": { "source": "folder", "path": "${dataPath}", "split": "gone.json" } },`,
        )
        .replace(/"model": .*,/, '"model": { "kind": "convnet" },');
    const { workbench, folder } = await session.open({
      'inside.reptile.json': dataAt('gone'),
      'outside.reptile.json': dataAt('/nowhere/at/all'),
      'linked.reptile.json': dataAt('link/gone'),
    });
    // Empty: the editor's search for files follows links.
    const outside = await mkdtemp(path.join(os.tmpdir(), 'reptile-outside-'));
    await symlink(outside, path.join(folder, 'link'));
    const editor = new ExperimentEditor(workbench.page);
    for (const [name, errors] of [
      ['inside', '2 errors'],
      ['outside', '1 error'],
      ['linked', '1 error'],
    ] as const) {
      await workbench.openFile(`${name}.reptile.json`);
      await workbench.tab(`${name}.reptile.json`).waitFor();
      await editor.codeLens(`${errors} to correct first`).waitFor();
    }
    await rmdir(outside);
  });
});
