// PNG to RGBA, whatever its depth, palette or interlacing, turned as its EXIF orientation says.

import { PNG } from 'pngjs';
import { whileNotEnded } from '../../base/gatedThread.ts';
import { UnreadableFileError } from '../files/fileSource.ts';
import { reasonOf } from '../readDataFile.ts';
import type { DecodedPicture } from './decodedPicture.ts';
import { type Orientation, orientationIn, turnUpright } from './orientation.ts';
import type { PictureHeader } from './pictureHeader.ts';
import { plainPng } from './plainPng.ts';
import { wholePng } from './pngChunks.ts';
import { exifOfPng } from './pngExif.ts';
import { requireAllRows } from './pngRows.ts';

/**
 * Of values of 16 bits the upper 8 are taken, as Pillow does.
 * @throws {UnreadableFileError} when the file is damaged
 */
export function decodePng(file: Uint8Array, header: PictureHeader): DecodedPicture {
  const bytes = wholePng(file);
  try {
    requireAllRows(bytes, header);
    return turnUpright(
      { width: header.width, height: header.height, pixels: pixelsOf(bytes, header) },
      orientationOf(bytes),
    );
  } catch (error) {
    throw new UnreadableFileError(`it is cut off or damaged (${reasonOf(error)}); get it again`, { cause: error });
  }
}

function pixelsOf(bytes: Uint8Array, header: PictureHeader): Uint8Array {
  try {
    return read(bytes);
  } catch (error) {
    const plain = plainPng(bytes, header);
    if (plain === undefined) throw error;
    return read(plain);
  }
}

const placeOfDepth = 24;

function read(bytes: Uint8Array): Uint8Array {
  // The decoder would round.
  const isDeep = bytes[placeOfDepth] === 16;
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { data } = whileNotEnded(() => PNG.sync.read(file, { skipRescale: isDeep }));
  return isDeep ? Uint8Array.from(data, (value) => value >> 8) : data;
}

function orientationOf(bytes: Uint8Array): Orientation {
  const exif = exifOfPng(bytes);
  return exif === undefined ? 1 : orientationIn(exif);
}
