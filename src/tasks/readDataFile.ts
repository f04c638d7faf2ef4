// Reading a data file, packed or not, with errors that name the file.

import { readFile, stat } from 'node:fs/promises';
import { hasCode } from '../base/systemErrors.ts';
import { brotliDecompress, gunzip } from '../base/unpack.ts';
import { fillGaps } from './gaps.ts';
import { TaskError } from './taskError.ts';

const unpackers = [
  { ending: '.gz', unpack: gunzip },
  {
    ending: '.gaps.br',
    unpack: async (bytes: Uint8Array, options: { readonly maxOutputLength: number }) =>
      fillGaps(await brotliDecompress(bytes, options), options.maxOutputLength),
  },
] as const;
/** Twice as much as the largest of the known data sets, EMNIST. */
const largestFile = 2 ** 30;

/**
 * The bytes of `file`, unpacked where the name ends in `.gz`, or in `.gaps.br` as that of what is bundled.
 * @throws {TaskError} when the file cannot be read, is damaged, or has, or unpacks to, more than `mostBytes`
 */
export async function readDataFile(file: string, mostBytes = largestFile): Promise<Uint8Array> {
  const bytes = await readRegularFile(file, mostBytes).catch((error: unknown) => {
    throw new TaskError(`Cannot read ${file}: ${reasonOf(error)}.`, { cause: error });
  });
  const unpacker = unpackers.find(({ ending }) => file.endsWith(ending));
  if (unpacker === undefined) return bytes;
  return unpacker.unpack(bytes, { maxOutputLength: mostBytes }).catch((error: unknown) => {
    if (hasCode(error, 'ERR_BUFFER_TOO_LARGE'))
      throw new TaskError(`Cannot read ${file}: it unpacks to more than ${mostBytes / 2 ** 20} MiB.`);
    throw new TaskError(`${file} is damaged and cannot be unpacked (${reasonOf(error)}). Get the file again.`, {
      cause: error,
    });
  });
}

/**
 * Follows links, as data often are, but waits for no pipe and reads no device. Throws an error that says why, or the
 * system's.
 */
export async function readRegularFile(file: string, mostBytes: number): Promise<Buffer> {
  const found = await stat(file);
  if (!found.isFile() && !found.isDirectory()) throw new Error('it is a pipe, a device or the like');
  if (found.size > mostBytes) throw new Error(`it is larger than ${mostBytes / 2 ** 20} MiB`);
  return readFile(file);
}

/** The part of an error's message that a person needs: no error code, no system call, no path. */
export function reasonOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'it does not exist';
    case 'ENOTDIR':
      return 'a part of its path is not a folder';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission is missing';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
