// Whether what an experiment file names exists: looked up as far as the workspace is trusted.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Uri, workspace } from 'vscode';
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
