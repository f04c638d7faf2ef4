// Why a file of a run cannot be read, for a person: what happened and what to do.

import { explainSystemError } from '../base/explainSystemError.ts';
import { RefusedFileError } from '../base/refusedFile.ts';
import { messageOf } from '../base/systemErrors.ts';

/** One or two sentences that name the file. What explains itself is left as it is. */
export function explainReadFailure(file: string, error: unknown): string {
  if (error instanceof RefusedFileError) return error.message;
  const message = messageOf(error);
  return explainSystemError(error, file) ?? (message.includes(file) ? message : `${file} cannot be read: ${message}`);
}
