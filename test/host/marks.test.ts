// What a person says of runs in the window: stars and archiving by command, notes as documents that are saved.

import assert from 'node:assert/strict';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { changeMarks } from '../../src/runs/marks/changeMarks.ts';
import { longestMark } from '../../src/runs/marks/marks.ts';
import { readMarks } from '../../src/runs/marks/marksFile.ts';
import { newTestRun } from '../support/newTestRun.ts';
import { runsFolderOf } from '../support/vscode/runsOnDisk.ts';
import { waitFor } from '../support/waitFor.ts';
import { closeAndRemove, workspaceFolder } from './support/workspace.ts';

describe('marks of runs', function () {
  this.timeout(60_000);
  const directories: string[] = [];

  const newRun = async () => {
    const directory = await newTestRun(runsFolderOf(workspaceFolder()), { state: 'completed' });
    directories.push(directory);
    return directory;
  };

  afterEach(async () => {
    await closeAndRemove();
    for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
  });

  it('are changed of all selected runs at once: where some are not starred all are, otherwise none', async () => {
    const [one, two] = [await newRun(), await newRun()];
    const stars = async () => [(await readMarks(one)).isStarred, (await readMarks(two)).isStarred];
    await vscode.commands.executeCommand('reptileLab.toggleStar', one);
    assert.deepEqual(await stars(), [true, false]);
    await vscode.commands.executeCommand('reptileLab.toggleStar', two, [one, two]);
    assert.deepEqual(await stars(), [true, true]);
    await vscode.commands.executeCommand('reptileLab.toggleStar', two, [one, two]);
    assert.deepEqual(await stars(), [false, false]);
    await vscode.commands.executeCommand('reptileLab.toggleArchive', one, [one, two]);
    assert.deepEqual([(await readMarks(one)).isArchived, (await readMarks(two)).isArchived], [true, true]);
  });

  it('have addresses of runs of the window alone: a link that names another folder opens and writes nothing', async () => {
    const elsewhere = await newTestRun(await mkdtemp(path.join(tmpdir(), 'reptile-elsewhere-')), {
      state: 'completed',
    });
    directories.push(path.dirname(elsewhere));
    const note = vscode.Uri.file(path.join(elsewhere, 'x.note.md')).with({ scheme: 'reptile-lab-note' });
    const log = vscode.Uri.file(path.join(elsewhere, 'log.txt')).with({ scheme: 'reptile-lab-run', query: 'log' });
    for (const address of [note, log])
      await assert.rejects(async () => vscode.workspace.fs.readFile(address), /no run of/);
    await assert.rejects(async () => vscode.workspace.fs.writeFile(note, Buffer.from('mine')));
    assert.equal((await readMarks(elsewhere)).note, '');
  });

  it('have a note of several lines that is edited and saved as a document, and changes where another writes it', async () => {
    const directory = await newRun();
    await vscode.commands.executeCommand('reptileLab.editNote', directory);
    const editor = await waitFor('the note in an editor', () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.uri.scheme === 'reptile-lab-note' ? active : undefined;
    });
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'First line.\nSecond line.\n'));
    assert.equal(await editor.document.save(), true);
    assert.equal((await readMarks(directory)).note, 'First line.\nSecond line.');
    await changeMarks(directory, [
      { kind: 'note', note: 'From a terminal.' },
      { kind: 'star', isStarred: true },
    ]);
    await waitFor('the other note', () => editor.document.getText() === 'From a terminal.');
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'x'.repeat(longestMark.note)));
    assert.equal(await editor.document.save(), false);
    const after = await readMarks(directory);
    assert.deepEqual([after.note, after.isStarred], ['From a terminal.', true]);
  });

  it('keep the text of an open note while their folder is away', async () => {
    const directory = await newRun();
    const away = `${directory}-away`;
    directories.push(away);
    await changeMarks(directory, [{ kind: 'note', note: 'Not to be lost.' }]);
    await vscode.commands.executeCommand('reptileLab.editNote', directory);
    const { document } = await waitFor('the note in an editor', () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.uri.scheme === 'reptile-lab-note' ? active : undefined;
    });
    const changes: string[] = [];
    const listening = vscode.workspace.onDidChangeTextDocument((change) => {
      if (change.document === document) changes.push(document.getText());
    });
    try {
      await rename(directory, away);
      await assert.rejects(async () => vscode.workspace.fs.stat(document.uri), { code: 'FileNotFound' });
      await assert.rejects(
        async () => vscode.workspace.fs.writeFile(document.uri, Buffer.from('x')),
        /moved or deleted/,
      );
      await rename(away, directory);
      await changeMarks(directory, [{ kind: 'note', note: 'Written anew.' }]);
      await waitFor('what was written since', () => document.getText() === 'Written anew.');
      assert.deepEqual(changes, ['Written anew.']);
    } finally {
      listening.dispose();
    }
  });
});
