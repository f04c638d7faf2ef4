// Quick fixes: the reader's own edits for the problems at the cursor, also for those that VS Code's JSON support
// underlines.

import * as vscode from 'vscode';
import { describeDataset } from '../../datasets/catalogue.ts';
import { findDataset } from '../../datasets/datasetFolder.ts';
import type { PublicDataset } from '../../experiment/publicDatasets.ts';
import type { Problem } from '../../experiment/readExperiment.ts';
import { createQuickFix } from '../doors/languageTexts.ts';
import { commandIds } from '../editor/contributions.ts';
import { toRange, toWorkspaceEdit } from './conversions.ts';
import type { ExperimentReadings } from './experimentReadings.ts';

export class ExperimentQuickFixes implements vscode.CodeActionProvider {
  static readonly metadata: vscode.CodeActionProviderMetadata = {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  };
  readonly #readings: ExperimentReadings;

  constructor(readings: ExperimentReadings) {
    this.#readings = readings;
  }

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const { problems } = this.#readings.read(document);
    const fixable = problems.filter(
      ({ fix, range: place }) => fix !== undefined && toRange(place).intersection(range) !== undefined,
    );
    const actions = fixable.flatMap((problem) => toActions(document, problem, context.diagnostics));
    const [only] = actions;
    if (only !== undefined && actions.length === 1) only.isPreferred = true;
    return actions;
  }
}

function toActions(
  document: vscode.TextDocument,
  { fix, rule, range, dataset }: Problem,
  diagnostics: readonly vscode.Diagnostic[],
): vscode.CodeAction[] {
  if (fix === undefined) return [];
  const solved = diagnostics.filter(
    (diagnostic) => diagnostic.code === rule && diagnostic.range.isEqual(toRange(range)),
  );
  const isMissing = dataset !== undefined && findDataset(dataset) === undefined;
  const titles = [...(isMissing ? [titleOfGetting(dataset)] : []), fix.title];
  return titles.map((title) => {
    const action = createQuickFix(title);
    action.edit = toWorkspaceEdit(document, fix);
    action.diagnostics = solved;
    // Once the edit is made, the experiment finds the data set by its name.
    if (dataset !== undefined && title !== fix.title)
      action.command = { title: action.title, command: commandIds.getDataset, arguments: [dataset] };
    return action;
  });
}

function titleOfGetting(dataset: PublicDataset): string {
  return vscode.l10n.t('Get {0}, and use it instead of this path', describeDataset(dataset).title);
}
