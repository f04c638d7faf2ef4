// Which commit an experiment was started from, where its folder is under git.

import { execFile } from 'node:child_process';

export interface GitState {
  readonly commit: string;
  /** Whether tracked files differ from the commit. */
  readonly isDirty: boolean;
}

/** Undefined without git, outside a repository, or when git does not answer before `signal` aborts or two seconds have passed. */
export async function readGitState(folder: string, signal: AbortSignal): Promise<GitState | undefined> {
  const git = (...words: readonly string[]) => askGit(folder, words, signal);
  try {
    const [commit, changes] = await Promise.all([git('rev-parse', 'HEAD'), git('status', '--porcelain', '--untracked-files=no')]);
    return { commit: commit.trim(), isDirty: changes.trim() !== '' };
  } catch {
    return undefined;
  }
}

function askGit(folder: string, words: readonly string[], signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    // Without optional locks a look never gets in the way of the user's own git commands.
    const options = { timeout: 2000, signal, windowsHide: true, env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' } };
    execFile('git', ['-C', folder, ...words], options, (error, output) => (error === null ? resolve(output) : reject(error)));
  });
}
