// What may be looked up and looked into as far as the workspace is trusted: what an experiment file names, and where runs lie.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { Uri, workspace } from 'vscode';
import { type Lookup, lookUpInside } from '../../base/cautiousLookup.ts';

/**
 * Looks for `absolute`, which the file at `from` names. In a workspace that is not trusted nothing is looked up outside
 * of the file's workspace folder, and no link is followed: a path may lead to another host, which would see who asks.
 */
export function lookUpFor(from: Uri, absolute: string): Lookup {
  if (workspace.isTrusted) return existsSync(absolute) ? 'there' : 'missing';
  const folder = workspace.getWorkspaceFolder(from);
  return folder === undefined ? 'notLookedUp' : lookUpInside(folder.uri.fsPath, path.resolve(absolute));
}

/**
 * Whether a folder of runs, or a run's, may be looked into now. In a workspace that is not trusted: only inside of a
 * workspace folder, and behind no link.
 */
export function mayLookInto(folder: string): boolean {
  return workspace.isTrusted || lookUpFor(Uri.file(folder), folder) !== 'notLookedUp';
}

/** The folder inside of which such a look stays, behind no link; undefined where the workspace is trusted. */
export function limitOfLooks(folder: string): string | undefined {
  // Nothing lies inside of the folder that is meant where no workspace folder holds it.
  return workspace.isTrusted ? undefined : (workspace.getWorkspaceFolder(Uri.file(folder))?.uri.fsPath ?? folder);
}
