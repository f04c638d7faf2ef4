// What a run consists of, opened from the window: its experiment as it was, its log as it grows, and commands for a
// terminal.

import assert from 'node:assert/strict';
import { appendFile, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { quickExperiment } from '../support/vscode/experiments.ts';
import { endTrainers, listRunDirectories, waitForNewRun, waitForRun } from '../support/vscode/runsOnDisk.ts';
import { waitFor } from '../support/waitFor.ts';
import { closeAndRemove, workspaceFolder, writeExperiment } from './support/workspace.ts';

describe('the files of a run', function () {
  this.timeout(60_000);
  let experiment: vscode.Uri;
  let directory: string;

  before(async () => {
    const earlier = await listRunDirectories(workspaceFolder());
    experiment = await writeExperiment('files.reptile.json', quickExperiment);
    await vscode.commands.executeCommand('reptileLab.startMetaTraining', experiment);
    directory = await waitForNewRun(workspaceFolder(), earlier);
    await waitForRun(directory, 'completed', ({ state }) => state === 'completed');
  });

  after(async () => {
    await endTrainers(workspaceFolder());
    await closeAndRemove(experiment);
  });

  const shownDocument = (scheme: string, name: string) =>
    waitFor(`${name} in an editor`, () => {
      const document = vscode.window.activeTextEditor?.document;
      return document?.uri.scheme === scheme && path.basename(document.uri.path) === name ? document : undefined;
    });

  it('show the whole experiment that the run carries out, under its file’s name, with colours, and read-only', async () => {
    await vscode.commands.executeCommand('reptileLab.openExperimentOfRun', directory);
    const document = await shownDocument('reptile-lab-run', 'files.reptile.json');
    assert.equal(document.getText(), await readFile(path.join(directory, 'experiment.json'), 'utf8'));
    assert.match(document.getText(), /"seed": 7/);
    assert.match(document.getText(), /"reduction": "mean"/, 'a default, written out');
    assert.equal(document.languageId, 'jsonc');
    assert.equal(vscode.workspace.fs.isWritableFileSystem('reptile-lab-run'), false);
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
  });

  it('show side by side what the run carries out and its file as it is now, which differ in what was changed', async () => {
    await writeFile(experiment.fsPath, `// Another comment.\n${quickExperiment.replace('"seed": 7', '"seed": 8')}`);
    await vscode.commands.executeCommand('reptileLab.compareExperimentOfRun', directory);
    const shown = await waitFor('the comparison', () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputTextDiff ? input : undefined;
    });
    const linesOf = async (uri: vscode.Uri) => (await vscode.workspace.openTextDocument(uri)).getText().split('\n');
    const [before, after] = [await linesOf(shown.original), await linesOf(shown.modified)];
    assert.deepEqual(
      before.filter((line, index) => line !== after[index]),
      ['  "seed": 7,'],
    );
    assert.deepEqual(
      after.filter((line, index) => line !== before[index]),
      ['  "seed": 8,'],
    );
  });

  it('show the log read-only, and its new lines as they are written', async () => {
    await vscode.commands.executeCommand('reptileLab.openLog', directory);
    const document = await shownDocument('reptile-lab-run', 'log.txt');
    assert.match(document.getText(), /completed/);
    await appendFile(path.join(directory, 'log.txt'), 'one more line\n');
    await waitFor('the new line', () => document.getText().includes('one more line'));
    assert.equal(document.isDirty, false);
  });

  it('give a terminal their path, and the commands to train again and to look with TensorBoard', async () => {
    const copied = async (command: string) => {
      await vscode.commands.executeCommand(command, directory);
      return vscode.env.clipboard.readText();
    };
    assert.equal(await copied('reptileLab.copyRunPath'), directory);
    const train = await copied('reptileLab.copyRunCommand');
    assert.ok(
      train.startsWith('node ') && train.includes('cli.js') && train.includes(`train ${experiment.fsPath}`),
      train,
    );
    assert.equal(await copied('reptileLab.copyTensorBoardCommand'), `tensorboard --logdir ${directory}`);
  });

  it('are not shown through a link, neither to a file nor to a device that never ends', async () => {
    const log = path.join(directory, 'log.txt');
    const secret = path.join(directory, 'secret');
    await writeFile(secret, 'of somebody else');
    for (const target of ['/dev/zero', secret]) {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await rm(log);
      await symlink(target, log);
      await vscode.commands.executeCommand('reptileLab.openLog', directory);
      assert.equal(vscode.window.activeTextEditor?.document.getText().includes('of somebody else') ?? false, false);
    }
  });

  it('are not handed to an editor where a log is longer than it takes', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const log = path.join(directory, 'log.txt');
    await rm(log);
    await writeFile(log, 'of this run\n');
    await truncate(log, 49 * 2 ** 20);
    await vscode.commands.executeCommand('reptileLab.openLog', directory);
    assert.equal(vscode.window.activeTextEditor, undefined);
    const address = vscode.Uri.file(log).with({ scheme: 'reptile-lab-run', query: 'log' });
    await assert.rejects(
      async () => vscode.workspace.fs.readFile(address),
      (error: unknown) => error instanceof vscode.FileSystemError && /log\.txt is larger than/.test(error.message),
    );
  });

  it('say what is wrong where the manifest was damaged while they are compared', async () => {
    const manifest = path.join(directory, 'run.json');
    const text = await readFile(manifest, 'utf8');
    await writeFile(manifest, text.slice(0, 100));
    const address = vscode.Uri.file(path.join(directory, 'files.reptile.json')).with({
      scheme: 'reptile-lab-run',
      query: 'ofFile',
    });
    try {
      await assert.rejects(
        async () => vscode.workspace.fs.readFile(address),
        (error: unknown) => error instanceof vscode.FileSystemError && /run\.json is damaged/.test(error.message),
      );
    } finally {
      await writeFile(manifest, text);
    }
  });
});
