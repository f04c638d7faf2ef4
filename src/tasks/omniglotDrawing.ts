// One drawing of a character: a PNG as it is distributed, and what becomes of it.

import { characterSize } from './omniglotCharacters.ts';
import type { DecodedPicture } from './pictures/decodedPicture.ts';
import { decodePng } from './pictures/decodePng.ts';
import { readPictureHeader } from './pictures/pictureHeader.ts';

export const bytesPerImage = characterSize * characterSize;
/** The official drawings have 105 × 105 pixels and some 200 bytes. */
const mostDrawingPixels = 1_000_000;
export const mostDrawingBytes = 1 << 20;

/** The PNG's pixels. Throws an error that says what is wrong, without naming the file. */
export function decodeDrawing(bytes: Uint8Array): DecodedPicture {
  const header = readPictureHeader(bytes);
  const { width, height } = header;
  if (header.format !== 'png') throw new Error('it is no PNG');
  if (width * height > mostDrawingPixels)
    throw new Error(`its ${width} × ${height} pixels are more than any drawing of a character has`);
  return decodePng(bytes, header);
}

/**
 * Nearest-neighbour sampling as Pillow does it for the original two-valued files: pixel i shows source pixel ⌊(i + 0.5)
 * · size / 28⌋. The decoded image is RGBA; drawings are grey, so that red is the brightness.
 */
export function shrinkDrawing({ width, height, pixels }: DecodedPicture, target: Uint8Array): void {
  for (let row = 0; row < characterSize; row++) {
    const sourceRow = Math.floor(((row + 0.5) * height) / characterSize);
    for (let column = 0; column < characterSize; column++) {
      const sourceColumn = Math.floor(((column + 0.5) * width) / characterSize);
      target[row * characterSize + column] = pixels[(sourceRow * width + sourceColumn) * 4] ?? 0;
    }
  }
}
