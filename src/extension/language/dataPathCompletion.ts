// Completion of data folders, which no schema can know: the folders that lie where the path so far leads.

import path from 'node:path';
import { getLocation } from 'jsonc-parser';
import * as vscode from 'vscode';

const dataPath = ['task', 'dataset', 'path'];

export class DataPathCompletion implements vscode.CompletionItemProvider {
  static readonly triggerCharacters = ['"', '/'];

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.CompletionItem[]> {
    const offset = document.offsetAt(position);
    const location = getLocation(document.getText(), offset);
    const node = location.previousNode;
    if (document.uri.scheme !== 'file' || location.isAtPropertyKey || !location.matches(dataPath) || node?.type !== 'string')
      return [];
    const typed = document.getText(new vscode.Range(document.positionAt(node.offset + 1), position));
    const parent = typed.slice(0, typed.lastIndexOf('/') + 1);
    const folder = path.resolve(path.dirname(document.uri.fsPath), parent);
    const names = await namesOfFolders(vscode.Uri.file(folder));
    if (token.isCancellationRequested) return [];
    const replaced = new vscode.Range(document.positionAt(node.offset + 1 + parent.length), position);
    return names.map((name) => {
      const item = new vscode.CompletionItem(name, vscode.CompletionItemKind.Folder);
      item.range = replaced;
      item.insertText = JSON.stringify(name).slice(1, -1);
      return item;
    });
  }
}

/** Empty where the folder does not exist or cannot be read: then there is nothing to offer. */
async function namesOfFolders(folder: vscode.Uri): Promise<string[]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries
      .filter(([name, type]) => (type & vscode.FileType.Directory) !== 0 && !name.startsWith('.'))
      .map(([name]) => name)
      .sort();
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return [];
    throw error;
  }
}
