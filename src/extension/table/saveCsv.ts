// The table as a file for spreadsheets, saved where the person chooses.

import path from 'node:path';
import { l10n, Uri, workspace } from 'vscode';
import { showInformation } from '../doors/messages.ts';
import { saveText } from '../doors/savedFile.ts';

export async function saveCsv(text: string): Promise<void> {
  const folder = workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
  const name = 'runs.csv';
  const saved = await saveText(text, {
    title: l10n.t('Save the Table as CSV'),
    suggested: folder === undefined ? Uri.file(name) : Uri.joinPath(folder.uri, name),
    endings: { [l10n.t('Comma-separated values')]: ['csv'] },
  });
  if (saved !== undefined) showInformation(l10n.t('Saved {0}.', path.basename(saved.fsPath)));
}
