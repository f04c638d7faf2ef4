// Quick fixes: the reader's own edits for the problems at the cursor, also for those that VS Code's JSON support underlines.

import * as vscode from 'vscode';
import type { Problem } from '../../experiment/readExperiment.ts';
import { toRange, toWorkspaceEdit } from './conversions.ts';
import type { ExperimentReadings } from './experimentFiles.ts';

export class ExperimentQuickFixes implements vscode.CodeActionProvider {
  static readonly metadata: vscode.CodeActionProviderMetadata = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };
  readonly #readings: ExperimentReadings;

  constructor(readings: ExperimentReadings) {
    this.#readings = readings;
  }

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range, context: vscode.CodeActionContext): vscode.CodeAction[] {
    const { problems } = this.#readings.read(document);
    const fixable = problems.filter(
      ({ fix, range: place }) => fix !== undefined && toRange(place).intersection(range) !== undefined,
    );
    const actions = fixable.flatMap((problem) => toAction(document, problem, context.diagnostics));
    const [only] = actions;
    if (only !== undefined && actions.length === 1) only.isPreferred = true;
    return actions;
  }
}

function toAction(
  document: vscode.TextDocument,
  { fix, rule, range }: Problem,
  diagnostics: readonly vscode.Diagnostic[],
): vscode.CodeAction[] {
  if (fix === undefined) return [];
  const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
  action.edit = toWorkspaceEdit(document, fix);
  action.diagnostics = diagnostics.filter((diagnostic) => diagnostic.code === rule && diagnostic.range.isEqual(toRange(range)));
  return [action];
}
