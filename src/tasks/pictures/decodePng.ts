// PNG to RGBA, whatever its depth, palette or interlacing.

import { inflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { UnreadableFileError } from '../files/fileSource.ts';
import { reasonOf } from '../readDataFile.ts';
import type { PictureHeader } from './pictureHeader.ts';

/** Rows of an interlaced picture begin with a byte each, in seven passes; 16 bits in four channels are the most. */
const mostBytesPerPixel = 8;

/**
 * [height, width, 4]; 16-bit values are scaled to 8 bits.
 * @throws {UnreadableFileError} when the file is damaged
 */
export function decodePng(bytes: Uint8Array, header: PictureHeader): Uint8Array {
  try {
    if (bytes[28] === 1) checkInterlaced(bytes, header);
    return PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).data;
  } catch (error) {
    throw new UnreadableFileError(`it is cut off or damaged (${reasonOf(error)})`, { cause: error });
  }
}

/** The decoder bounds what it unpacks by the picture's size, but not where the picture is interlaced. */
function checkInterlaced(bytes: Uint8Array, { width, height }: PictureHeader): void {
  inflateSync(Buffer.concat(imageData(bytes)), {
    maxOutputLength: mostBytesPerPixel * width * height + 14 * (height + 7),
  });
}

/** Contents of all IDAT chunks: length, name, content and checksum of each chunk follow each other. */
function imageData(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const contents: Uint8Array[] = [];
  for (let position = 8; position + 12 <= bytes.length; ) {
    const length = view.getUint32(position);
    const name = view.getUint32(position + 4);
    if (name === 0x49444154) contents.push(bytes.subarray(position + 8, position + 8 + length));
    position += 12 + length;
  }
  return contents;
}
