// Folders that are made with all that lead to them. The person or the system names them: they may lie behind links.

import { mkdirSync, statSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { describeSystemFault } from './explainSystemError.ts';
import { hasCode } from './systemErrors.ts';
import { untranslated } from './translate.ts';

/**
 * Makes a folder with its parents, as far as they are missing. One level at a time: Node's own recursive mkdir never
 * returns on file systems that allow no folders, such as /proc.
 * @param mode permissions of those that are made
 * @throws the system's error, whose `path` is the folder that cannot be made: `EEXIST` for what is no folder, our own
 *   `ERR_NO_FOLDERS` where the file system allows none
 */
export async function makeFolderWithParents(folder: string, mode = 0o777): Promise<void> {
  const absolute = path.resolve(folder);
  if (await isFolder(absolute)) return;
  const parent = path.dirname(absolute);
  if (parent !== absolute) await makeFolderWithParents(parent, mode);
  try {
    await mkdir(absolute, { mode });
  } catch (error) {
    if (hasCode(error, 'EEXIST') && (await isFolder(absolute))) return;
    throw hasCode(error, 'ENOENT') && (await isFolder(parent)) ? noFoldersAllowed(absolute, error) : error;
  }
}

/** The same for who cannot wait. Gives the outermost folder that it made. @throws as `makeFolderWithParents` does */
export function makeFolderWithParentsAtOnce(folder: string): string | undefined {
  const absolute = path.resolve(folder);
  if (isFolderAtOnce(absolute)) return undefined;
  const parent = path.dirname(absolute);
  const outermost = parent === absolute ? undefined : makeFolderWithParentsAtOnce(parent);
  try {
    mkdirSync(absolute);
  } catch (error) {
    if (hasCode(error, 'EEXIST') && isFolderAtOnce(absolute)) return outermost;
    throw hasCode(error, 'ENOENT') && isFolderAtOnce(parent) ? noFoldersAllowed(absolute, error) : error;
  }
  return outermost ?? absolute;
}

async function isFolder(absolute: string): Promise<boolean> {
  return stat(absolute).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function isFolderAtOnce(absolute: string): boolean {
  try {
    return statSync(absolute, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}

function noFoldersAllowed(absolute: string, cause: unknown): Error {
  const code = 'ERR_NO_FOLDERS';
  const message = describeSystemFault(code, absolute, untranslated);
  return Object.assign(new Error(message, { cause }), { code, syscall: 'mkdir', path: absolute });
}
