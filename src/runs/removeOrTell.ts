// Removing what nobody needs any more: where the system does not allow it, that is told, and is no reason to end a run.

import { rm } from 'node:fs/promises';
import { isSystemError, messageOf } from '../base/systemErrors.ts';

/**
 * Removes the folder with all in it; of a link, the link alone. Gives what a person should know where it stays, and
 * throws whatever is no refusal of the system.
 */
export async function removeOrTell(
  folder: string,
  remove: (folder: string) => Promise<void> = removeAll,
): Promise<string | undefined> {
  try {
    await remove(folder);
    return undefined;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return `${folder} is not needed any more and could not be removed; remove it yourself (${messageOf(error)}).`;
  }
}

/** A file that a scanner has open is free again in a moment. */
function removeAll(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
