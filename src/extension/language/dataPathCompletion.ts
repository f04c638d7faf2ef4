// Completion of paths to data, which no schema can know: the folders and data files that lie where the path so far
// leads.

import type { Dirent } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { type ChosenNames, chooseEntries } from '../../base/folderNames.ts';
import { isOfTheSystem } from '../../base/systemErrors.ts';
import { createNameCompletion } from '../doors/languageTexts.ts';
import { lookUpFor } from '../editor/dataLookup.ts';
import { typedDataPath } from './dataPaths.ts';

/** A folder of data may hold a million files, and nobody reads a longer list. */
const mostOffered = 1000;

export class DataPathCompletion implements vscode.CompletionItemProvider {
  static readonly triggerCharacters = ['"', '/'];

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.CompletionList | undefined> {
    const dataPath = typedDataPath(document.getText(), document.offsetAt(position));
    if (document.uri.scheme !== 'file' || dataPath === undefined) return undefined;
    const typed = document.getText(new vscode.Range(document.positionAt(dataPath.start), position));
    const parent = typed.slice(0, typed.lastIndexOf('/') + 1);
    const folder = path.resolve(path.dirname(document.uri.fsPath), parent);
    if (lookUpFor(document.uri, folder) !== 'there') return undefined;
    const beginning = typed.slice(parent.length);
    const { names, leftOut } = await namesIn(folder, beginning, dataPath.fileEndings);
    if (token.isCancellationRequested) return undefined;
    const replaced = new vscode.Range(document.positionAt(dataPath.start + parent.length), position);
    const items = names.map((name) => {
      const isFile = isData(name, dataPath.fileEndings);
      const kind = isFile ? vscode.CompletionItemKind.File : vscode.CompletionItemKind.Folder;
      const item = createNameCompletion(name, kind);
      item.range = replaced;
      return item;
    });
    return new vscode.CompletionList(items, leftOut > 0);
  }
}

/**
 * Those that go on as typed first; none where the folder does not exist or cannot be read: then there is nothing to
 * offer. What a link leads to is not looked up: that may be another host.
 */
async function namesIn(
  folder: string,
  beginning: string,
  fileEndings: readonly string[],
): Promise<Omit<ChosenNames, 'seen'>> {
  const rankOf = (name: string, entry: Dirent) => {
    const mayBeFolder = entry.isDirectory() || entry.isSymbolicLink();
    const isOffered = mayBeFolder || (entry.isFile() && isData(name, fileEndings));
    return isOffered && !name.startsWith('.') ? Number(!name.startsWith(beginning)) : undefined;
  };
  try {
    return await chooseEntries(folder, { rankOf, most: mostOffered });
  } catch (error) {
    if (isOfTheSystem(error)) return { names: [], leftOut: 0 };
    throw error;
  }
}

function isData(name: string, fileEndings: readonly string[]): boolean {
  return fileEndings.includes(path.extname(name).toLowerCase());
}
