// Why a file of a run cannot be read, for a person: what happened and what to do.

import { RefusedFileError } from '../base/refusedFile.ts';
import { hasCode, messageOf } from '../base/systemErrors.ts';

const advice: Readonly<Record<string, string>> = {
  EACCES: 'may not be read. Give yourself permission to read it',
  EPERM: 'may not be read. Give yourself permission to read it',
  EISDIR: 'is a folder where a file should be. Move it away',
  ENOTDIR: 'lies in a file where a folder should be. Move that file away',
  ELOOP: 'is reached by links that lead in a circle. Put the file or folder itself there',
  ENOENT: 'is not there. If the run was moved or deleted, open it where it is',
  EMFILE: 'cannot be opened, because too many files are open. Close some windows or programs, or raise the limit of open files',
  ENFILE: 'cannot be opened, because too many files are open. Close some programs, or raise the limit of open files',
  EIO: 'cannot be read from its disk. See whether the disk or the network drive is in order',
  ESTALE: 'is not on the network drive any more as it was. Reload the window',
  ETIMEDOUT: 'cannot be reached. See whether its network drive is connected',
};

/** One or two sentences that name the file. What explains itself is left as it is. */
export function explainReadFailure(file: string, error: unknown): string {
  if (error instanceof RefusedFileError) return error.message;
  for (const [code, words] of Object.entries(advice)) if (hasCode(error, code)) return `${file} ${words} (${code}).`;
  const message = messageOf(error);
  return message.includes(file) ? message : `${file} cannot be read: ${message}`;
}
