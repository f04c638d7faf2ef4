// Which commit an experiment was started from, where its folder is under git.

import { execFile } from 'node:child_process';

export interface GitState {
  readonly commit: string;
  /** Whether tracked files differ from the commit. */
  readonly isDirty: boolean;
}

/** Undefined without git, outside a repository, or when git does not answer in time. */
export async function readGitState(folder: string): Promise<GitState | undefined> {
  try {
    const commit = (await git(folder, 'rev-parse', 'HEAD')).trim();
    const changes = await git(folder, 'status', '--porcelain', '--untracked-files=no');
    return { commit, isDirty: changes.trim() !== '' };
  } catch {
    return undefined;
  }
}

function git(folder: string, ...parameters: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    // Without optional locks a look never gets in the way of the user's own git commands.
    const options = { timeout: 5000, windowsHide: true, env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' } };
    execFile('git', ['-C', folder, ...parameters], options, (error, output) =>
      error === null ? resolve(output) : reject(error),
    );
  });
}
