// How a command ends: exit codes, and errors that a person can act on.

import { explainSystemError, type SystemFault, systemFaultOf } from '../base/explainSystemError.ts';
import { RefusedFileError } from '../base/refusedFile.ts';
import { hasCode, isSystemError, messageOf, pathOf } from '../base/systemErrors.ts';
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

/** Nothing of what was asked for is wrong: the same words do once the disk or the machine can. */
const faultsOfMachine: ReadonlySet<SystemFault> = new Set([
  'EROFS',
  'ENOSPC',
  'EDQUOT',
  'EFBIG',
  'EMFILE',
  'ENFILE',
  'EBUSY',
  'EIO',
  'ESTALE',
]);

/** Why relative paths lead nowhere, as in a folder that git has taken away; undefined where they do lead somewhere. */
export function describeLostFolder(): string | undefined {
  try {
    process.cwd();
    return undefined;
  } catch {
    return lostFolder;
  }
}

const lostFolder =
  'The current folder was deleted or replaced, or cannot be read. Go to it anew (cd), or to another one.';

/** Where the current folder was asked for, and there is none. */
function asLostFolder(error: unknown): CommandError | undefined {
  return isSystemError(error) && error.syscall === 'uv_cwd' ? new CommandError(lostFolder) : undefined;
}

/**
 * What the caller can put right about `error`; undefined for a fault of ours.
 * @param place where it came up, for errors that name no file, as those of writing do
 */
export function asCommandError(error: unknown, place?: string): CommandError | undefined {
  if (error instanceof CommandError) return error;
  if (error instanceof RefusedFileError) return new CommandError(error.message);
  if (hasCode(error, 'ERR_WORKER_INIT_FAILED')) {
    const why = messageOf(error).replace(/^.*: /, '');
    return new CommandError(
      `No thread can be started: the system gives none (${why}). Close some programs, or raise the limit of open files and threads.`,
    );
  }
  const lost = asLostFolder(error);
  if (lost !== undefined) return lost;
  const fault = systemFaultOf(error);
  if (fault === undefined) return undefined;
  const anyPlace = faultsOfMachine.has(fault) ? 'A file' : undefined;
  const where = pathOf(error) ?? place ?? anyPlace;
  return where === undefined ? undefined : refusalAt(error, where);
}

/**
 * The error to throw for one that came up at `path`: a `CommandError` where the operating system refused, otherwise
 * itself.
 */
export function explained(error: unknown, path: string): unknown {
  return asLostFolder(error) ?? refusalAt(error, path === '' ? 'An empty path' : path) ?? error;
}

function refusalAt(error: unknown, place: string): CommandError | undefined {
  const [fault, explanation] = [systemFaultOf(error), explainSystemError(error, place)];
  if (fault === undefined || explanation === undefined) return undefined;
  return new CommandError(explanation, faultsOfMachine.has(fault) ? exitCodes.failed : exitCodes.badInput);
}
