// From the reader's ranges, problems and fixes to VS Code's.

import * as vscode from 'vscode';
import type { Fix, Problem, Severity, TextRange } from '../../experiment/readExperiment.ts';
import { createDiagnostic } from '../doors/languageTexts.ts';

/** Shown behind every message in the problems view. */
const source = 'Reptile';

const severities: Record<Severity, vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

export function toRange({ start, end }: TextRange): vscode.Range {
  return new vscode.Range(start.line, start.column, end.line, end.column);
}

export function toDiagnostic(problem: Problem): vscode.Diagnostic {
  const diagnostic = createDiagnostic(toRange(problem.range), problem.message, severities[problem.severity]);
  diagnostic.code = problem.rule;
  diagnostic.source = source;
  return diagnostic;
}

export function toWorkspaceEdit(document: vscode.TextDocument, fix: Fix): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  edit.set(
    document.uri,
    fix.edits.map(({ range, newText }) => new vscode.TextEdit(toRange(range), newText)),
  );
  return edit;
}
