// The examples as a person opens them: no problem of any kind, whatever data are on the machine.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { waitFor } from '../support/waitFor.ts';
import { closeAndRemove, showExperiment } from './support/workspace.ts';

const examples = path.join(vscode.extensions.getExtension('reptile-lab.reptile-lab')?.extensionPath ?? '', 'examples');

describe('the examples', function () {
  this.timeout(60_000);

  it('open without a single problem', async () => {
    const files = (await readdir(examples, { recursive: true })).filter((name) => name.endsWith('.reptile.json'));
    assert.ok(files.length > 30);
    const documents: vscode.TextDocument[] = [];
    for (const file of files) {
      documents.push(await vscode.workspace.openTextDocument(path.join(examples, file)));
    }
    // Problems come in the order of opening: when the last file has its own, all others have been looked at.
    const broken = (await readFile(path.join(examples, 'sine-regression.reptile.json'), 'utf8')).replace(
      '"seed": 0',
      '"seed": -1',
    );
    const last = await showExperiment('broken.reptile.json', broken);
    await waitFor('the problem of a broken file', () => vscode.languages.getDiagnostics(last.document.uri).length > 0);
    for (const document of documents) {
      const problems = vscode.languages.getDiagnostics(document.uri).map(({ message }) => message);
      assert.deepEqual(problems, [], document.fileName);
    }
    await closeAndRemove(last.document.uri);
  });
});
