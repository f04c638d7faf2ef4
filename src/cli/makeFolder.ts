// Makes a folder with all that lead to it, or says why that cannot be.

import { makeFolderWithParents } from '../base/parentFolders.ts';
import { pathOf } from '../base/systemErrors.ts';
import { explained } from './failures.ts';

/** @throws {CommandError} */
export async function makeAskedFolder(folder: string): Promise<void> {
  try {
    await makeFolderWithParents(folder);
  } catch (error) {
    throw explained(error, pathOf(error) ?? folder);
  }
}
