// How a command ends: exit codes, and errors that a person can act on.

import { explainSystemError } from '../base/explainSystemError.ts';
import { RefusedFileError } from '../base/refusedFile.ts';
import { hasCode, messageOf } from '../base/systemErrors.ts';
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

/** What the caller can put right about `error`; undefined for a fault of ours. */
export function asCommandError(error: unknown): CommandError | undefined {
  if (error instanceof CommandError) return error;
  if (error instanceof RefusedFileError) return new CommandError(error.message);
  if (hasCode(error, 'ERR_WORKER_INIT_FAILED')) {
    const why = messageOf(error).replace(/^.*: /, '');
    return new CommandError(
      `No thread can be started: the system gives none (${why}). Close some programs, or raise the limit of open files and threads.`,
    );
  }
  if (!(error instanceof Error && 'path' in error && typeof error.path === 'string')) return undefined;
  const explanation = explainSystemError(error, error.path);
  return explanation === undefined ? undefined : new CommandError(explanation);
}

/**
 * The error to throw for one that came up at `path`: a `CommandError` where the operating system refused, otherwise
 * itself.
 */
export function explained(error: unknown, path: string): unknown {
  const explanation = explainSystemError(error, path === '' ? 'An empty path' : path);
  return explanation === undefined ? error : new CommandError(explanation);
}
