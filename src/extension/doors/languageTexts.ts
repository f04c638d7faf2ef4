// The door to what is shown beside the text of a file: problems, code lenses, quick fixes, completions, hovers, which all
// may quote it.

import * as vscode from 'vscode';
import { editorLines, editorText } from '../../base/editorText.ts';
import { escapeJson } from '../../base/terminalText.ts';
import { createExplanation } from './tooltip.ts';

export function createDiagnostic(
  range: vscode.Range,
  message: string,
  severity: vscode.DiagnosticSeverity,
): vscode.Diagnostic {
  return new vscode.Diagnostic(range, editorLines(message), severity);
}

export interface LensDescription {
  /** The name of one of the editor's icons. */
  readonly icon: string;
  readonly text: string;
  readonly command: string;
  readonly arguments?: unknown[];
}

export function createCodeLens(range: vscode.Range, { icon, text, ...command }: LensDescription): vscode.CodeLens {
  return new vscode.CodeLens(range, { ...command, title: `$(${icon}) ${editorText(text)}` });
}

export function createQuickFix(title: string): vscode.CodeAction {
  return new vscode.CodeAction(editorText(title), vscode.CodeActionKind.QuickFix);
}

/** A name and paragraphs, shown while the mouse rests on the range. */
export function createHover(range: vscode.Range, name: string, paragraphs: readonly string[]): vscode.Hover {
  return new vscode.Hover(createExplanation(name, paragraphs), range);
}

/** A value of a JSON text, offered whole in the place of what is typed; all of it can be seen. */
export function createValueCompletion(json: string, range: vscode.Range, detail: string): vscode.CompletionItem {
  const item = new vscode.CompletionItem(editorText(json), vscode.CompletionItemKind.Value);
  item.detail = editorText(detail);
  item.filterText = json;
  item.insertText = escapeJson(json);
  item.range = range;
  return item;
}

/** A name, offered within a JSON text: inserted exactly, in characters that can be seen. `detail` stands beside it. */
export function createNameCompletion(
  name: string,
  kind: vscode.CompletionItemKind,
  detail?: string,
): vscode.CompletionItem {
  const item = new vscode.CompletionItem(editorText(name), kind);
  if (detail !== undefined) item.detail = editorText(detail);
  item.filterText = name;
  item.insertText = escapeJson(JSON.stringify(name).slice(1, -1));
  return item;
}
