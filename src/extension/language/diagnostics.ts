// Problems of experiment files as one types: read a moment after the last keystroke, shown beside what VS Code's JSON
// support reports.

import * as vscode from 'vscode';
import { DisposableStore } from '../editor/disposableStore.ts';
import { toDiagnostic } from './conversions.ts';
import { isExperimentFile } from './experimentFiles.ts';
import type { ExperimentReadings } from './experimentReadings.ts';
import { problemsToShow } from './shownProblems.ts';

/** Long enough not to underline half a word, short enough to be there when one looks. */
const pauseAfterTyping = 150;

/** Publishes the problems of every open experiment file until disposed. */
export class ExperimentDiagnostics {
  readonly #readings: ExperimentReadings;
  readonly #store = new DisposableStore();
  readonly #collection = this.#store.add(vscode.languages.createDiagnosticCollection('reptileLab'));
  readonly #pending = new Map<vscode.TextDocument, NodeJS.Timeout>();

  constructor(readings: ExperimentReadings) {
    this.#readings = readings;
    const { workspace, window } = vscode;
    this.#store.add(workspace.onDidOpenTextDocument((document) => this.#show(document)));
    this.#store.add(workspace.onDidChangeTextDocument(({ document }) => this.#showSoon(document)));
    this.#store.add(workspace.onDidCloseTextDocument((document) => this.#withdraw(document)));
    this.#store.add(workspace.onDidSaveTextDocument((document) => this.#lookAgain(document)));
    // Data may have been put into place, or taken away, while another editor or program was in front.
    this.#store.add(window.onDidChangeActiveTextEditor((editor) => editor && this.#lookAgain(editor.document)));
    this.#store.add(window.onDidChangeWindowState(({ focused }) => focused && this.#lookAgainAtAll()));
    this.#store.add(
      workspace.onDidChangeConfiguration((change) => change.affectsConfiguration('json') && this.#lookAgainAtAll()),
    );
    this.#store.add(workspace.onDidGrantWorkspaceTrust(() => this.#lookAgainAtAll()));
    this.#store.add(vscode.extensions.onDidChange(() => this.#lookAgainAtAll()));
    this.#lookAgainAtAll();
  }

  dispose(): void {
    for (const timer of this.#pending.values()) clearTimeout(timer);
    this.#pending.clear();
    this.#store.dispose();
  }

  #lookAgainAtAll(): void {
    for (const document of vscode.workspace.textDocuments) this.#lookAgain(document);
  }

  #lookAgain(document: vscode.TextDocument): void {
    this.#readings.forget(document);
    this.#show(document);
  }

  #showSoon(document: vscode.TextDocument): void {
    if (!isExperimentFile(document)) return;
    clearTimeout(this.#pending.get(document));
    this.#pending.set(
      document,
      setTimeout(() => this.#show(document), pauseAfterTyping),
    );
  }

  #show(document: vscode.TextDocument): void {
    this.#cancel(document);
    if (document.isClosed || !isExperimentFile(document)) return;
    const { problems } = this.#readings.read(document);
    this.#collection.set(document.uri, problemsToShow(problems, jsonSupportValidates(document)).map(toDiagnostic));
  }

  #withdraw(document: vscode.TextDocument): void {
    this.#cancel(document);
    this.#collection.delete(document.uri);
  }

  #cancel(document: vscode.TextDocument): void {
    clearTimeout(this.#pending.get(document));
    this.#pending.delete(document);
  }
}

function jsonSupportValidates(document: vscode.TextDocument): boolean {
  const isJson = document.languageId === 'json' || document.languageId === 'jsonc';
  const isInstalled = vscode.extensions.getExtension('vscode.json-language-features') !== undefined;
  return isJson && isInstalled && vscode.workspace.getConfiguration('json', document).get('validate.enable', true);
}
