// Code lenses at the head of an experiment file: start it, see what keeps it from starting, get its data, open its
// latest run.

import * as vscode from 'vscode';
import type { Dataset } from '../../datasets/dataset.ts';
import { missingDatasetOf } from '../../datasets/missingDataset.ts';
import { countRuns } from '../../experiment/sweep/sweepPlan.ts';
import { createCodeLens, type LensDescription } from '../doors/languageTexts.ts';
import { commandIds } from '../editor/contributions.ts';
import { DisposableStore } from '../editor/disposableStore.ts';
import { toRange } from './conversions.ts';
import type { ExperimentReadings } from './experimentReadings.ts';
import { type RunsOfExperiment, summarizeRuns } from './runsOfExperiment.ts';

/** Where the lens learns of runs. */
export interface RunsByExperiment {
  /** Runs started from this file; undefined when there are none. */
  runsOf(experiment: vscode.Uri): RunsOfExperiment | undefined;
  readonly onDidChange: vscode.Event<void>;
}

/** Where the lens learns that a public data set is there that was not. */
export interface GotDatasets {
  readonly onDidGet: vscode.Event<unknown>;
}

export class ExperimentCodeLenses implements vscode.CodeLensProvider {
  readonly #readings: ExperimentReadings;
  readonly #runs: RunsByExperiment;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new vscode.EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(readings: ExperimentReadings, runs: RunsByExperiment, datasets: GotDatasets) {
    this.#readings = readings;
    this.#runs = runs;
    this.#store.add(runs.onDidChange(() => this.#changed.fire()));
    this.#store.add(datasets.onDidGet(() => this.#changed.fire()));
    this.#store.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()));
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const { document: text, problems, experiment, plan } = this.#readings.read(document);
    const range = toRange(text.rangeAt(text.root?.offset ?? 0, 0));
    const errors = problems.filter((problem) => problem.severity === 'error').length;
    const lenses: LensDescription[] = [];
    if (vscode.workspace.isTrusted) {
      lenses.push(startCommand(document.uri), startWithCommand(document.uri));
      if (plan !== undefined) lenses.push(sweepCommand(document.uri, countRuns(plan)));
    }
    if (errors > 0) lenses.push(problemsCommand(errors));
    const missing = experiment && missingDatasetOf(experiment.task);
    if (missing !== undefined) lenses.push(getCommand(missing));
    const runs = this.#runs.runsOf(document.uri);
    if (runs !== undefined) lenses.push(openCommand(runs));
    return lenses.map((lens) => createCodeLens(range, lens));
  }

  dispose(): void {
    this.#store.dispose();
  }
}

function startCommand(experiment: vscode.Uri): LensDescription {
  return {
    icon: 'play',
    text: vscode.l10n.t('Start Meta-Training'),
    command: commandIds.startMetaTraining,
    arguments: [experiment],
  };
}

function startWithCommand(experiment: vscode.Uri): LensDescription {
  return {
    icon: 'settings',
    text: vscode.l10n.t('Start with…'),
    command: commandIds.startWith,
    arguments: [experiment],
  };
}

function sweepCommand(experiment: vscode.Uri, runs: number): LensDescription {
  const text = runs === 1 ? vscode.l10n.t('Start Sweep (1 run)') : vscode.l10n.t('Start Sweep ({0} runs)', runs);
  return { icon: 'beaker', text, command: commandIds.startSweep, arguments: [experiment] };
}

function problemsCommand(errors: number): LensDescription {
  const count =
    errors === 1 ? vscode.l10n.t('1 error to correct first') : vscode.l10n.t('{0} errors to correct first', errors);
  return { icon: 'error', text: count, command: 'workbench.actions.view.problems' };
}

function getCommand({ id, title }: Dataset): LensDescription {
  return {
    icon: 'cloud-download',
    text: vscode.l10n.t('Get {0}', title),
    command: commandIds.getDataset,
    arguments: [id],
  };
}

function openCommand(runs: RunsOfExperiment): LensDescription {
  return {
    icon: 'graph-line',
    text: summarizeRuns(runs, vscode.l10n.t),
    command: commandIds.openPanel,
    arguments: [runs.latest.directory],
  };
}
