// Why a run failed: the code, and its parameters, of what was thrown.

import { systemFaultOf } from '../base/explainSystemError.ts';
import { fileRefusals, type RefusedFile } from '../base/refusedFile.ts';
import { hasCode, messageOf } from '../base/systemErrors.ts';
import { DivergenceError } from '../meta/divergenceError.ts';
import { longestFailure, type Refuser, type RunFailure, type Shortage } from '../runs/runFailure.ts';
import { ChangedDataError } from '../tasks/split/dataChanges.ts';
import { ProgramFailure } from './external/programFailure.ts';

/** By name: an error that comes from a worker thread has lost its class. */
const refusers: Readonly<Record<string, Refuser>> = {
  CheckpointUnreadableError: 'checkpoint',
  EngineError: 'engine',
  ExperimentRefused: 'experiment',
  FiguresExchangedError: 'checkpoint',
  FiguresUnreadableError: 'checkpoint',
  InitializationLostError: 'initialization',
  ModelError: 'model',
  OtherModelError: 'initialization',
  TaskError: 'data',
  TfjsNodeError: 'engine',
  WeightsMismatchError: 'initialization',
};

const shortages: Readonly<Record<string, Shortage>> = {
  ENOSPC: 'diskFull',
  EDQUOT: 'quotaUsedUp',
  EFBIG: 'fileTooLarge',
  EROFS: 'readOnlyDisk',
  EACCES: 'notPermitted',
  EPERM: 'notPermitted',
  ENOTDIR: 'fileInPlaceOfFolder',
  EEXIST: 'fileInPlaceOfFolder',
  ENOENT: 'fileMissing',
  ERR_WORKER_OUT_OF_MEMORY: 'workerOutOfMemory',
  EMFILE: 'tooManyFiles',
};

/** As much of it as a manifest takes. */
export function explainFailure(error: unknown): RunFailure {
  if (error instanceof DivergenceError) return { code: 'diverged', iteration: error.iteration };
  if (error instanceof ProgramFailure) return error.failure;
  if (error instanceof ChangedDataError) return { code: 'changedData', of: error.of, changes: error.changes };
  const refused = refusedFileOf(error);
  if (refused !== undefined) return { code: 'refusedFile', ...refused };
  const text = cut(messageOf(error), longestFailure.text);
  const refuser = error instanceof Error && Object.hasOwn(refusers, error.name) ? refusers[error.name] : undefined;
  if (refuser !== undefined) return { code: refuser, text };
  const detail =
    error instanceof Error && error.stack !== undefined ? { detail: cut(error.stack, longestFailure.detail) } : {};
  const folder = unlistedFolder(error);
  const fault = systemFaultOf(error);
  if (folder !== undefined && fault !== undefined) return { code: 'unlistedFolder', folder, fault, ...detail };
  for (const [code, shortage] of Object.entries(shortages))
    if (hasCode(error, code)) return { code: shortage, text, ...detail };
  if (error instanceof RangeError && /allocation|memory/i.test(error.message))
    return { code: 'outOfMemory', text, ...detail };
  return { code: 'unexpected', text, ...detail };
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** Of a `RefusedFileError`, from whatever thread. */
function refusedFileOf(error: unknown): RefusedFile | undefined {
  if (!(error instanceof Error) || error.name !== 'RefusedFileError') return undefined;
  if (!('file' in error && 'refusal' in error && typeof error.file === 'string')) return undefined;
  const refusal = fileRefusals.find((known) => known === error.refusal);
  const limit = 'limitBytes' in error && typeof error.limitBytes === 'number' ? { limitBytes: error.limitBytes } : {};
  return refusal && { file: error.file, refusal, ...limit };
}

/** The folder whose names the system does not give; undefined for any other failure. */
function unlistedFolder(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('path' in error)) return undefined;
  const isListing = error.syscall === 'opendir' || error.syscall === 'scandir';
  return isListing && typeof error.path === 'string' ? error.path : undefined;
}
