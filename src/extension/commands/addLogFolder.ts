// "Add Log Folder…": shows the logs of other programs among the runs, from a folder that the person chooses.

import { l10n, window, workspace } from 'vscode';
import { LogFolder } from '../../foreign/logFolder.ts';
import { showInformation } from '../doors/messages.ts';
import { addWorkspaceLogFolder } from '../editor/configuration.ts';
import type { Services } from '../services.ts';

export async function addLogFolder({ index }: Pick<Services, 'index'>): Promise<void> {
  if (!workspace.isTrusted) {
    showInformation(l10n.t('Trust this workspace first: until then its setting for log folders does not count.'));
    return;
  }
  const [folder] =
    (await window.showOpenDialog({
      title: l10n.t('Folder with Logs of Other Programs'),
      openLabel: l10n.t('Add'),
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
    })) ?? [];
  if (folder === undefined) return;
  const { logs } = await new LogFolder(folder.fsPath).look();
  if (!(await addWorkspaceLogFolder(folder))) {
    showInformation(l10n.t('Open a folder first: which logs are shown is a setting of it.'));
    return;
  }
  await index.logs.refresh();
  showInformation(
    logs.length === 0
      ? l10n.t('There are no logs in this folder yet. They are shown among the runs when a program writes them.')
      : l10n.t('{0} runs of other programs are shown among yours. They are only read.', logs.length),
  );
}
