// "Add Log Folder…": a folder that the person chooses is a setting of the workspace folder from then on, relative where it
// lies in it, and nothing in it is changed.

import assert from 'node:assert/strict';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { workspaceFolder } from './support/workspace.ts';

const settingOf = () => vscode.workspace.getConfiguration('reptileLab', vscode.Uri.file(workspaceFolder()));

describe('adding a log folder', function () {
  this.timeout(60_000);
  const logs = () => path.join(workspaceFolder(), 'other-logs');
  const { showOpenDialog } = vscode.window;

  beforeEach(async () => {
    await mkdir(logs(), { recursive: true });
    await writeFile(path.join(logs(), 'metrics.csv'), 'step,loss\n0,1\n');
  });
  afterEach(async () => {
    Object.assign(vscode.window, { showOpenDialog });
    await settingOf().update('logFolders', undefined, vscode.ConfigurationTarget.WorkspaceFolder);
    await rm(logs(), { recursive: true, force: true });
  });

  const choose = (...chosen: readonly string[]) => {
    const answer = chosen.length === 0 ? undefined : chosen.map((folder) => vscode.Uri.file(folder));
    Object.assign(vscode.window, { showOpenDialog: async () => answer });
  };
  const add = async () => {
    await vscode.commands.executeCommand('reptileLab.addLogFolder');
    return settingOf().get<unknown>('logFolders');
  };

  it('keeps it once in the setting, by its path within the workspace folder', async () => {
    choose(logs());
    assert.deepEqual(await add(), ['other-logs']);
    assert.deepEqual(await add(), ['other-logs']);
    assert.deepEqual(await readdir(logs()), ['metrics.csv']);
  });

  it('changes nothing where no folder was chosen', async () => {
    choose();
    assert.deepEqual(await add(), []);
  });
});
