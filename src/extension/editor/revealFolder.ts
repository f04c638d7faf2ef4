// Shows a folder where the person's files are: in the system's file manager, in the explorer, or as a path to paste.

import { commands, env, l10n, UIKind, Uri, workspace } from 'vscode';
import { copyLine } from '../doors/clipboard.ts';
import { showInformation } from '../doors/messages.ts';

export async function revealFolder(folder: string): Promise<void> {
  const uri = Uri.file(folder);
  const isLocalDesktop = env.uiKind === UIKind.Desktop && env.remoteName === undefined;
  if (isLocalDesktop) await commands.executeCommand('revealFileInOS', uri);
  else if (workspace.getWorkspaceFolder(uri) !== undefined) await commands.executeCommand('revealInExplorer', uri);
  else {
    await copyLine(folder);
    showInformation(l10n.t('The folder lies outside the workspace, where it cannot be shown. Its path was copied.'));
  }
}
