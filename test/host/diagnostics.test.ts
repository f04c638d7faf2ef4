// Problems of an experiment file while it is typed: exact ranges, severities, quick fixes, and what JSON support adds.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { quickExperiment } from '../support/vscode/experiments.ts';
import { waitFor } from '../support/waitFor.ts';
import { closeAndRemove, showExperiment } from './support/workspace.ts';

/** Range of the first occurrence of `text`. */
function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const offset = document.getText().indexOf(text);
  assert.notEqual(offset, -1, `${text} is not in the document`);
  return new vscode.Range(document.positionAt(offset), document.positionAt(offset + text.length));
}

async function replace(editor: vscode.TextEditor, from: string, to: string): Promise<void> {
  const range = rangeOf(editor.document, from);
  assert.ok(await editor.edit((edit) => edit.replace(range, to)));
}

/** The problems of a document, once they are as `is` asks. */
function waitForProblems(
  document: vscode.TextDocument,
  what: string,
  is: (problems: readonly vscode.Diagnostic[]) => boolean,
) {
  return waitFor(what, () => {
    const problems = vscode.languages.getDiagnostics(document.uri);
    return is(problems) && problems;
  });
}

const withCode = (code: string) => (problems: readonly vscode.Diagnostic[]) =>
  problems.some((problem) => problem.code === code);

describe('problems of an experiment file', () => {
  let editor: vscode.TextEditor;

  beforeEach(async () => {
    editor = await showExperiment('problems.reptile.json', quickExperiment);
    await waitForProblems(editor.document, 'no problem at first', (problems) => problems.length === 0);
  });

  afterEach(() => closeAndRemove(editor.document.uri));

  it('shows a misspelt key at the key, and its quick fix corrects it', async () => {
    await replace(editor, '"metaIterations"', '"metaIteration"');
    const problems = await waitForProblems(editor.document, 'the problem', withCode('unknown-key'));
    assert.equal(problems.length, 1);
    const [problem] = problems;
    assert.ok(problem !== undefined);
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(problem.source, 'Reptile');
    assert.match(problem.message, /Did you mean "metaIterations"\?/);
    assert.deepEqual(problem.range, rangeOf(editor.document, '"metaIteration"'));

    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      editor.document.uri,
      problem.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const fix = actions.find((action) => action.title === 'Change to "metaIterations"');
    assert.ok(fix?.edit !== undefined, actions.map((action) => action.title).join());
    assert.equal(fix.isPreferred, true);
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.equal(editor.document.getText(), quickExperiment);
    await waitForProblems(editor.document, 'no problem after the fix', (left) => left.length === 0);
  });

  it('warns of a meta step size that is not annealed, at its value', async () => {
    await replace(editor, '"metaStepSize": 0.1,', '"metaStepSize": 0.1,\n    "metaStepSizeFinal": 0.1,');
    const problems = await waitForProblems(editor.document, 'the warning', withCode('step-size-not-annealed'));
    assert.deepEqual(
      problems.map(({ severity, range }) => ({ severity, text: editor.document.getText(range) })),
      [{ severity: vscode.DiagnosticSeverity.Warning, text: '0.1' }],
    );
    const line = editor.document.positionAt(editor.document.getText().indexOf('"metaStepSizeFinal"')).line;
    assert.equal(problems[0]?.range.start.line, line);
  });

  it('shows a text that is not JSON once only', async () => {
    await replace(editor, '"seed": 7,', '"seed": ,');
    const problems = await waitForProblems(editor.document, 'a problem', (found) => found.length > 0);
    const line = rangeOf(editor.document, '"seed": ,').start.line;
    assert.ok(problems.every((problem) => problem.range.start.line === line));
    assert.equal(new Set(problems.map((problem) => problem.range.start.character)).size, problems.length);
  });

  it('allows comments, and takes problems away when the file is closed', async () => {
    await replace(editor, '"seed": 7', '"seed": -1 // not a seed');
    await waitForProblems(editor.document, 'the problem', (problems) => problems.length === 1);
    const { uri } = editor.document;
    await closeAndRemove(uri);
    await waitFor('no problem of a closed file', () => vscode.languages.getDiagnostics(uri).length === 0);
  });

  it('has problems within a second of the keystroke in a file of 200 lines', async () => {
    const long = quickExperiment.replace(
      '"seed": 7,',
      `"tags": [\n${Array.from({ length: 90 }, (_, index) => `    "tag ${index}",\n    // ${index}`).join('\n')}\n    "end"\n  ],\n  "seed": 7,`,
    );
    await editor.edit((edit) => edit.replace(new vscode.Range(0, 0, editor.document.lineCount, 0), long));
    assert.ok(editor.document.lineCount > 200);
    await waitForProblems(editor.document, 'no problem in the long file', (problems) => problems.length === 0);
    const started = performance.now();
    await replace(editor, '"innerSteps": 5', '"innerStep": 5');
    await waitForProblems(editor.document, 'the problem', withCode('unknown-key'));
    assert.ok(performance.now() - started < 1000);
  });
});

describe('completion and hover in an experiment file', () => {
  let editor: vscode.TextEditor;

  beforeEach(async () => {
    editor = await showExperiment('completion.reptile.json', quickExperiment);
  });

  afterEach(() => closeAndRemove(editor.document.uri));

  it('is a JSON file with comments', () => assert.equal(editor.document.languageId, 'jsonc'));

  it('offers the keys of the schema that are not there yet', async () => {
    await replace(editor, '"kind": "reptile",', '"kind": "reptile",\n    "",');
    const position = rangeOf(editor.document, '"",').start.translate(0, 1);
    const labels = await waitFor('completions from the schema', async () => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        editor.document.uri,
        position,
      );
      const found = list.items.map((item) => (typeof item.label === 'string' ? item.label : item.label.label));
      return found.includes('metaStepSizeFinal') && found;
    });
    assert.ok(!labels.includes('metaIterations'), 'a key that is set already is not offered');
    assert.ok(!labels.includes('amplitude'), 'a key of another object is not offered');
  });

  it('explains a key on hover', async () => {
    const { start } = rangeOf(editor.document, 'metaBatch');
    const text = await waitFor('a hover', async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        editor.document.uri,
        start,
      );
      const [first] = hovers
        .flatMap((hover) => hover.contents)
        .map((content) => (typeof content === 'string' ? content : content.value));
      return first;
    });
    assert.match(text, /Tasks per update/);
  });

  it('offers to start meta-training above the file', async () => {
    const lenses = await waitFor('a code lens', async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        editor.document.uri,
      );
      return found.length > 0 && found;
    });
    const [lens] = lenses;
    assert.match(lens?.command?.title ?? '', /Start Meta-Training/);
    assert.equal(lens?.command?.command, 'reptileLab.startMetaTraining');
  });
});
