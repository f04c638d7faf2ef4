// The one way in which files are opened that anybody may have written: regular files only, links not followed, never
// more than a stated size.

import { closeSync, constants, fstatSync, lstat, lstatSync, openSync, readSync, type Stats, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { RefusedFileError } from './refusedFile.ts';
import { hasCode } from './systemErrors.ts';

/** Windows has neither: there `lstat` looks first, and pipes lie outside the file system. */
const nofollow = constants.O_NOFOLLOW ?? 0;
const nonblock = constants.O_NONBLOCK ?? 0;

/** Node takes no number of bytes beyond 31 bits. */
const mostAtOnce = 2 ** 30;

/**
 * Opens a regular file for reading. Opening a pipe does not wait for its other end.
 * @throws {RefusedFileError} for a link, a folder, a pipe or a device; the system's error otherwise
 */
export async function openForReading(file: string): Promise<FileHandle> {
  return (await openRegular(file, constants.O_RDONLY)).handle;
}

/**
 * What somebody saw right before a file is opened: by looking at it, or that its folder's list has a regular file of that
 * name. Of hundreds of small files, looking again takes a third of the time.
 */
export type SeenFile = Stats | 'listedAsFile';

export interface OpenedFile {
  readonly handle: FileHandle;
  /** As it was when it was open. */
  readonly found: Stats;
}

/** As `openForReading` does, of a file that was looked at. @throws as `openForReading` does */
export function openSeen(file: string, seen: SeenFile | undefined): Promise<OpenedFile> {
  return openRegular(file, constants.O_RDONLY, seen);
}

/**
 * Opens a regular file, made if missing, to append to it.
 * @throws {RefusedFileError} as `openForReading` does
 */
export async function openForAppending(file: string): Promise<FileHandle> {
  return (await openRegular(file, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT)).handle;
}

/**
 * The file's bytes. @throws {RefusedFileError} also when it is longer than `limitBytes`; the system's error otherwise
 */
export async function readBounded(file: string, limitBytes: number): Promise<Uint8Array> {
  return (await readSeen(file, limitBytes, undefined)).bytes;
}

/** The same of a file that was looked at, and what it was when it was read. @throws as `readBounded` does */
export async function readSeen(
  file: string,
  limitBytes: number,
  seen: SeenFile | undefined,
): Promise<{ readonly bytes: Uint8Array; readonly found: Stats }> {
  const { handle, found } = await openSeen(file, seen);
  try {
    if (found.size > limitBytes) throw new RefusedFileError(file, 'tooLarge', limitBytes);
    return { bytes: await readUpTo(handle, file, found.size, limitBytes), found };
  } finally {
    await handle.close();
  }
}

/** The file as UTF-8 text, damaged characters replaced. @throws as `readBounded` does */
export async function readBoundedText(file: string, limitBytes: number): Promise<string> {
  return new TextDecoder().decode(await readBounded(file, limitBytes));
}

/**
 * The same without giving the event loop a turn: for a look that has to come right before a write. Only for files of a
 * few KiB.
 * @throws as `readBounded` does
 */
export function readBoundedTextSync(file: string, limitBytes: number): string {
  const descriptor = openRegularSync(file, constants.O_RDONLY);
  try {
    const bytes = new Uint8Array(limitBytes + 1);
    let length = 0;
    for (;;) {
      const read = readSync(descriptor, bytes, length, bytes.length - length, null);
      length += read;
      if (length > limitBytes) throw new RefusedFileError(file, 'tooLarge', limitBytes);
      if (read === 0) return new TextDecoder().decode(bytes.subarray(0, length));
    }
  } finally {
    closeSync(descriptor);
  }
}

/**
 * The beginning of a file, and how long that is, without giving the event loop a turn: for a look at what is typed.
 * @throws as `openForReading` does
 */
export function readHeadSync(file: string, mostBytes: number): { readonly head: Uint8Array; readonly size: number } {
  const descriptor = openRegularSync(file, constants.O_RDONLY);
  try {
    const { size } = fstatSync(descriptor);
    const head = new Uint8Array(Math.min(size, mostBytes));
    let length = 0;
    while (length < head.length) {
      const read = readSync(descriptor, head, length, head.length - length, null);
      if (read === 0) break;
      length += read;
    }
    return { head: head.subarray(0, length), size };
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Appends text without giving the event loop a turn: for what must be written before the process may end.
 * @throws {RefusedFileError} as `openForReading` does; the system's error otherwise
 */
export function appendTextSync(file: string, text: string): void {
  const descriptor = openRegularSync(file, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT);
  try {
    writeSync(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
}

/** What is there, links not followed; undefined for nothing. Throws the system's error otherwise. */
export function lookAtEntry(file: string): Promise<Stats | undefined> {
  // By promises, Node gives each error a stack: for tens of thousands of files that are not there, tens of megabytes.
  return new Promise((resolve, reject) => {
    lstat(file, (error, found) => {
      if (error === null) resolve(found);
      else if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) resolve(undefined);
      else reject(error);
    });
  });
}

/** One of the two ways to look at an entry. */
export type LookAtEntry = (file: string) => Stats | undefined | Promise<Stats | undefined>;

/**
 * As `lookAtEntry`, in a twentieth of its time, without giving the event loop a turn: for a process that has nothing else
 * to do, since a drive may keep it waiting. Throws the system's error.
 */
export function lookAtEntryAtOnce(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch (error) {
    if (hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** Changes whenever what is there is written or put in another's place; empty for nothing. */
export function stampOf(found: Stats | undefined): string {
  // One text in one piece: thousands are kept, and a template is the sum of its pieces.
  return found === undefined ? '' : [found.ino, found.size, found.mtimeMs, found.ctimeMs].join(' ');
}

/** A file may grow while it is read, and some say that they are empty and are not. */
async function readUpTo(handle: FileHandle, file: string, size: number, limitBytes: number): Promise<Uint8Array> {
  let bytes = new Uint8Array(Math.min(size, limitBytes) + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await handle.read(bytes, length, Math.min(bytes.length - length, mostAtOnce), length);
    length += bytesRead;
    if (length > limitBytes) throw new RefusedFileError(file, 'tooLarge', limitBytes);
    // One byte more was asked for, so that most files take one call.
    if (bytesRead === 0 || (length === size && length < bytes.length)) return bytes.subarray(0, length);
    if (length === bytes.length) {
      const longer = new Uint8Array(Math.min(2 * bytes.length, limitBytes + 1));
      longer.set(bytes);
      bytes = longer;
    }
  }
}

async function openRegular(file: string, flags: number, seen?: SeenFile): Promise<OpenedFile> {
  // Before opening, because opening a device alone may have effects, and Windows cannot open without following: a list
  // does there for nothing.
  const isListed = seen === 'listedAsFile' && nofollow !== 0;
  const looked = seen === undefined || seen === 'listedAsFile' ? undefined : seen;
  const before = isListed ? undefined : (looked ?? (await lookAtEntry(file)));
  if (before !== undefined) refuseIrregular(file, before);
  let handle: FileHandle;
  try {
    handle = await open(file, flags | nofollow | nonblock, 0o666);
  } catch (error) {
    throw asRefusal(error, file);
  }
  try {
    const found = await handle.stat();
    refuseIrregular(file, found);
    return { handle, found };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function openRegularSync(file: string, flags: number): number {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found !== undefined) refuseIrregular(file, found);
  let descriptor: number;
  try {
    descriptor = openSync(file, flags | nofollow | nonblock, 0o666);
  } catch (error) {
    throw asRefusal(error, file);
  }
  try {
    refuseIrregular(file, fstatSync(descriptor));
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** What the system says of a link, and of a pipe without a reader. */
function asRefusal(error: unknown, file: string): unknown {
  if (hasCode(error, 'ELOOP') || hasCode(error, 'EMLINK')) return new RefusedFileError(file, 'link');
  return hasCode(error, 'ENXIO') ? new RefusedFileError(file, 'notAFile') : error;
}

/** @throws {RefusedFileError} where `found`, what `lookAtEntry` saw there, is no regular file */
export function refuseIrregular(file: string, found: Stats): void {
  if (found.isSymbolicLink()) throw new RefusedFileError(file, 'link');
  if (found.isDirectory()) throw new RefusedFileError(file, 'folder');
  if (!found.isFile()) throw new RefusedFileError(file, 'notAFile');
}
