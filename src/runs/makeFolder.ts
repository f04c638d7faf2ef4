// Makes a folder of a run directory, but never the run directory itself.

import { mkdir } from 'node:fs/promises';
import { hasCode } from '../base/systemErrors.ts';

/** A folder that exists is left as it is. Not recursive: a run directory that was deleted must not come back in parts. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
}
