// Completion of data paths, which no schema can know: the folders, and where one will do the zips, that lie where the path so far leads.

import path from 'node:path';
import { findNodeAtLocation, getLocation, parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';

const dataPath = ['task', 'dataset', 'path'];

/** Sources of data that may lie in a zip as well as in a folder. */
const zippedSources: ReadonlySet<unknown> = new Set(['folder', 'spokenDigits']);

export class DataPathCompletion implements vscode.CompletionItemProvider {
  static readonly triggerCharacters = ['"', '/'];

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.CompletionItem[]> {
    const offset = document.offsetAt(position);
    const text = document.getText();
    const location = getLocation(text, offset);
    const node = location.previousNode;
    if (document.uri.scheme !== 'file' || location.isAtPropertyKey || !location.matches(dataPath) || node?.type !== 'string')
      return [];
    const typed = document.getText(new vscode.Range(document.positionAt(node.offset + 1), position));
    const parent = typed.slice(0, typed.lastIndexOf('/') + 1);
    const folder = path.resolve(path.dirname(document.uri.fsPath), parent);
    const entries = await entriesOf(vscode.Uri.file(folder), acceptsZip(text));
    if (token.isCancellationRequested) return [];
    const replaced = new vscode.Range(document.positionAt(node.offset + 1 + parent.length), position);
    return entries.map(({ name, kind }) => {
      const item = new vscode.CompletionItem(name, kind);
      item.range = replaced;
      item.insertText = JSON.stringify(name).slice(1, -1);
      return item;
    });
  }
}

function acceptsZip(text: string): boolean {
  const root = parseTree(text);
  return root !== undefined && zippedSources.has(findNodeAtLocation(root, ['task', 'dataset', 'source'])?.value);
}

interface Entry {
  readonly name: string;
  readonly kind: vscode.CompletionItemKind;
}

/** Empty where the folder does not exist or cannot be read: then there is nothing to offer. */
async function entriesOf(folder: vscode.Uri, withZips: boolean): Promise<Entry[]> {
  try {
    const found = await vscode.workspace.fs.readDirectory(folder);
    return found
      .filter(([name]) => !name.startsWith('.'))
      .flatMap(([name, type]): Entry[] => {
        if ((type & vscode.FileType.Directory) !== 0) return [{ name, kind: vscode.CompletionItemKind.Folder }];
        const isZip = (type & vscode.FileType.File) !== 0 && name.toLowerCase().endsWith('.zip');
        return withZips && isZip ? [{ name, kind: vscode.CompletionItemKind.File }] : [];
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return [];
    throw error;
  }
}
