// The data folder of an experiment: completed as it is typed, missed where it is missing, and found again once it is
// there.

import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { presets } from '../../src/experiment/presets.ts';
import { waitFor } from '../support/waitFor.ts';
import { closeAndRemove, showExperiment, workspaceFolder } from './support/workspace.ts';

const omniglot = (presets.find((preset) => preset.id === 'omniglot-5-way-5-shot')?.text ?? '').replace(
  '"source": "omniglot"',
  '"source": "omniglot", "path": "data/omniglot"',
);

describe('the data folder of an experiment', () => {
  const data = path.join(workspaceFolder(), 'data');
  let editor: vscode.TextEditor;

  beforeEach(async () => {
    editor = await showExperiment('omniglot.reptile.json', omniglot);
  });

  afterEach(async () => {
    await closeAndRemove(editor.document.uri);
    await rm(data, { recursive: true, force: true });
  });

  it('is missed at its path, until it is there', async () => {
    const { document } = editor;
    const problems = () => vscode.languages.getDiagnostics(document.uri);
    const found = await waitFor('the problem', () => problems().length > 0 && problems());
    assert.deepEqual(
      found.map(({ code, range }) => [code, document.getText(range)]),
      [['data-path-missing', '"data/omniglot"']],
    );
    await mkdir(path.join(data, 'omniglot'), { recursive: true });
    await document.save();
    // Nothing was changed, so that saving may do nothing: a keystroke is what follows.
    await editor.edit((edit) => edit.insert(document.positionAt(document.getText().length), '\n'));
    await waitFor('no problem', () => problems().length === 0);
  });

  async function complete(typed: string): Promise<vscode.CompletionList> {
    const { document } = editor;
    const start = document.positionAt(document.getText().indexOf('"path": "') + '"path": "'.length);
    const end = document.positionAt(document.getText().indexOf('"', document.offsetAt(start)));
    await editor.edit((edit) => edit.replace(new vscode.Range(start, end), typed));
    return vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      start.translate(0, typed.length),
    );
  }
  const foldersIn = ({ items }: vscode.CompletionList) =>
    items.filter(({ kind }) => kind === vscode.CompletionItemKind.Folder).map(({ label }) => label);

  it('is completed with the folders that lie there, and with no files', async () => {
    await mkdir(path.join(data, 'omniglot'), { recursive: true });
    await mkdir(path.join(data, 'other set'), { recursive: true });
    await writeFile(path.join(data, 'notes.txt'), 'No folder.\n');
    assert.deepEqual(foldersIn(await complete('data/')), ['omniglot', 'other set']);
  });

  it('is completed with so many of very many, and as it is typed with those that go on so', async () => {
    const names = Array.from({ length: 1100 }, (_, number) => `set ${number}`);
    for (const name of names) await mkdir(path.join(data, name), { recursive: true });
    await mkdir(path.join(data, 'zebras'));
    const all = await complete('data/');
    assert.deepEqual([foldersIn(all).length, all.isIncomplete], [1000, true]);
    assert.ok(!foldersIn(all).includes('zebras'));
    assert.ok(foldersIn(await complete('data/ze')).includes('zebras'));
  });
});

describe('mistakes that JSON support underlines', () => {
  it('are corrected by our quick fix, and shown once', async () => {
    const editor = await showExperiment('quotes.reptile.json', '{\n  name: "x"\n}\n');
    const { document } = editor;
    const key = new vscode.Range(1, 2, 1, 6);
    try {
      const problems = await waitFor('a problem', () => {
        const found = vscode.languages.getDiagnostics(document.uri);
        return found.length > 0 && found;
      });
      assert.ok(problems.every((problem) => problem.source !== 'Reptile'));
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        key,
      );
      const fix = actions.find((action) => action.title === 'Change to "name"');
      assert.ok(fix?.edit !== undefined, actions.map((action) => action.title).join());
      assert.ok(await vscode.workspace.applyEdit(fix.edit));
      assert.equal(document.getText(), '{\n  "name": "x"\n}\n');
    } finally {
      await closeAndRemove(document.uri);
    }
  });

  it('of a key that stands twice are a warning, ours and theirs not both', async () => {
    const text = '{ "name": "x", "seed": 1, "seed": 2, "task": { "kind": "sine" }, "model": { "kind": "mlp" }, ';
    const editor = await showExperiment(
      'twice.reptile.json',
      `${text}"algorithm": { "innerOptimizer": { "kind": "sgd" } } }\n`,
    );
    try {
      const problems = await waitFor('a problem', () => {
        const found = vscode.languages.getDiagnostics(editor.document.uri);
        return found.length > 0 && found;
      });
      assert.ok(
        problems.every(
          ({ severity, source }) => severity === vscode.DiagnosticSeverity.Warning && source !== 'Reptile',
        ),
      );
    } finally {
      await closeAndRemove(editor.document.uri);
    }
  });
});

describe('an empty experiment file', () => {
  it('is filled with a template by completion', async () => {
    const editor = await showExperiment('empty.reptile.json', '');
    try {
      const labels = await waitFor('templates', async () => {
        const list = await vscode.commands.executeCommand<vscode.CompletionList>(
          'vscode.executeCompletionItemProvider',
          editor.document.uri,
          new vscode.Position(0, 0),
        );
        const found = list.items.map((item) => (typeof item.label === 'string' ? item.label : item.label.label));
        return found.includes(presets[0]?.title ?? '') && found;
      });
      for (const { title } of presets) assert.ok(labels.includes(title), title);
    } finally {
      await closeAndRemove(editor.document.uri);
    }
  });
});
