// Messages that end something: what went wrong, once, with what can be done about it.

import { commands, type LogOutputChannel, l10n, window, workspace } from 'vscode';
import { messageOf } from '../base/systemErrors.ts';

/** A message's button and what it does. */
export interface Action {
  readonly title: string;
  readonly run: () => unknown;
}

/** Shows an error without waiting for the person's answer. */
export function showError(message: string, ...actions: readonly Action[]): void {
  void window.showErrorMessage(message, ...actions.map((action) => action.title)).then((chosen) => carryOut(chosen, actions));
}

/** Shows news without waiting for the person's answer. */
export function showInformation(message: string, ...actions: readonly Action[]): void {
  void window
    .showInformationMessage(message, ...actions.map((action) => action.title))
    .then((chosen) => carryOut(chosen, actions));
}

/** Logs an error with its stack and shows its message. */
export function reportError(log: LogOutputChannel, error: unknown): void {
  log.error(error instanceof Error ? error : String(error));
  showError(messageOf(error), { title: l10n.t('Show Output'), run: () => log.show() });
}

/** Whether the workspace may start programs; says why not, and what to do, if it may not. */
export function requireTrust(): boolean {
  if (workspace.isTrusted) return true;
  showError(l10n.t('Starting a run executes programs with what the workspace says, so it needs a trusted workspace.'), {
    title: l10n.t('Manage Workspace Trust'),
    run: () => commands.executeCommand('workbench.trust.manage'),
  });
  return false;
}

function carryOut(chosen: string | undefined, actions: readonly Action[]): unknown {
  return actions.find((action) => action.title === chosen)?.run();
}
