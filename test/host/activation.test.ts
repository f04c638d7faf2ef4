// Activation: from the files of the checkout to registered commands, and only when something asks for it.

import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { print } from './support/print.ts';
import { writeExperiment } from './support/workspace.ts';

const extensionId = 'reptile-lab.reptile-lab';

function theExtension(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension(extensionId);
  assert.ok(extension !== undefined, `${extensionId} is not installed`);
  return extension;
}

async function canSearchFiles(): Promise<boolean> {
  const file = await writeExperiment('search-me.txt', '');
  const found = await vscode.workspace.findFiles('search-me.txt').then(undefined, () => []);
  await rm(file.fsPath);
  return found.length > 0;
}

describe('activation', () => {
  it('is not activated by a window that has no experiment', async function () {
    const { isActive } = theExtension();
    if (!(await canSearchFiles())) {
      print('      skipped: this VS Code came without its file search, and activates whatever asks for files');
      this.skip();
    }
    assert.equal(isActive, false);
  });

  it('activates', async () => {
    const started = performance.now();
    await theExtension().activate();
    print(`      activated in ${(performance.now() - started).toFixed(0)} ms`);
    assert.equal(theExtension().isActive, true);
  });

  it('loads no native kernels, nor any other addon of ours', () => {
    const loaded = JSON.stringify(process.report.getReport());
    // What is loaded is listed: the program itself, at least.
    assert.match(loaded, /"sharedObjects":\["/);
    assert.doesNotMatch(loaded, /kernels[\\/]+native/);
  });

  it('registers exactly the commands that package.json contributes', async () => {
    const contributed: { readonly command: string }[] = theExtension().packageJSON.contributes.commands;
    const registered = (await vscode.commands.getCommands(true)).filter((id) => id.startsWith('reptileLab.'));
    // VS Code makes these of the contributed views.
    const ofViews = /^reptileLab\.runs\.(focus|open|resetViewLocation|removeView|toggleVisibility)$/;
    assert.deepEqual(
      registered.filter((id) => !ofViews.test(id)).sort(),
      contributed.map(({ command }) => command).sort(),
    );
  });

  it('contributes its settings with their defaults', () => {
    const settings = vscode.workspace.getConfiguration('reptileLab');
    assert.equal(settings.get('runsFolder'), '.reptile/runs');
    assert.equal(settings.get('openPanelOnStart'), true);
    const places = settings.get('maxConcurrentRuns');
    assert.ok(typeof places === 'number' && places >= 1);
  });
});
