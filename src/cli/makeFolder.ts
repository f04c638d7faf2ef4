// Makes a folder with all that lead to it, or says why that cannot be.

import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { hasCode } from '../base/systemErrors.ts';
import { CommandError, explained } from './failures.ts';

/**
 * One level at a time: Node's own recursive mkdir never returns on file systems that allow no folders, such as /proc.
 * @throws {CommandError}
 */
export async function makeAskedFolder(folder: string): Promise<void> {
  const absolute = path.resolve(folder);
  if (await isFolder(absolute)) return;
  const parent = path.dirname(absolute);
  if (parent !== absolute) await makeAskedFolder(parent);
  try {
    await mkdir(absolute);
  } catch (error) {
    if (hasCode(error, 'EEXIST') && (await isFolder(absolute))) return;
    if (hasCode(error, 'ENOENT')) {
      throw new CommandError(
        `${absolute} cannot be made: its file system allows no folders there. Choose another place.`,
      );
    }
    throw explained(error, absolute);
  }
}

async function isFolder(absolute: string): Promise<boolean> {
  return stat(absolute).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
