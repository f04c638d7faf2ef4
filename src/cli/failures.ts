// How a command ends: exit codes, and errors that a person can act on.

import { exitCodes as exitCodesOfRuns } from '../trainer/exitCodes.ts';

/** Part of the contract with scripts; `reptile-lab --help` lists them. */
export const exitCodes = exitCodesOfRuns;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Something that the caller can put right; its message says what happened and what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = exitCodes.badInput) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The error to throw for one that came up at `path`: a `CommandError` where the operating system refused, otherwise itself. */
export function explained(error: unknown, path: string): unknown {
  const explanation = explainSystemError(error, path === '' ? 'An empty path' : path);
  return explanation === undefined ? error : new CommandError(explanation);
}

function explainSystemError(error: unknown, path: string): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  switch (error.code) {
    case 'ENOENT':
      return `${path} does not exist. Check the path; relative paths start at the current folder.`;
    case 'EACCES':
    case 'EPERM':
      return `${path} cannot be opened: permission denied. Change its permissions or choose another place.`;
    case 'EROFS':
      return `${path} is on a read-only file system. Choose another place.`;
    case 'EISDIR':
      return `${path} is a folder, not a file.`;
    case 'ENOTDIR':
      return `${path} cannot be reached: a part of the path is a file, not a folder.`;
    case 'EEXIST':
      return `${path} is already there, but is not a folder. Choose another place.`;
    case 'ENOSPC':
      return `${path} cannot be written: the disk is full. Free some space and try again.`;
    case 'ENAMETOOLONG':
      return `${path} is too long for this file system.`;
    case 'ELOOP':
      return `${path} is a symbolic link that leads to itself.`;
    default:
      return undefined;
  }
}
