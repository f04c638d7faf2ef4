// Which commit an experiment was started from, where its folder is under git. The repository is asked, and none of its
// programs is run.

import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { findProgram } from '../base/findProgram.ts';

export interface GitState {
  readonly commit: string;
  /** Whether tracked files differ from the commit. */
  readonly isDirty: boolean;
}

/** For all questions together. */
const patienceMilliseconds = 2000;
const mostOutputBytes = 1024 * 1024;

/**
 * Older ones do not know `safe.bareRepository`: a folder inside of a repository could pass itself off as one, with
 * settings of its own.
 */
const oldestVersion = [2, 38] as const;

type Setting = readonly [key: string, value: string];

/** Settings of a repository may name programs; these come before them. Empty is off in every version. */
const withoutPrograms: readonly Setting[] = [
  ['core.fsmonitor', ''],
  ['core.hooksPath', devNull],
  ['safe.bareRepository', 'explicit'],
  ['protocol.allow', 'never'],
];

/**
 * Undefined without git, outside a repository, or when git does not answer before `signal` aborts or two seconds have
 * passed.
 */
export async function readGitState(folder: string, signal: AbortSignal): Promise<GitState | undefined> {
  const program = findProgram('git');
  if (program === undefined) return undefined;
  const patience = AbortSignal.any([signal, AbortSignal.timeout(patienceMilliseconds)]);
  const git = (words: readonly string[], settings = withoutPrograms) =>
    askGit({ program, words: ['-C', folder, ...words], settings, signal: patience });
  try {
    if (!isRecent(await git(['--version']))) return undefined;
    const filters = await git(['config', '--null', '--name-only', '--get-regexp', '^filter\\.']).catch(ignoreNoMatch);
    const status = ['status', '--porcelain', '--untracked-files=no', '--ignore-submodules=all', '--no-renames'];
    const [commit, changes] = await Promise.all([
      git(['rev-parse', '--verify', 'HEAD']),
      git(status, [...withoutPrograms, ...withoutFilters(filters)]).catch(takeLongAnswer),
    ]);
    if (!/^[0-9a-f]{40,64}$/.test(commit.trim())) return undefined;
    return { commit: commit.trim(), isDirty: changes !== '' };
  } catch {
    return undefined;
  }
}

/**
 * Git hands a file's content to its filter when it compares. A file that has one counts as changed where only its time
 * differs.
 */
function withoutFilters(listed: string): Setting[] {
  const keys = listed.split('\0').filter((key) => key !== '');
  const drivers = new Set(keys.map((key) => key.slice(0, key.lastIndexOf('.'))));
  return [...drivers].flatMap((driver): Setting[] => [
    [`${driver}.clean`, ''],
    [`${driver}.smudge`, ''],
    [`${driver}.process`, ''],
    [`${driver}.required`, 'false'],
  ]);
}

class GitError extends Error {
  override readonly name = 'GitError';
  readonly code: unknown;
  readonly output: string;

  constructor(cause: Error & { readonly code?: unknown }, output: string) {
    super(cause.message, { cause });
    this.code = cause.code;
    this.output = output;
  }
}

/** Git's word for settings that are not there. */
function ignoreNoMatch(error: unknown): string {
  if (error instanceof GitError && error.code === 1 && error.output === '') return '';
  throw error;
}

/** More changed files than are listed are changed files. */
function takeLongAnswer(error: unknown): string {
  if (error instanceof GitError && error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return error.output;
  throw error;
}

function isRecent(version: string): boolean {
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(version) ?? [];
  const [oldestMajor, oldestMinor] = oldestVersion;
  return Number(major) > oldestMajor || (Number(major) === oldestMajor && Number(minor) >= oldestMinor);
}

interface Question {
  readonly program: string;
  readonly words: readonly string[];
  readonly settings: readonly Setting[];
  readonly signal: AbortSignal;
}

function askGit({ program, words, settings, signal }: Question): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = {
      signal,
      killSignal: 'SIGKILL',
      maxBuffer: mostOutputBytes,
      windowsHide: true,
      env: gitEnvironment(process.env, settings),
    } as const;
    const child = execFile(program, words, options, (error, output) => {
      if (error === null) resolve(output);
      else reject(new GitError(error, output));
    });
    child.stdin?.end();
  });
}

/** The person's own settings stay; what names another repository, or a program, goes. */
function gitEnvironment(environment: Readonly<NodeJS.ProcessEnv>, settings: readonly Setting[]): NodeJS.ProcessEnv {
  const kept = /^GIT_(EXEC_PATH|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)|CEILING_DIRECTORIES)$/i;
  const others = Object.entries(environment).filter(([name]) => !/^(GIT_|SSH_ASKPASS)/i.test(name) || kept.test(name));
  return {
    ...Object.fromEntries(others),
    // Not as words: those end a key at its first "=", which the name of a filter may hold.
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
    // Without optional locks a look never gets in the way of the user's own git commands, and writes nothing.
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    // A repository may leave objects out and name whom to ask for them: nobody is asked, whatever it allows.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
  };
}
