// The files in a zip, as a source: read where they lie, never unpacked onto the disk.

import { isUtf8 } from 'node:buffer';
import { type FileHandle, open } from 'node:fs/promises';
import { constants, crc32 } from 'node:zlib';
import { type Entry, fromRandomAccessReaderPromise, getFileNameLowLevel, type ZipFile } from 'yauzl';
import { quote } from '../../base/quote.ts';
import { inflateRaw } from '../../base/unpack.ts';
import { reasonOf } from '../readDataFile.ts';
import { TaskError } from '../taskError.ts';
import {
  type FileSource,
  firstBytes,
  inCodeUnitOrder,
  isClutter,
  maximumFileBytes,
  maximumFiles,
  type SourceFile,
  UnreadableFileError,
} from './fileSource.ts';
import { tooLarge } from './folderSource.ts';
import { countOf, someNames } from './someNames.ts';
import { BlockReader } from './zipReader.ts';

interface ZippedFile extends SourceFile {
  readonly entry: Entry;
}

/** Pictures hardly shrink in a zip: what claims to grow more than this was made to fill memory. */
const mostGrowth = 100;
/** As long as systems let a path be: names are taken apart, folder by folder. */
const longestName = 4096;
const growthAllowed = 2 ** 30;

/**
 * The zip stays open until `close`.
 * @throws {TaskError} when it is no zip, damaged, holds too many files, names outside of itself, or claims sizes that
 * no honest zip has
 */
export async function openZipSource(file: string, signal?: AbortSignal): Promise<FileSource> {
  const handle = await open(file).catch((error: unknown) => {
    throw new TaskError(`Cannot open ${file}: ${reasonOf(error)}.`, { cause: error });
  });
  try {
    const { size } = await handle.stat();
    const reader = new BlockReader(handle.fd);
    const zip = await fromRandomAccessReaderPromise(reader, size, { autoClose: false });
    const listing = await listEntries(file, zip, size, signal);
    await refuseUncounted(file, zip, reader);
    reader.endListing();
    return new ZipSource(file, listing, handle, zip);
  } catch (error) {
    await handle.close();
    signal?.throwIfAborted();
    if (error instanceof TaskError) throw error;
    const reason = reasonOf(error).replace(/\.$/, '');
    throw new TaskError(`${file} cannot be read as a zip: ${reason}. Get the file again, or make it again.`, {
      cause: error,
    });
  }
}

async function listEntries(file: string, zip: ZipFile, size: number, signal: AbortSignal | undefined) {
  const most = maximumFiles();
  if (zip.entryCount > most) {
    throw new TaskError(
      `${file} holds ${countOf(zip.entryCount, 'file')}; more than ${countOf(most, 'file')} are refused.`,
    );
  }
  const byName = new Map<string, ZippedFile>();
  const folders = new Set<string>();
  const [links, repeated, outsized]: [string[], string[], string[]] = [[], [], []];
  let [packed, unpacked] = [0, 0];
  for await (const entry of zip.eachEntry()) {
    signal?.throwIfAborted();
    const name = nameOf(entry);
    packed += entry.compressedSize;
    unpacked += entry.uncompressedSize;
    if (name.length > longestName) {
      outsized.push(name);
      continue;
    }
    if (name.split('/').some(isClutter)) continue;
    if (name.endsWith('/')) folders.add(name.slice(0, -1));
    else if (isLink(entry)) links.push(name);
    else if (byName.has(name)) repeated.push(name);
    else byName.set(name, { name, entry });
  }
  if (packed > size || unpacked > Math.max(growthAllowed, mostGrowth * size)) {
    throw new TaskError(
      `${file} has ${countOf(size, 'byte')}, but claims to unpack to ${countOf(unpacked, 'byte')}, ` +
        'as zips do that were made to fill memory. Get the file from another place.',
    );
  }
  for (const name of [...byName.keys(), ...folders]) folders.delete(name.slice(0, Math.max(0, name.lastIndexOf('/'))));
  const note = (names: readonly string[], why: string) =>
    names.length === 0 ? [] : [`${file}: ${why}: ${someNames(names)}.`];
  return {
    files: [...byName.values()].sort((a, b) => inCodeUnitOrder(a.name, b.name)),
    emptyFolders: [...folders].sort(inCodeUnitOrder),
    notes: [
      ...note(links, 'symbolic links were passed over'),
      ...note(repeated, 'entries that come twice were read once'),
      ...note(
        outsized,
        `entries with names of more than ${longestName.toLocaleString('en-US')} characters were passed over`,
      ),
    ],
  };
}

/** Bit 11 of an entry's flags: its name is UTF-8. */
const namedInUtf8 = 0x800;

/**
 * macOS and others write UTF-8 without saying so. Names in code page 437, as the format has them otherwise, are hardly
 * ever valid UTF-8; and in ASCII both are the same, so that what was checked of the name holds.
 */
function nameOf({ fileName, fileNameRaw, generalPurposeBitFlag, extraFields }: Entry): string {
  if (!isUtf8(fileNameRaw)) return fileName;
  return getFileNameLowLevel(generalPurposeBitFlag | namedInUtf8, fileNameRaw, extraFields, false);
}

/** Programs that do not know Zip64 write the number of entries modulo 65,536. */
async function refuseUncounted(file: string, zip: ZipFile, reader: BlockReader): Promise<void> {
  const next = new Uint8Array(4);
  await reader.readInto(next, Number(zip.readEntryCursor));
  if (new DataView(next.buffer).getUint32(0, true) !== entrySignature) return;
  throw new TaskError(
    `${file} holds more entries than it says (${countOf(zip.entryCount, 'entry')}), as zips do of programs that count only to 65,535. ` +
      'Make it again with another program, or unpack it and set task.dataset.path to the folder.',
  );
}

const entrySignature = 0x02014b50;
const unixLink = 0o120000;
const unixFileType = 0o170000;

function isLink({ versionMadeBy, externalFileAttributes }: Entry): boolean {
  const unix = 3;
  return versionMadeBy >> 8 === unix && ((externalFileAttributes >>> 16) & unixFileType) === unixLink;
}

/** Codes of packed bytes come first, and may take some hundred. */
const mostPackedBeginning = 1024;

const isStored = ({ compressionMethod }: Entry): boolean => compressionMethod === 0;

/** Other ways of packing (APPNOTE 4.4.5) that programs use. */
const packingMethods: ReadonlyMap<number, string> = new Map([
  [1, 'Shrink'],
  [6, 'Implode'],
  [9, 'Deflate64'],
  [12, 'bzip2'],
  [14, 'LZMA'],
  [93, 'Zstandard'],
  [95, 'XZ'],
  [98, 'PPMd'],
]);

/** What an encrypted entry says of its method where WinZip's AES encrypts it. */
const encryptedByAes = 99;

/** Undefined for what can be unpacked. */
function whyUnpackable(entry: Entry): string | undefined {
  const { compressionMethod: method } = entry;
  if (entry.isEncrypted() || method === encryptedByAes)
    return 'it is encrypted in the zip; unpack that with its password, and set task.dataset.path to the folder';
  if (entry.canDecodeFileData()) return undefined;
  const name = packingMethods.get(method) ?? `method ${method}`;
  return `it is packed by ${name}, which is not read; make the zip again with Deflate, or unpack it and set task.dataset.path to the folder`;
}

function refuseUnpackable(entry: Entry): void {
  const why = whyUnpackable(entry);
  if (why !== undefined) throw new UnreadableFileError(why);
}

function refuseDamaged(error: unknown): never {
  throw new UnreadableFileError(`it is damaged in the zip (${reasonOf(error)})`, { cause: error });
}

class ZipSource implements FileSource<ZippedFile> {
  readonly location: string;
  readonly files: readonly ZippedFile[];
  readonly emptyFolders: readonly string[];
  readonly notes: readonly string[];
  readonly #handle: FileHandle;
  readonly #zip: ZipFile;

  constructor(
    location: string,
    { files, emptyFolders, notes }: Pick<FileSource<ZippedFile>, 'files' | 'emptyFolders' | 'notes'>,
    handle: FileHandle,
    zip: ZipFile,
  ) {
    this.location = location;
    this.files = files;
    this.emptyFolders = emptyFolders;
    this.notes = notes;
    this.#handle = handle;
    this.#zip = zip;
  }

  describe({ name }: SourceFile): string {
    return `${this.location}: ${quote(name)}`;
  }

  async stampOf({ entry }: ZippedFile): Promise<string> {
    const content = `${entry.uncompressedSize} ${entry.crc32.toString(16)}`;
    const why = whyUnpackable(entry);
    // The same files in a zip that is made anew can be unpacked.
    return why === undefined ? content : `${content} ${why}`;
  }

  async read({ entry }: ZippedFile): Promise<Uint8Array> {
    if (entry.uncompressedSize > maximumFileBytes || entry.compressedSize > maximumFileBytes) {
      throw new UnreadableFileError(tooLarge);
    }
    refuseUnpackable(entry);
    const bytes = await this.#unpack(entry).catch(refuseDamaged);
    if (bytes.length !== entry.uncompressedSize || crc32(bytes) !== entry.crc32) {
      throw new UnreadableFileError('it is damaged in the zip (its checksum is wrong)');
    }
    return bytes;
  }

  async begin({ entry }: ZippedFile): Promise<Uint8Array> {
    refuseUnpackable(entry);
    const packed = await this.#packed(entry, mostPackedBeginning).catch(refuseDamaged);
    if (isStored(entry) || packed.length === 0) return packed.subarray(0, firstBytes);
    // Ends in the middle, as a rule, which is no mistake here.
    const bytes = await inflateRaw(packed, { finishFlush: constants.Z_SYNC_FLUSH }).catch(refuseDamaged);
    return bytes.subarray(0, firstBytes);
  }

  async #unpack(entry: Entry): Promise<Uint8Array> {
    const packed = await this.#packed(entry, entry.compressedSize);
    if (isStored(entry) || packed.length === 0) return packed;
    return inflateRaw(packed, { maxOutputLength: Math.max(1, entry.uncompressedSize) });
  }

  /** The entry as it lies in the zip, no more than `mostBytes` of it. */
  async #packed(entry: Entry, mostBytes: number): Promise<Uint8Array> {
    const { fileDataStart } = await this.#zip.readLocalFileHeaderPromise(entry, { minimal: true });
    const packed = new Uint8Array(Math.min(mostBytes, entry.compressedSize));
    const { bytesRead } = await this.#handle.read(packed, 0, packed.length, fileDataStart);
    return packed.subarray(0, bytesRead);
  }

  close(): void {
    this.#zip.close();
    // Nothing was written: there is nothing that closing could lose.
    void this.#handle.close().catch(() => undefined);
  }
}
