// Parameters of a program that an experiment file describes, and the weights that a model begins with, in the editor itself:
// underlined, explained and completed as they are typed.

import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { waitFor } from '../support/waitFor.ts';
import { closeAndRemove, showExperiment, workspaceFolder } from './support/workspace.ts';

const labelOf = ({ label }: vscode.CompletionItem) => (typeof label === 'string' ? label : label.label);

async function offeredAt(document: vscode.TextDocument, offset: number): Promise<readonly string[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    document.positionAt(offset),
  );
  return list.items.map(labelOf);
}

/** Rules with the text that they underline. */
function problemsOf(document: vscode.TextDocument) {
  const found = vscode.languages.getDiagnostics(document.uri);
  return found.map(({ code, range }) => [code, document.getText(range)]);
}

describe('parameters that an experiment file describes', () => {
  const schema = {
    properties: { lr: { type: 'number', maximum: 1, description: 'Of [the](x) steps.' }, net: { enum: ['a', 'b'] } },
  };
  const text = JSON.stringify({
    name: 'x',
    trainer: { command: ['x'], parameters: { lr: 5, net: '' }, parametersSchema: schema },
  });

  it('are underlined, explained and completed', async () => {
    const { document } = await showExperiment('described.reptile.json', text);
    try {
      const problems = await waitFor('the problems', () => problemsOf(document).length > 1 && problemsOf(document));
      assert.deepEqual(problems, [
        ['parameter-value', '5'],
        ['parameter-value', '""'],
      ]);
      const [place] = [text.indexOf('"lr":5') + 2];
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        document.positionAt(place),
      );
      const shown = hovers.flatMap(({ contents }) =>
        contents.map((one) => (typeof one === 'string' ? one : one.value)),
      );
      assert.ok(
        shown.some((one) => one.startsWith('**lr**') && one.includes('\\[the\\]') && one.includes('at most 1')),
        shown.join('\n'),
      );
      const offers = await offeredAt(document, text.indexOf('"net":""') + '"net":"'.length);
      for (const choice of ['"a"', '"b"']) assert.ok(offers.includes(choice), offers.join());
    } finally {
      await closeAndRemove(document.uri);
    }
  });
});

describe('weights that a model begins with', () => {
  const weights = path.join(workspaceFolder(), 'weights.safetensors');
  const text = JSON.stringify({
    name: 'x',
    task: { kind: 'sine' },
    model: { kind: 'mlp', initialization: 'weights.safetensors' },
    algorithm: { innerOptimizer: { kind: 'sgd' } },
  });
  afterEach(() => rm(weights, { force: true }));

  it('are missed, refused where they are none, and completed', async () => {
    const { document } = await showExperiment('begun.reptile.json', text);
    const underlined = (rule: string) =>
      waitFor(rule, () => problemsOf(document).some(([code]) => code === rule) && problemsOf(document));
    try {
      assert.deepEqual(await underlined('initialization-missing'), [
        ['initialization-missing', '"weights.safetensors"'],
      ]);
      await writeFile(weights, 'no weights');
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, document.positionAt(text.length), '\n');
      await vscode.workspace.applyEdit(edit);
      assert.deepEqual(await underlined('initialization-unusable'), [
        ['initialization-unusable', '"weights.safetensors"'],
      ]);
      const offers = await offeredAt(document, text.indexOf('weights.safetensors'));
      assert.ok(offers.includes('weights.safetensors'), offers.join());
    } finally {
      await closeAndRemove(document.uri);
    }
  });
});
