// Finds the logs in a folder and in the folders within it, whoever wrote them. Links are not followed, and of very many
// folders only some are looked into.

import type { Dirent } from 'node:fs';
import path from 'node:path';
import { visitPlainFolder } from '../base/folderNames.ts';
import { isMisnamed } from '../base/misnamed.ts';
import { isPlainFolder } from '../base/plainFolder.ts';
import { isAnyEventFile } from '../runs/eventFiles.ts';
import { fileProblemOf } from '../runs/fileProblem.ts';
import type { RunNotice } from '../runs/runNotice.ts';
import type { LogFormat } from './logReader.ts';
import { csvFiles } from './tables/csvLog.ts';
import { isWandbFile, isWandbFolder } from './wandb/names.ts';

/** One run of another program, as far as the names of its files tell. */
export interface LogRun {
  /** Absolute path. */
  readonly directory: string;
  readonly format: LogFormat;
}

export interface FoundLogs {
  /** By the alphabet of their paths. */
  readonly runs: readonly LogRun[];
  /** Folders that cannot be listed or reached by their names, and that there is more than was looked at. */
  readonly problems: readonly RunNotice[];
}

const deepest = 12;
const mostFolders = 20_000;
const mostRuns = 10_000;
/** Of one folder. */
const mostNames = 100_000;

/** @param directory absolute; nothing is found where there is none */
export async function findLogRuns(directory: string): Promise<FoundLogs> {
  const runs: LogRun[] = [];
  const problems: RunNotice[] = [];
  const waiting: { readonly directory: string; readonly depth: number }[] = [{ directory, depth: 0 }];
  let [seen, isCrowded] = [0, false];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (seen >= mostFolders || runs.length >= mostRuns) {
      isCrowded = true;
      break;
    }
    seen++;
    try {
      if (next.depth > 0 && (await isMisnamed(next.directory))) {
        problems.push({ of: 'file', problem: { code: 'misnamed', file: next.directory } });
        continue;
      }
      const entries = await listFolder(next.directory);
      isCrowded ||= entries.leftOut;
      // A run of ours is listed where it lies, with all that is known of it.
      if (entries.files.has('run.json')) continue;
      const format = await formatOf(entries, next.directory);
      if (format !== undefined) runs.push({ directory: next.directory, format });
      const folders = entries.folders.filter((name) => mayHoldRuns(name, format));
      if (next.depth >= deepest) isCrowded ||= folders.length > 0;
      else
        for (const name of folders)
          if (seen + waiting.length < mostFolders)
            waiting.push({ directory: path.join(next.directory, name), depth: next.depth + 1 });
          else isCrowded = true;
    } catch (error) {
      problems.push({ of: 'file', problem: fileProblemOf(next.directory, error) });
    }
  }
  if (isCrowded)
    problems.push({ of: 'file', problem: { code: 'crowd', folder: directory, what: 'folders', looked: seen } });
  return { runs: runs.sort((a, b) => (a.directory < b.directory ? -1 : 1)), problems };
}

interface Entries {
  readonly files: ReadonlySet<string>;
  readonly hasEvents: boolean;
  readonly folders: readonly string[];
  readonly leftOut: boolean;
}

async function listFolder(directory: string): Promise<Entries> {
  const files = new Set<string>();
  const folders: string[] = [];
  let [seen, hasEvents] = [0, false];
  await visitPlainFolder(directory, (entry: Dirent) => {
    if (++seen > mostNames) return;
    hasEvents ||= entry.isFile() && isAnyEventFile(entry.name, entry);
    if (entry.isFile()) files.add(entry.name);
    else if (entry.isDirectory() && !entry.name.startsWith('.')) folders.push(entry.name);
  });
  // Several that are not UTF-8 may be read alike.
  return { files, hasEvents, folders: [...new Set(folders)].sort(), leftOut: seen > mostNames };
}

async function formatOf({ hasEvents, files, folders }: Entries, directory: string): Promise<LogFormat | undefined> {
  const name = path.basename(directory);
  if ([...files].some(isWandbFile) || (isWandbFolder(name) && folders.includes('files'))) return 'wandb';
  if (files.has('meta.yaml') && folders.includes('metrics') && folders.includes('params') && !isOfModels(directory))
    return 'mlflow';
  if (hasEvents) return 'tensorboard';
  if (folders.includes('plots') && (await isPlainFolder(path.join(directory, 'plots', 'metrics')))) return 'dvclive';
  return files.has(csvFiles.metrics) ? 'csv' : undefined;
}

/** MLflow keeps models beside the runs that made them, with the same figures. */
function isOfModels(directory: string): boolean {
  return path.basename(path.dirname(directory)) === 'models';
}

/** Whether a folder within a run is no part of that run's own files. */
function mayHoldRuns(name: string, format: LogFormat | undefined): boolean {
  switch (format) {
    case 'wandb':
      return false;
    case 'mlflow':
      return name === 'artifacts';
    case 'dvclive':
      return name !== 'plots';
    case 'csv':
    case 'tensorboard':
    case undefined:
      return true;
  }
}
