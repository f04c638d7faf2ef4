// Activation: from the files of the checkout to registered commands, and only when something asks for it.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { print } from './support/print.ts';

const extensionId = 'reptile-lab.reptile-lab';

function theExtension(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension(extensionId);
  assert.ok(extension !== undefined, `${extensionId} is not installed`);
  return extension;
}

describe('activation', () => {
  it('is not activated by a window that has no experiment', () => assert.equal(theExtension().isActive, false));

  it('activates', async () => {
    const started = performance.now();
    await theExtension().activate();
    print(`      activated in ${(performance.now() - started).toFixed(0)} ms`);
    assert.equal(theExtension().isActive, true);
  });

  it('registers exactly the commands that package.json contributes', async () => {
    const contributed: { readonly command: string }[] = theExtension().packageJSON.contributes.commands;
    const registered = (await vscode.commands.getCommands(true)).filter((id) => id.startsWith('reptileLab.'));
    // VS Code makes these of the contributed views.
    const ofViews = /^reptileLab\.runs\.(focus|open|resetViewLocation|removeView|toggleVisibility)$/;
    assert.deepEqual(registered.filter((id) => !ofViews.test(id)).sort(), contributed.map(({ command }) => command).sort());
  });

  it('contributes its settings with their defaults', () => {
    const settings = vscode.workspace.getConfiguration('reptileLab');
    assert.equal(settings.get('runsFolder'), '.reptile/runs');
    assert.equal(settings.get('openPanelOnStart'), true);
    const places = settings.get('maxConcurrentRuns');
    assert.ok(typeof places === 'number' && places >= 1);
  });
});
