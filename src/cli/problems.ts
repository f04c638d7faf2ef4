// Problems of experiment files as the terminal and scripts see them: one line each, positions counted from 1.

import type { Problem, Severity } from '../experiment/problem.ts';
import { printable, printableLines, type Style, type Surface } from './terminal.ts';

/** What `validate --json` prints of each problem; `line` and `column` are counted from 1. */
export interface ReportedProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
}

export function reportProblem(file: string, { rule, severity, message, range }: Problem): ReportedProblem {
  return { file, line: range.start.line + 1, column: range.start.column + 1, rule, severity, message };
}

/** `file:line:column: severity rule: message`, which terminals make clickable. */
export function formatProblem(problem: ReportedProblem, surface: Surface): string {
  const { file, line, column, rule, severity, message } = problem;
  const label = surface.paint(styleOf[severity], severity);
  return `${printable(file)}:${line}:${column}: ${label} ${rule}: ${printableLines(message)}\n`;
}

export function hasError(problems: readonly ReportedProblem[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}

const styleOf: Record<Severity, Style> = { error: 'red', warning: 'yellow', information: 'cyan' };
