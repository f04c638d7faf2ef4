// An npz file as an archive that anybody may have written: which files it says it holds, and these unpacked, whole or
// as far as their first bytes.

import { constants, crc32 } from 'node:zlib';
import { unzipSync } from 'fflate';
import { createBreather } from '../../base/breather.ts';
import { quote } from '../../base/quote.ts';
import { messageOf } from '../../base/systemErrors.ts';
import { inflateRaw, inflateRawSync } from '../../base/unpack.ts';
import { WeightsFileError } from './weightsFileError.ts';

export const ending = '.npy';
/** As much as a checkpoint holds. */
const mostArrayBytes = 2 ** 30;
const mostArrays = 10_000;
/** Between turns of the event loop. */
const summedAtOnce = 2 ** 22;

export interface PackedFile {
  readonly name: string;
  readonly checksum: number;
  /** As it lies in the archive, beginning with its own header. */
  readonly packedBytes: number;
  readonly bytes: number;
  readonly isStored: boolean;
  readonly headerAt: number;
}

/** Before anything is unpacked. @throws {WeightsFileError} where it is no archive of arrays, or would be too much */
export function filesIn(archive: Uint8Array): readonly PackedFile[] {
  return orDamaged(() => {
    const view = viewOf(archive);
    const files = new Map<string, PackedFile>();
    let [arrays, unpacked, entry] = [0, 0, firstEntryOf(view)];
    unzipSync(archive, {
      filter: ({ name, size, originalSize, compression }) => {
        arrays++;
        // Of what is stored as it is, only the size in the archive counts, and entries may lie on one another.
        unpacked += Math.max(size, originalSize);
        if (arrays > mostArrays || unpacked > mostArrayBytes) throw new WeightsFileError('it unpacks to too much');
        if (!name.endsWith(ending)) throw new WeightsFileError(`it holds ${quote(name)}, which is no array`);
        if (compression !== 0 && compression !== 8)
          throw new WeightsFileError(`${quote(name)} is packed in a way that is not known. Save it with numpy.savez`);
        const isStored = compression === 0;
        files.set(name, {
          name,
          checksum: view.getUint32(entry + 16, true),
          packedBytes: size,
          bytes: isStored ? size : originalSize,
          isStored,
          headerAt: view.getUint32(entry + 42, true),
        });
        const start = entry;
        entry += 46;
        // Of the name, of what stands beside it, and of a comment.
        for (const length of [28, 30, 32]) entry += view.getUint16(start + length, true);
        return false;
      },
    });
    return [...files.values()];
  });
}

/** @throws {WeightsFileError} where it is damaged */
export async function unpackFile(archive: Uint8Array, file: PackedFile): Promise<Uint8Array> {
  const { name, bytes, isStored, checksum } = file;
  const packed = packedOf(archive, file);
  try {
    // In one piece: there is room for all of it and a byte, by which the end is seen.
    const options = { chunkSize: Math.max(constants.Z_MIN_CHUNK, bytes + 1), maxOutputLength: Math.max(1, bytes) };
    const content = isStored ? packed : await inflateRaw(packed, options);
    if (content.length === bytes && (await sumOf(content)) === checksum) return content;
  } catch (error) {
    throw damagedArchive(error);
  }
  throw new WeightsFileError(`${quote(name)} is damaged: its checksum differs`);
}

/**
 * The first bytes of a file, without a turn of the event loop.
 * @param packedBytes so many of them are unpacked: one may come to a thousand
 * @throws {WeightsFileError} where they are damaged
 */
export function unpackHead(archive: Uint8Array, file: PackedFile, packedBytes: number): Uint8Array {
  const head = packedOf(archive, file).subarray(0, packedBytes);
  return file.isStored ? head : orDamaged(() => inflateRawSync(head, { finishFlush: constants.Z_SYNC_FLUSH }));
}

function packedOf(archive: Uint8Array, { packedBytes, headerAt }: PackedFile): Uint8Array {
  return orDamaged(() => {
    const view = viewOf(archive);
    const from = headerAt + 30 + view.getUint16(headerAt + 26, true) + view.getUint16(headerAt + 28, true);
    if (from + packedBytes > archive.length) throw new RangeError('a file of it is not whole');
    return archive.subarray(from, from + packedBytes);
  });
}

async function sumOf(content: Uint8Array): Promise<number> {
  const breathe = createBreather();
  let sum = 0;
  for (let from = 0; from < content.length; from += summedAtOnce) {
    sum = crc32(content.subarray(from, from + summedAtOnce), sum);
    await breathe();
  }
  return sum;
}

/** Where the archive's own list of its files begins, which has their checksums. @throws RangeError where there is none */
function firstEntryOf(view: DataView): number {
  let end = view.byteLength - 22;
  // A comment may follow.
  const first = Math.max(0, end - 2 ** 16);
  while (view.getUint32(end, true) !== 0x06054b50) if (--end < first) throw new RangeError('it has no list of files');
  const isLarge = end >= 20 && view.getUint32(end - 20, true) === 0x07064b50;
  const largeEnd = isLarge ? view.getUint32(end - 12, true) : 0;
  if (isLarge && view.getUint32(largeEnd, true) === 0x06064b50) return view.getUint32(largeEnd + 48, true);
  return view.getUint32(end + 16, true);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function orDamaged<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw damagedArchive(error);
  }
}

function damagedArchive(error: unknown): WeightsFileError {
  return error instanceof WeightsFileError
    ? error
    : new WeightsFileError(`it is no npz file, or a damaged one: ${messageOf(error)}`);
}
