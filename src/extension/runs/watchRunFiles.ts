// Hears from the editor's own watch of files when the manifest of a run was written, so that nobody has to look for it.

import path from 'node:path';
import { RelativePattern, Uri, workspace } from 'vscode';
import type { WatchRuns } from './watchedFolder.ts';

export const watchRunFiles: WatchRuns = (runsFolder, onChange) => {
  const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.file(runsFolder), '*/run.json'));
  const hear = ({ fsPath }: Uri) => onChange(path.dirname(fsPath));
  watcher.onDidCreate(hear);
  watcher.onDidChange(hear);
  watcher.onDidDelete(hear);
  return watcher;
};
