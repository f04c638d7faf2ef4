// Which documents are experiment files.

import * as vscode from 'vscode';
import { experimentFileEnding } from '../editor/contributions.ts';

/** Experiment files on disk and new ones that are not saved yet; not the read-only copies inside runs. */
export const experimentFiles: vscode.DocumentFilter[] = ['file', 'untitled'].map((scheme) => ({
  scheme,
  pattern: `**/*${experimentFileEnding}`,
}));

export function isExperimentFile(document: vscode.TextDocument): boolean {
  return vscode.languages.match(experimentFiles, document) > 0;
}
