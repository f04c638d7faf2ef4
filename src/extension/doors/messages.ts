// The door to messages: what went wrong or is new, once, with what can be done about it. What they say is text: nothing
// in it becomes a link.

import { commands, l10n, window, workspace } from 'vscode';
import { editorLines, editorParagraphs, editorText } from '../../base/editorText.ts';
import { messageOf } from '../../base/systemErrors.ts';
import type { Log } from './log.ts';

/** A message's button and what it does. */
export interface Action {
  readonly title: string;
  readonly run: () => unknown;
}

/** Shows an error without waiting for the person's answer. */
export function showError(message: string, ...actions: readonly Action[]): void {
  void window.showErrorMessage(editorText(message), ...titlesOf(actions)).then((chosen) => carryOut(chosen, actions));
}

/** Shows news without waiting for the person's answer. */
export function showInformation(message: string, ...actions: readonly Action[]): void {
  void window
    .showInformationMessage(editorText(message), ...titlesOf(actions))
    .then((chosen) => carryOut(chosen, actions));
}

/**
 * Asks before something is done that cannot be taken back, or that needs a decision: whether the person chose `action`.
 * @param detail a text of some lines, or paragraphs of which each has to be seen
 */
export async function agreeTo(action: string, question: string, detail: string | readonly string[]): Promise<boolean> {
  const title = editorText(action);
  const answer = await window.showWarningMessage(
    editorText(question),
    { modal: true, detail: typeof detail === 'string' ? editorLines(detail) : editorParagraphs(detail) },
    title,
  );
  return answer === title;
}

/** Logs an error with its stack and shows its message. */
export function reportError(log: Log, error: unknown): void {
  log.error(error);
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
  return actions.find((action) => editorText(action.title) === chosen)?.run();
}

function titlesOf(actions: readonly Action[]): string[] {
  return actions.map((action) => editorText(action.title));
}
