// The workspace of the host suite: experiment files in it, and editors on them.

import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';

export function workspaceFolder(): string {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined) throw new Error('The host suite runs in a window with a folder.');
  return folder.uri.fsPath;
}

export async function writeExperiment(name: string, text: string): Promise<vscode.Uri> {
  const file = path.join(workspaceFolder(), name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  return vscode.Uri.file(file);
}

/** Opens the file in an editor. */
export async function showExperiment(name: string, text: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(await writeExperiment(name, text)));
}

/** Closes every editor and panel without saving, and removes the file. */
export async function closeAndRemove(...files: readonly vscode.Uri[]): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await Promise.all(files.map((file) => rm(file.fsPath, { force: true })));
}
