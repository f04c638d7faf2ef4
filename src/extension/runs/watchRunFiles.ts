// Hears from the editor's own watch of files when a run's manifest was written, or what people say of it, so that
// nobody has to look for it.

import path from 'node:path';
import { RelativePattern, Uri, workspace } from 'vscode';
import type { WatchRuns } from './watchedFolder.ts';

export const watchRunFiles: WatchRuns = (runsFolder, onChange) => {
  const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.file(runsFolder), '*/{run,marks}.json'));
  const hear = ({ fsPath }: Uri) => onChange(path.dirname(fsPath));
  watcher.onDidCreate(hear);
  watcher.onDidChange(hear);
  watcher.onDidDelete(hear);
  return watcher;
};
