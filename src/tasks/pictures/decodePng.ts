// PNG to RGBA, whatever its depth, palette or interlacing, turned as its EXIF orientation says.

import { inflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { UnreadableFileError } from '../files/fileSource.ts';
import { reasonOf } from '../readDataFile.ts';
import type { DecodedPicture } from './decodedPicture.ts';
import { type Orientation, orientationIn, turnUpright } from './orientation.ts';
import type { PictureHeader } from './pictureHeader.ts';
import { pngChunks, withoutTail } from './pngChunks.ts';
import { exifOfPng } from './pngExif.ts';

/** Rows of an interlaced picture begin with a byte each, in seven passes; 16 bits in four channels are the most. */
const mostBytesPerPixel = 8;

/**
 * 16-bit values are scaled to 8 bits.
 * @throws {UnreadableFileError} when the file is damaged
 */
export function decodePng(file: Uint8Array, header: PictureHeader): DecodedPicture {
  const bytes = withoutTail(file);
  try {
    if (bytes[28] === 1) checkInterlaced(bytes, header);
    const { data } = PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return turnUpright({ width: header.width, height: header.height, pixels: data }, orientationOf(bytes));
  } catch (error) {
    throw new UnreadableFileError(`it is cut off or damaged (${reasonOf(error)})`, { cause: error });
  }
}

/** The decoder bounds what it unpacks by the picture's size, but not where the picture is interlaced. */
function checkInterlaced(bytes: Uint8Array, { width, height }: PictureHeader): void {
  const parts: Uint8Array[] = [];
  for (const { name, content } of pngChunks(bytes)) if (name === 'IDAT') parts.push(content);
  inflateSync(Buffer.concat(parts), {
    maxOutputLength: mostBytesPerPixel * width * height + 14 * (height + 7),
  });
}

function orientationOf(bytes: Uint8Array): Orientation {
  const exif = exifOfPng(bytes);
  return exif === undefined ? 1 : orientationIn(exif);
}
