// The person's settings, each read where it is needed, so that a change counts at once.

import path from 'node:path';
import * as vscode from 'vscode';
import { firstOfEachPlace, realPlaceOf } from '../../base/folderPlaces.ts';
import { settingIds } from './contributions.ts';
import { mayLookInto } from './dataLookup.ts';
import { type SettingName, settingReaders } from './settingReaders.ts';

export function maxConcurrentRuns(): number {
  return settingReaders.maxConcurrentRuns(settingOf('maxConcurrentRuns')).value;
}

export function opensPanelOnStart(): boolean {
  return settingReaders.openPanelOnStart(settingOf('openPanelOnStart')).value;
}

export function notifiesOnCompletion(): boolean {
  return settingReaders.notifyOnCompletion(settingOf('notifyOnCompletion')).value;
}

/** How long deleted runs can be restored; zero: until the person empties the trash. */
export function trashDays(): number {
  return settingReaders.trashDays(settingOf('trashDays')).value;
}

/**
 * Ids of settings that do not count, or not all of them, since they are of the wrong kind; of several workspace folders
 * with the folder whose setting it is.
 */
export function wrongSettings(): readonly string[] {
  const isWrong = (name: SettingName, folder?: vscode.Uri) => settingReaders[name](settingOf(name, folder)).isWrong;
  const folders = fileFolders();
  const ofFolders = folders.flatMap(({ uri, name: called }) =>
    folderSettings
      .filter((name) => isWrong(name, uri))
      .map((name) => (folders.length > 1 ? `${settingIds[name]} (${called})` : settingIds[name])),
  );
  return [...ofFolders, ...windowSettings.filter((name) => isWrong(name)).map((name) => settingIds[name])];
}

/** Hears when any setting may count otherwise than before. */
export function onDidChangeSettings(listener: () => void): vscode.Disposable {
  const { workspace } = vscode;
  return vscode.Disposable.from(
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(settingSection)) listener();
    }),
    workspace.onDidChangeWorkspaceFolders(listener),
    // Some settings of a workspace that is not trusted do not count.
    workspace.onDidGrantWorkspaceTrust(listener),
  );
}

/**
 * Absolute path of the runs folder for files of `folder`, which is a workspace folder, or the folder of a file outside
 * of all.
 */
function runsFolderOf(folder: vscode.Uri): string {
  return path.resolve(folder.fsPath, settingReaders.runsFolder(settingOf('runsFolder', folder)).value);
}

/** The runs folder for an experiment file: where the workspace has that folder by another name, it is called so. */
export function runsFolderOfFile(file: vscode.Uri): string {
  const folder = vscode.workspace.getWorkspaceFolder(file)?.uri ?? vscode.Uri.file(path.dirname(file.fsPath));
  const runsFolder = runsFolderOf(folder);
  const place = realPlaceOf(runsFolder);
  return workspaceRunsFolders().find((known) => realPlaceOf(known) === place) ?? runsFolder;
}

/**
 * The runs folders of all workspace folders, each once, by the first name that it has among them; before a workspace is
 * trusted, without those that lie behind a link.
 */
export function workspaceRunsFolders(): string[] {
  return firstOfEachPlace(
    fileFolders()
      .map(({ uri }) => runsFolderOf(uri))
      .filter(mayLookInto),
  );
}

/** Folders with other programs' logs, of all workspace folders, as the settings say; absolute, each once. */
export function workspaceLogFolders(): string[] {
  const named = fileFolders().flatMap(({ uri }) => logFoldersOf(uri).map((folder) => path.resolve(uri.fsPath, folder)));
  return [...new Set(named)];
}

/** As the setting of a workspace folder has them. */
function logFoldersOf(folder: vscode.Uri): readonly string[] {
  return settingReaders.logFolders(settingOf('logFolders', folder)).value;
}

/** Adds a folder to the setting of the workspace folder that it lies in, or of the first one. False where there is none. */
export async function addWorkspaceLogFolder(logFolder: vscode.Uri): Promise<boolean> {
  const folder = vscode.workspace.getWorkspaceFolder(logFolder) ?? vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) return false;
  const within = path.relative(folder.uri.fsPath, logFolder.fsPath);
  const isWithin = within !== '' && !within.startsWith('..') && !path.isAbsolute(within);
  const name = isWithin ? within.split(path.sep).join('/') : logFolder.fsPath;
  const known = logFoldersOf(folder.uri);
  if (known.includes(name)) return true;
  await vscode.workspace
    .getConfiguration(undefined, folder.uri)
    .update(settingIds.logFolders, [...known, name], vscode.ConfigurationTarget.WorkspaceFolder);
  return true;
}

const settingSection = 'reptileLab';
/** Whose scope package.json says is `resource`. */
const folderSettings = ['runsFolder', 'logFolders'] as const;
const windowSettings = ['maxConcurrentRuns', 'openPanelOnStart', 'notifyOnCompletion', 'trashDays'] as const;

/** The folders of the workspace that lie on drives. */
export function fileFolders(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file');
}

/** As it stands in a file of settings, of whatever kind. */
function settingOf(name: SettingName, folder?: vscode.Uri): unknown {
  return vscode.workspace.getConfiguration(undefined, folder).get<unknown>(settingIds[name]);
}
