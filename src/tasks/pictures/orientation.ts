// How a picture must be turned or mirrored to be shown as it was taken: EXIF's orientation (CIPA DC-008, 4.6.4), and
// the turning.

import type { DecodedPicture } from './decodedPicture.ts';

/** 1 is upright; from 5 on rows become columns. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const orientations: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8];

const bigEndian = 0x4d4d;
const littleEndian = 0x4949;
const orientationTag = 0x0112;
const bytesPerTag = 12;

/** Of EXIF data, with or without the name before them that a JPEG has; 1 where they say nothing or are damaged. */
export function orientationIn(exif: Uint8Array): Orientation {
  const start = String.fromCharCode(...exif.subarray(0, 6)) === 'Exif\0\0' ? 6 : 0;
  const tiff = new DataView(exif.buffer, exif.byteOffset + start, exif.byteLength - start);
  if (tiff.byteLength < 8) return 1;
  const order = tiff.getUint16(0);
  if (order !== bigEndian && order !== littleEndian) return 1;
  const isLittle = order === littleEndian;
  const directory = tiff.getUint32(4, isLittle);
  if (directory + 2 > tiff.byteLength) return 1;
  const tags = tiff.getUint16(directory, isLittle);
  for (let number = 0; number < tags; number++) {
    const position = directory + 2 + number * bytesPerTag;
    if (position + bytesPerTag > tiff.byteLength) return 1;
    if (tiff.getUint16(position, isLittle) !== orientationTag) continue;
    const value = wholeNumberOf(tiff, position, isLittle);
    return orientations.find((orientation) => orientation === value) ?? 1;
  }
  return 1;
}

/** Of a tag with one whole number. */
function wholeNumberOf(tiff: DataView, tag: number, isLittle: boolean): number | undefined {
  const [short, long] = [3, 4];
  const type = tiff.getUint16(tag + 2, isLittle);
  if (tiff.getUint32(tag + 4, isLittle) !== 1) return undefined;
  if (type === short) return tiff.getUint16(tag + 8, isLittle);
  return type === long ? tiff.getUint32(tag + 8, isLittle) : undefined;
}

/** The picture as it is to be shown. */
export function turnUpright(picture: DecodedPicture, orientation: Orientation): DecodedPicture {
  if (orientation === 1) return picture;
  const { width, height } = picture;
  const stored = pixelsAsNumbers(picture.pixels);
  const shown = new Uint32Array(stored.length);
  // The place in the stored picture of the first shown pixel, and how far it is to that of the next column and row.
  const { first, nextColumn, nextRow } = stepsOf(orientation, width, height);
  const [shownWidth, shownHeight] = orientation < 5 ? [width, height] : [height, width];
  for (let row = 0, target = 0; row < shownHeight; row++) {
    for (let column = 0; column < shownWidth; column++) {
      shown[target++] = stored[first + row * nextRow + column * nextColumn] ?? 0;
    }
  }
  return { width: shownWidth, height: shownHeight, pixels: new Uint8Array(shown.buffer) };
}

function stepsOf(orientation: Exclude<Orientation, 1>, width: number, height: number) {
  const [right, below] = [width - 1, (height - 1) * width];
  switch (orientation) {
    case 2:
      return { first: right, nextColumn: -1, nextRow: width };
    case 3:
      return { first: below + right, nextColumn: -1, nextRow: -width };
    case 4:
      return { first: below, nextColumn: 1, nextRow: -width };
    case 5:
      return { first: 0, nextColumn: width, nextRow: 1 };
    case 6:
      return { first: below, nextColumn: -width, nextRow: 1 };
    case 7:
      return { first: below + right, nextColumn: -width, nextRow: -1 };
    case 8:
      return { first: right, nextColumn: width, nextRow: -1 };
  }
}

/** A pixel's four bytes as one number. */
function pixelsAsNumbers(pixels: Uint8Array): Uint32Array {
  const isAligned = pixels.byteOffset % 4 === 0;
  const bytes = isAligned ? pixels : pixels.slice();
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}
