// PNG to RGBA, whatever its depth, palette or interlacing, turned as its EXIF orientation says.

import { PNG } from 'pngjs';
import { whileNotEnded } from '../../base/gatedThread.ts';
import { UnreadableFileError } from '../files/fileSource.ts';
import { reasonOf } from '../readDataFile.ts';
import type { DecodedPicture } from './decodedPicture.ts';
import { type Orientation, orientationIn, turnUpright } from './orientation.ts';
import type { PictureHeader } from './pictureHeader.ts';
import { wholePng } from './pngChunks.ts';
import { exifOfPng } from './pngExif.ts';
import { requireAllRows } from './pngRows.ts';

/**
 * 16-bit values are scaled to 8 bits.
 * @throws {UnreadableFileError} when the file is damaged
 */
export function decodePng(file: Uint8Array, header: PictureHeader): DecodedPicture {
  const bytes = wholePng(file);
  try {
    requireAllRows(bytes, header);
    const { data } = whileNotEnded(() => PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
    return turnUpright({ width: header.width, height: header.height, pixels: data }, orientationOf(bytes));
  } catch (error) {
    throw new UnreadableFileError(`it is cut off or damaged (${reasonOf(error)})`, { cause: error });
  }
}

function orientationOf(bytes: Uint8Array): Orientation {
  const exif = exifOfPng(bytes);
  return exif === undefined ? 1 : orientationIn(exif);
}
