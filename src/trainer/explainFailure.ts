// Why a run failed, for the person who started it: what happened, why, what to do.

import { explainSystemError } from '../base/explainSystemError.ts';
import { hasCode, messageOf } from '../base/systemErrors.ts';
import { longestFailure, type RunFailure } from '../runs/manifest.ts';

/** By name: an error that comes from a worker thread has lost its class. */
const namesThatExplainThemselves = [
  'CheckpointUnreadableError',
  'EngineError',
  'ExperimentRefused',
  'InitializationLostError',
  'ModelError',
  'OtherModelError',
  'TaskError',
  'TfjsNodeError',
];

const systemFailures: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full. Free some space, then resume the run: it continues from its newest checkpoint.',
  EDQUOT: 'Your disk quota is used up. Free some space, then resume the run: it continues from its newest checkpoint.',
  EFBIG:
    'The file system, or a limit of the shell (ulimit -f), allows no file that large. Move the run to another disk or raise the limit, then resume it.',
  EROFS: 'The run directory is on a read-only file system. Move it to one that can be written, then resume the run.',
  EACCES: 'The run directory may not be written. Give yourself write permission, then resume the run.',
  EPERM: 'The run directory may not be written. Give yourself write permission, then resume the run.',
  ENOTDIR: 'A part of the run directory is a file where a folder should be. Put it right, then resume the run.',
  EEXIST: 'A part of the run directory is a file where a folder should be. Put it right, then resume the run.',
  ENOENT: 'A file of the run is missing. Put it back, then resume the run.',
  ERR_WORKER_OUT_OF_MEMORY: 'A worker thread ran out of memory. Use a smaller model or batch, or fewer workers.',
  EMFILE: 'Too many files are open on this machine. Close some programs or raise the limit, then resume the run.',
};

/** As much of it as a manifest takes. */
export function explainFailure(error: unknown): RunFailure {
  const { message, detail, cause } = explain(error);
  return {
    message: cut(message, longestFailure.message),
    ...(detail !== undefined && { detail: cut(detail, longestFailure.detail) }),
    ...(cause !== undefined && { cause }),
  };
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

function explain(error: unknown): RunFailure {
  const detail = error instanceof Error && error.stack !== undefined ? { detail: error.stack } : {};
  if (error instanceof Error && error.name === 'DivergenceError')
    return { message: error.message, cause: 'divergence' };
  if (error instanceof Error && error.name === 'ChangedDataError')
    return { message: error.message, cause: 'changedData' };
  if (error instanceof Error && namesThatExplainThemselves.includes(error.name)) return { message: error.message };
  if (error instanceof Error && error.name === 'RefusedFileError')
    return { message: `${error.message} Then resume the run.` };
  const folder = unlistedFolder(error);
  const unlisted = folder === undefined ? undefined : explainSystemError(error, folder);
  if (unlisted !== undefined) return { message: `${unlisted} Then resume the run.`, ...detail };
  for (const [code, message] of Object.entries(systemFailures)) {
    if (hasCode(error, code)) return { message: `${message} (${messageOf(error)})`, ...detail };
  }
  if (error instanceof RangeError && /allocation|memory/i.test(error.message)) {
    return {
      message: `There is not enough memory for this experiment: ${error.message}. Use a smaller model or batch.`,
      ...detail,
    };
  }
  return {
    message: `Reptile Lab met an error that it did not expect: ${messageOf(error)} Resume the run to try again; its log has the details.`,
    ...detail,
  };
}

/** The folder whose names the system does not give; undefined for any other failure. */
function unlistedFolder(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('path' in error)) return undefined;
  const isListing = error.syscall === 'opendir' || error.syscall === 'scandir';
  return isListing && typeof error.path === 'string' ? error.path : undefined;
}
