// Unpacks a zip into an empty folder: what was asked for and nothing else, nothing outside, and no more than was
// allowed.

import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { makeFolderWithParents } from '../../base/parentFolders.ts';
import { messageOf } from '../../base/systemErrors.ts';
import { DatasetError } from '../datasetError.ts';
import type { SummedFile } from '../sums.ts';
import { writeAll } from '../writeAll.ts';
import { readEntryPath } from './entryPath.ts';

export interface Unpacking {
  /** Absolute paths. The folder exists. */
  readonly zip: string;
  readonly folder: string;
  /** So many parts at the start of an entry's path are left out. */
  readonly strip: number;
  /** Only entries whose path begins so, after that, are unpacked. */
  readonly below: string;
  readonly limits: UnpackLimits;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

interface UnpackLimits {
  /** Entries of the zip, and bytes of all that is unpacked. */
  readonly entries: number;
  readonly bytes: number;
}

/** Files that are read from one zip at a time. */
const together = 16;

/**
 * Unpacks and gives the sums of all files, by path. Rejects with the signal's reason when it aborts; what is in the
 * folder then is a part.
 * @throws {DatasetError} that names the zip and the entry, when the zip is damaged or an entry is not to be trusted
 * @throws the system's error where the disk cannot be written
 */
export async function unpackZip(unpacking: Unpacking): Promise<readonly SummedFile[]> {
  const { zip, limits, signal, onProgress } = unpacking;
  const archive = await openZip(zip);
  try {
    if (archive.entryCount > limits.entries)
      throw refusal(zip, `it has ${archive.entryCount} entries, more than the ${limits.entries} that are allowed`);
    const chosen = await chooseEntries(archive, unpacking);
    await makeFolders(chosen, unpacking.folder);
    const files: SummedFile[] = [];
    for (let first = 0; first < chosen.length; first += together) {
      signal.throwIfAborted();
      const writing = chosen.slice(first, first + together).map((entry) => unpackEntry(archive, entry, unpacking));
      // All have ended before the folder may be removed.
      await Promise.allSettled(writing);
      files.push(...(await Promise.all(writing)));
      onProgress(files.length, chosen.length);
    }
    return files;
  } finally {
    archive.close();
  }
}

async function openZip(zip: string): Promise<ZipFile> {
  try {
    return await openPromise(zip, { autoClose: false, strictFileNames: true });
  } catch (error) {
    throw refusal(zip, `it is no zip, or a damaged one (${messageOf(error)})`, error);
  }
}

interface ChosenEntry {
  readonly entry: Entry;
  /** Below the folder, with `/` between its parts. */
  readonly path: string;
}

/** The entries to unpack. All of them are checked, before anything is written. */
async function chooseEntries(archive: ZipFile, unpacking: Unpacking): Promise<ChosenEntry[]> {
  const { zip, strip, below, limits } = unpacking;
  const chosen: ChosenEntry[] = [];
  const taken = new Map<string, string>();
  let bytes = 0;
  for await (const entry of readEntries(archive, zip)) {
    const { fileName } = entry;
    if (fileName.endsWith('/')) continue;
    const found = readEntryPath(fileName);
    if (found.kind === 'unsafe') throw refusal(zip, `${found.reason}: ${JSON.stringify(fileName)}`);
    const target = found.parts.slice(strip).join('/');
    if (target === '' || !target.startsWith(below)) continue;
    const reason = whyNot(entry);
    if (reason !== undefined) throw refusal(zip, `${fileName} ${reason}`);
    bytes += entry.uncompressedSize;
    if (bytes > limits.bytes)
      throw refusal(zip, `it would unpack to more than the ${limits.bytes} bytes that are allowed`);
    for (const [name, fold] of namesTakenBy(target)) {
      const other = taken.get(fold);
      if (other !== undefined && (other !== name || !name.endsWith('/')))
        throw refusal(zip, `${fileName} is there twice, or as a file and a folder, where case does not count`);
      taken.set(fold, name);
    }
    chosen.push({ entry, path: target });
  }
  if (chosen.length === 0) throw refusal(zip, `it holds nothing below ${below}`);
  return chosen;
}

async function* readEntries(archive: ZipFile, zip: string): AsyncGenerator<Entry> {
  const entries = archive.eachEntry()[Symbol.asyncIterator]();
  for (;;) {
    const next = await entries.next().catch((error: unknown) => {
      throw refusal(zip, messageOf(error), error);
    });
    if (next.done === true) return;
    yield next.value;
  }
}

/**
 * The file itself and the folders that lead to it, which end in `/`; each with what it is called where case does not
 * count.
 */
function namesTakenBy(target: string): [name: string, fold: string][] {
  const parts = target.split('/');
  return parts.map((_, index) => {
    const path = parts.slice(0, index + 1).join('/');
    return [index < parts.length - 1 ? `${path}/` : path, path.normalize('NFC').toLowerCase()];
  });
}

const typeMask = 0o170000;
const regularFile = 0o100000;

/** Why an entry is not unpacked, as what follows its name. */
function whyNot(entry: Entry): string | undefined {
  const type = (entry.externalFileAttributes >>> 16) & typeMask;
  if (type !== 0 && type !== regularFile) return 'is a link or a device, not a file';
  if (entry.isEncrypted()) return 'is encrypted';
  if (!entry.canDecodeFileData()) return `is packed by a method (${entry.compressionMethod}) that is not supported`;
  return undefined;
}

async function makeFolders(chosen: readonly ChosenEntry[], folder: string): Promise<void> {
  const folders = new Set(chosen.map((entry) => path.posix.dirname(entry.path)));
  for (const name of folders) await makeFolderWithParents(path.join(folder, ...name.split('/')));
}

async function unpackEntry(
  archive: ZipFile,
  chosen: ChosenEntry,
  { zip, folder, signal }: Unpacking,
): Promise<SummedFile> {
  const { entry } = chosen;
  const handle = await open(path.join(folder, ...chosen.path.split('/')), 'wx');
  try {
    const { bytes, crc, hash } = await copyEntry(archive, entry, handle, zip, signal);
    if (bytes !== entry.uncompressedSize || crc !== entry.crc32 >>> 0)
      throw refusal(zip, `${entry.fileName} is damaged: its checksum is not the one that the zip states`);
    return { path: chosen.path, bytes, sha256: hash.digest('hex') };
  } finally {
    await handle.close();
  }
}

interface Copied {
  readonly bytes: number;
  readonly crc: number;
  readonly hash: Hash;
}

async function copyEntry(
  archive: ZipFile,
  entry: Entry,
  handle: FileHandle,
  zip: string,
  signal: AbortSignal,
): Promise<Copied> {
  const hash = createHash('sha256');
  let bytes = 0;
  let crc = 0;
  for await (const chunk of readBytes(archive, entry, zip)) {
    signal.throwIfAborted();
    await writeAll(handle, chunk, bytes);
    bytes += chunk.length;
    hash.update(chunk);
    crc = crc32(chunk, crc);
  }
  return { bytes, crc: crc >>> 0, hash };
}

/** The entry's bytes, never more than it states. */
async function* readBytes(archive: ZipFile, entry: Entry, zip: string): AsyncGenerator<Uint8Array> {
  try {
    const stream = await archive.openReadStreamPromise(entry);
    for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk;
  } catch (error) {
    throw refusal(zip, `${entry.fileName} is damaged (${messageOf(error)})`, error);
  }
}

function refusal(zip: string, reason: string, cause?: unknown): DatasetError {
  return new DatasetError(`${zip} was not unpacked: ${reason}. Remove it and get it again.`, { cause });
}
