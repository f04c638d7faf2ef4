// A folder or a zip, whichever the path leads to.

import { open, stat } from 'node:fs/promises';
import { reasonOf } from '../readDataFile.ts';
import { TaskError } from '../taskError.ts';
import type { FileSource } from './fileSource.ts';
import { openFolderSource } from './folderSource.ts';
import { openZipSource } from './zipSource.ts';

/**
 * Close it when done. Whether a file is a zip is told by its name, then by its first bytes.
 * @throws {TaskError} when there is neither a folder nor a zip
 */
export async function openFileSource(location: string, signal?: AbortSignal): Promise<FileSource> {
  const found = await stat(location).catch((error: unknown) => {
    throw new TaskError(`Cannot open ${location}: ${reasonOf(error)}. Set task.dataset.path to where the data lies.`, {
      cause: error,
    });
  });
  if (found.isDirectory()) return openFolderSource(location, signal);
  if (found.isFile() && (location.toLowerCase().endsWith('.zip') || (await beginsAsZip(location)))) {
    return openZipSource(location, signal);
  }
  throw new TaskError(`${location} is neither a folder nor a zip. Set task.dataset.path to one.`);
}

async function beginsAsZip(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(new Uint8Array(4), 0, 4, 0);
    return buffer[0] === 0x50 && buffer[1] === 0x4b && buffer[2] === 0x03 && buffer[3] === 0x04;
  } finally {
    await handle.close();
  }
}
