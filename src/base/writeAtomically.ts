// Writing files so that a reader, or a machine that dies, sees the old content or the new, never a part.

import { randomUUID } from 'node:crypto';
import { renameSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { lookAtEntry } from './boundedFile.ts';
import { RefusedFileError } from './refusedFile.ts';
import { hasCode } from './systemErrors.ts';

export interface WriteOptions {
  /** Waits until the content is on the disk, so that it survives a power cut. */
  readonly durable?: boolean;
  /**
   * Looks, right before the old content is replaced, whether that is still allowed; what it throws leaves the old
   * content.
   */
  readonly mayReplace?: () => void;
}

/**
 * Replaces `file` by way of a temporary file beside it. @throws {RefusedFileError} where a folder has its place; the
 * system's error otherwise
 */
export async function writeAtomically(
  file: string,
  content: string | Uint8Array,
  { durable = false, mayReplace = () => {} }: WriteOptions = {},
): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await writeNew(temporary, content, { durable });
    await renameOver(temporary, file, mayReplace);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Writes a file that must not exist yet. A failure leaves none. */
export async function writeNew(
  file: string,
  content: string | Uint8Array,
  { durable = false }: Pick<WriteOptions, 'durable'> = {},
): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(content);
    if (durable) await handle.sync();
    await handle.close();
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(file, { force: true });
    throw error;
  }
}

/**
 * Gives a file its name, in the place of what bears it. Windows refuses to replace a file while somebody reads it; readers
 * are done within milliseconds.
 * @param mayReplace as `WriteOptions` has it @throws as `writeAtomically`
 */
export async function renameOver(from: string, to: string, mayReplace: () => void): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    mayReplace();
    try {
      // In the same breath: a process may be frozen for minutes while it waits for anything.
      return renameSync(from, to);
    } catch (error) {
      if ((await lookAtEntry(to))?.isDirectory()) throw new RefusedFileError(to, 'folder');
      if (attempt === 20 || !(hasCode(error, 'EPERM') || hasCode(error, 'EACCES') || hasCode(error, 'EBUSY')))
        throw error;
      await new Promise((resolve) => setTimeout(resolve, 10 * attempt));
    }
  }
}

/** Makes a rename durable, where the system lets a folder be opened. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
