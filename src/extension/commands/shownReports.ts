// Results as read-only documents, for as long as the window lives: the evaluations themselves are stored with their runs.

import { commands, Uri, window, workspace } from 'vscode';
import { reportScheme } from '../editor/contributions.ts';
import type { Disposable } from '../editor/disposableStore.ts';
import { reportFileName } from './evaluationReport.ts';

const reports = new Map<string, string>();

export function registerReports(): Disposable {
  return workspace.registerTextDocumentContentProvider(reportScheme, {
    provideTextDocumentContent: (uri) => reports.get(uri.path) ?? '',
  });
}

/** Rendered, where the editor can: its own extension for Markdown may be switched off. */
export async function showReport(title: string, document: string): Promise<void> {
  const uri = Uri.from({ scheme: reportScheme, path: `/${reportFileName(title, reports.size + 1)}` });
  reports.set(uri.path, document);
  try {
    await commands.executeCommand('markdown.showPreview', uri);
  } catch {
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: false });
  }
}
