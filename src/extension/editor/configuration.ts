// The person's settings, each read where it is needed, so that a change counts at once.

import path from 'node:path';
import * as vscode from 'vscode';
import { settingIds } from './contributions.ts';
import { lookUpFor } from './dataLookup.ts';

export function maxConcurrentRuns(): number {
  return Math.max(1, Math.floor(read(settingIds.maxConcurrentRuns, 2)));
}

export function opensPanelOnStart(): boolean {
  return read(settingIds.openPanelOnStart, true);
}

export function notifiesOnCompletion(): boolean {
  return read(settingIds.notifyOnCompletion, false);
}

/** How long deleted runs can be restored; zero: until the person empties the trash. */
export function trashDays(): number {
  return Math.max(0, Math.floor(read(settingIds.trashDays, 30)));
}

/**
 * Absolute path of the runs folder for files of `folder`, which is a workspace folder, or the folder of a file outside
 * of all.
 */
function runsFolderOf(folder: vscode.Uri): string {
  const setting = vscode.workspace
    .getConfiguration(undefined, folder)
    .get(settingIds.runsFolder, defaultRunsFolder)
    .trim();
  return path.resolve(folder.fsPath, setting === '' ? defaultRunsFolder : setting);
}

/** The runs folder for an experiment file. */
export function runsFolderOfFile(file: vscode.Uri): string {
  const folder = vscode.workspace.getWorkspaceFolder(file)?.uri ?? vscode.Uri.file(path.dirname(file.fsPath));
  return runsFolderOf(folder);
}

/**
 * The runs folders of all workspace folders, each once; before a workspace is trusted, without those that lie behind a
 * link.
 */
export function workspaceRunsFolders(): string[] {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file');
  const runsFolders = folders.map(({ uri }) => ({ uri, runsFolder: runsFolderOf(uri) }));
  const known = runsFolders.filter(({ uri, runsFolder }) => lookUpFor(uri, runsFolder) !== 'notLookedUp');
  return [...new Set(known.map(({ runsFolder }) => runsFolder))];
}

/** Folders with other programs' logs, of all workspace folders, as the settings say; absolute, each once. */
export function workspaceLogFolders(): string[] {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file');
  const named = folders.flatMap(({ uri }) => logFoldersOf(uri).map((folder) => path.resolve(uri.fsPath, folder)));
  return [...new Set(named)];
}

/** As the setting of a workspace folder has them. */
function logFoldersOf(folder: vscode.Uri): string[] {
  const setting = vscode.workspace.getConfiguration(undefined, folder).get<unknown>(settingIds.logFolders, []);
  return Array.isArray(setting) ? setting.filter((name) => typeof name === 'string' && name.trim() !== '') : [];
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

const defaultRunsFolder = path.join('.reptile', 'runs');

function read<T>(id: string, fallback: T): T {
  return vscode.workspace.getConfiguration().get(id, fallback);
}
