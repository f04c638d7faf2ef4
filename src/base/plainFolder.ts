// Folders that anybody may have written: links to folders are not followed, and a missing one is empty.

import type { Stats } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { lookAtEntry } from './boundedFile.ts';
import { RefusedFileError } from './refusedFile.ts';
import { hasCode } from './systemErrors.ts';

/**
 * Makes a folder whose parent exists; one that is there already is left as it is. Not recursive: a run directory that
 * was deleted must not come back in parts.
 * @throws {RefusedFileError} where something else stands in its place; the system's error otherwise
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    await isPlainFolder(folder);
  }
}

/** False for nothing. @throws {RefusedFileError} for anything that is no folder */
export async function isPlainFolder(folder: string): Promise<boolean> {
  return (await lookAtPlainFolder(folder)) !== undefined;
}

/** What is known of the folder. Undefined for nothing. @throws as `isPlainFolder` does */
export async function lookAtPlainFolder(folder: string): Promise<Stats | undefined> {
  const found = await lookAtEntry(folder);
  if (found === undefined) return undefined;
  if (found.isSymbolicLink()) throw new RefusedFileError(folder, 'link');
  if (!found.isDirectory()) throw new RefusedFileError(folder, 'notAFolder');
  return found;
}
