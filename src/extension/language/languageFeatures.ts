// What the editor does for experiment files: problems, quick fixes, code lenses, completion of folders and of a program's parameters. Keys and values
// are completed, and keys explained on hover, by VS Code's JSON support with the schema that `jsonValidation` points
// to.

import * as vscode from 'vscode';
import { DisposableStore } from '../editor/disposableStore.ts';
import { ExperimentCodeLenses, type GotDatasets, type RunsByExperiment } from './codeLenses.ts';
import { DataPathCompletion } from './dataPathCompletion.ts';
import { ExperimentDiagnostics } from './diagnostics.ts';
import { experimentFiles } from './experimentFiles.ts';
import { ExperimentReadings } from './experimentReadings.ts';
import { ParameterFeatures } from './parameterFeatures.ts';
import { ExperimentQuickFixes } from './quickFixes.ts';

export type { GotDatasets, RunsByExperiment } from './codeLenses.ts';
export type { RunsOfExperiment } from './runsOfExperiment.ts';

/** Registers every language feature; all end when the returned object is disposed. */
export function createLanguageFeatures(runs: RunsByExperiment, datasets: GotDatasets): vscode.Disposable {
  const readings = new ExperimentReadings();
  const store = new DisposableStore();
  const { languages } = vscode;
  const codeLenses = store.add(new ExperimentCodeLenses(readings, runs, datasets));
  store.add(new ExperimentDiagnostics(readings));
  store.add(languages.registerCodeLensProvider(experimentFiles, codeLenses));
  store.add(
    languages.registerCodeActionsProvider(
      experimentFiles,
      new ExperimentQuickFixes(readings),
      ExperimentQuickFixes.metadata,
    ),
  );
  store.add(
    languages.registerCompletionItemProvider(
      experimentFiles,
      new DataPathCompletion(),
      ...DataPathCompletion.triggerCharacters,
    ),
  );
  const parameters = new ParameterFeatures();
  store.add(
    languages.registerCompletionItemProvider(experimentFiles, parameters, ...ParameterFeatures.triggerCharacters),
  );
  store.add(languages.registerHoverProvider(experimentFiles, parameters));
  return store;
}
