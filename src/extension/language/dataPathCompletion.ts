// Completion of paths to data, which no schema can know: the folders and data files that lie where the path so far
// leads.

import path from 'node:path';
import * as vscode from 'vscode';
import { createNameCompletion } from '../doors/languageTexts.ts';
import { lookUpFor } from '../editor/dataLookup.ts';
import { typedDataPath } from './dataPaths.ts';

export class DataPathCompletion implements vscode.CompletionItemProvider {
  static readonly triggerCharacters = ['"', '/'];

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.CompletionItem[]> {
    const dataPath = typedDataPath(document.getText(), document.offsetAt(position));
    if (document.uri.scheme !== 'file' || dataPath === undefined) return [];
    const typed = document.getText(new vscode.Range(document.positionAt(dataPath.start), position));
    const parent = typed.slice(0, typed.lastIndexOf('/') + 1);
    const folder = path.resolve(path.dirname(document.uri.fsPath), parent);
    if (lookUpFor(document.uri, folder) !== 'there') return [];
    const entries = await entriesOf(vscode.Uri.file(folder), dataPath.fileEndings);
    if (token.isCancellationRequested) return [];
    const replaced = new vscode.Range(document.positionAt(dataPath.start + parent.length), position);
    return entries.map(({ name, kind }) => {
      const item = createNameCompletion(name, kind);
      item.range = replaced;
      return item;
    });
  }
}

interface Entry {
  readonly name: string;
  readonly kind: vscode.CompletionItemKind.Folder | vscode.CompletionItemKind.File;
}

/** Empty where the folder does not exist or cannot be read: then there is nothing to offer. */
async function entriesOf(folder: vscode.Uri, fileEndings: readonly string[]): Promise<Entry[]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries
      .flatMap(([name, type]) => entryOf(name, type, fileEndings))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return [];
    throw error;
  }
}

function entryOf(name: string, type: vscode.FileType, fileEndings: readonly string[]): Entry[] {
  if (name.startsWith('.')) return [];
  if ((type & vscode.FileType.Directory) !== 0) return [{ name, kind: vscode.CompletionItemKind.Folder }];
  const isData = fileEndings.includes(path.extname(name).toLowerCase());
  return isData ? [{ name, kind: vscode.CompletionItemKind.File }] : [];
}
