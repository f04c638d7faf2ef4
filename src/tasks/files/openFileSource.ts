// A folder or a zip, whichever the path leads to.

import { open, stat } from 'node:fs/promises';
import { reasonOf } from '../readDataFile.ts';
import { TaskError } from '../taskError.ts';
import type { FileSource } from './fileSource.ts';
import { openFolderSource } from './folderSource.ts';
import { recogniseOtherContent, tellingBytes } from './otherContent.ts';
import { placeholderIn } from './placeholders.ts';
import { openZipSource } from './zipSource.ts';

/**
 * Close it when done. Whether a file is a zip is told by its first bytes, then by its name.
 * @throws {TaskError} when there is neither a folder nor a zip
 */
export async function openFileSource(location: string, signal?: AbortSignal): Promise<FileSource> {
  const found = await stat(location).catch((error: unknown) => {
    throw new TaskError(`Cannot open ${location}: ${reasonOf(error)}. Set task.dataset.path to where the data lies.`, {
      cause: error,
    });
  });
  if (found.isDirectory()) return openFolderSource(location, signal);
  if (found.isFile()) {
    const beginning = await beginningOf(location);
    if (isZip(beginning)) return openZipSource(location, signal);
    if (beginning.length === 0) throw new TaskError(`${location} is empty. Get the file again.`);
    const other = recogniseOtherContent(beginning);
    if (other?.isPlaceholder === true) throw new TaskError(`${location} is ${placeholderIn(beginning)}.`);
    if (other?.isArchive === true) {
      throw new TaskError(
        `${location} is ${other.name}, not a zip. Unpack it, and set task.dataset.path to the folder.`,
      );
    }
    if (location.toLowerCase().endsWith('.zip')) return openZipSource(location, signal);
  }
  throw new TaskError(`${location} is neither a folder nor a zip. Set task.dataset.path to one.`);
}

async function beginningOf(file: string): Promise<Uint8Array> {
  const handle = await open(file).catch((error: unknown) => {
    throw new TaskError(`Cannot open ${file}: ${reasonOf(error)}.`, { cause: error });
  });
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(tellingBytes), 0, tellingBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function isZip(beginning: Uint8Array): boolean {
  return [0x50, 0x4b, 0x03, 0x04].every((byte, index) => beginning[index] === byte);
}
