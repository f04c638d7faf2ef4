// The door to two documents side by side: the title of their tab is text.

import { commands, type Uri, type ViewColumn } from 'vscode';
import { editorText } from '../../base/editorText.ts';

/** Shows what differs, the left document being the older one. */
export async function showDifferences(left: Uri, right: Uri, title: string, viewColumn: ViewColumn): Promise<void> {
  await commands.executeCommand('vscode.diff', left, right, editorText(title), { viewColumn });
}
