// A folder that is not trusted: runs can be looked at, nothing can be started.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rename, rm, rmdir, symlink, unlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { builtFile } from '../../src/base/installation.ts';
import { runFiles } from '../../src/runs/runDirectory.ts';
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

  it('follows no link that comes while the window is open, nor for what was open before', async () => {
    const { workbench, folder } = await session.open({ 'quick.reptile.json': quickExperiment });
    const words = ['train', path.join(folder, 'quick.reptile.json'), '--runs', runsFolderOf(folder)];
    await promisify(execFile)(process.execPath, [builtFile('cli.js'), ...words]);
    const outside = await mkdtemp(path.join(os.tmpdir(), 'reptile-outside-'));
    await cp(path.dirname(runsFolderOf(folder)), path.join(outside, 'all'), { recursive: true });
    const [run = ''] = await listRunDirectories(folder);
    const stranger = path.join(outside, 'all', 'runs', path.basename(run));
    const manifest = runFiles(stranger).manifest;
    await writeFile(manifest, (await readFile(manifest, 'utf8')).replaceAll('Quick sine', 'Elsewhere'));

    const runs = new RunBrowser(workbench.page);
    await runs.open();
    await runs.openPanel(runs.row('Quick sine'));
    const panel = new TrainingPanel(workbench.page);
    await panel.trainingChart.waitFor();
    const refused = panel.frame.getByText('lies behind a link');
    await rename(run, path.join(folder, 'was'));
    await symlink(stranger, run);
    await refused.waitFor();
    await runs.row('Quick sine').waitFor({ state: 'detached' });
    await unlink(run);
    await rename(path.join(folder, 'was'), run);
    await runs.row('Quick sine').waitFor();
    await panel.trainingChart.waitFor();

    await rename(path.dirname(runsFolderOf(folder)), path.join(folder, 'were'));
    await symlink(path.join(outside, 'all'), path.dirname(runsFolderOf(folder)));
    await refused.waitFor();
    await workbench.runCommand('Reptile: Refresh Runs');
    await runs.row('Quick sine').waitFor({ state: 'detached' });
    assert.equal(await runs.row('Elsewhere').count(), 0);
    await workbench.takePicture('restricted-link');
    await workbench.reload();
    await runs.open();
    await refused.waitFor();
    assert.equal(await runs.row('Elsewhere').count(), 0);
    await rm(outside, { recursive: true });
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
