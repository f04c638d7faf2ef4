// Whether a PNG holds all rows that its header promises: the decoder would fill what is missing with whatever lies in
// memory.

import { constants } from 'node:zlib';
import { hasCode } from '../../base/systemErrors.ts';
import { inflateSync } from '../../base/unpack.ts';
import type { PictureHeader } from './pictureHeader.ts';
import { pngChunks } from './pngChunks.ts';

const channelsOfType: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Of each pass of an interlaced picture: the first column and row, and how far apart columns and rows are. */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/**
 * A picture of a kind that there is not is for the decoder to refuse.
 * @throws {RangeError} where pixels are missing, or an interlaced picture, whose size the decoder does not bound,
 * unpacks to more; zlib's error
 */
export function requireAllRows(bytes: Uint8Array, header: PictureHeader): void {
  const needed = bytesOfRows(bytes, header);
  if (needed === undefined) return;
  const isInterlaced = bytes[placeOfInterlacing] === 1;
  if (unpackedBytes(bytes, needed, isInterlaced) < needed) throw new RangeError('rows are missing');
}

const placeOfInterlacing = 28;

/** Of all rows with their filters, unpacked; undefined for a picture of a kind that there is not. */
export function bytesOfRows(bytes: Uint8Array, { width, height }: PictureHeader): number | undefined {
  const [depth = 0, type = 0, , , interlacing] = bytes.subarray(24, 29);
  const bitsPerPixel = depth * (channelsOfType[type] ?? 0);
  if (bitsPerPixel === 0) return undefined;
  if (interlacing !== 1) return bytesOf(width, height, bitsPerPixel);
  return passes.reduce(
    (sum, [x, y, across, down]) =>
      sum + bytesOf(Math.ceil((width - x) / across), Math.ceil((height - y) / down), bitsPerPixel),
    0,
  );
}

/** Each row begins with a byte that says how it is filtered. */
function bytesOf(width: number, height: number, bitsPerPixel: number): number {
  return width > 0 && height > 0 ? height * (1 + Math.ceil((width * bitsPerPixel) / 8)) : 0;
}

function unpackedBytes(bytes: Uint8Array, most: number, isBounded: boolean): number {
  try {
    return unpackPngRows(bytes, most).length;
  } catch (error) {
    if (hasCode(error, 'ERR_BUFFER_TOO_LARGE') && !isBounded) return most;
    throw error;
  }
}

/** @throws zlib's error, also where it is more than `most` bytes */
export function unpackPngRows(bytes: Uint8Array, most: number): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const { name, content } of pngChunks(bytes)) if (name === 'IDAT') parts.push(content);
  // A checksum that is cut off takes no pixel with it.
  const { Z_SYNC_FLUSH: finishFlush } = constants;
  return inflateSync(Buffer.concat(parts), { maxOutputLength: most, finishFlush });
}
