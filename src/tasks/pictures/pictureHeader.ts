// What a picture file says of itself in its first bytes: enough to refuse it before anything is allocated for it.

import { UnreadableFileError } from '../files/fileSource.ts';
import { pngChunks, pngSignature } from './pngChunks.ts';

interface PngHeader {
  readonly format: 'png';
  readonly width: number;
  readonly height: number;
}

export interface JpegHeader {
  readonly format: 'jpeg';
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 colour, 4 for print. */
  readonly components: number;
}

export type PictureHeader = PngHeader | JpegHeader;

/** About what the largest telephone cameras make. A decoded picture of so many takes 200 MB for a moment. */
const maximumPixels = 50_000_000;

/** Progressive JPEGs have about ten scans; each one is a pass over the whole picture. */
const maximumScans = 100;

/** @throws {UnreadableFileError} when it is no PNG or JPEG that is read here, or too large */
export function readPictureHeader(bytes: Uint8Array): PictureHeader {
  const header = beginsWith(bytes, pngSignature)
    ? readPngHeader(bytes)
    : isJpeg(bytes)
      ? readJpegHeader(bytes)
      : undefined;
  if (header === undefined) throw new UnreadableFileError(otherFormat(bytes));
  const { width, height } = header;
  if (width === 0 || height === 0) throw new UnreadableFileError(`its size is ${width} × ${height}`);
  if (width * height > maximumPixels) {
    throw new UnreadableFileError(
      `its ${width} × ${height} pixels are more than the ${maximumPixels / 1e6} million that are read`,
    );
  }
  return header;
}

/** The header chunk comes first: its length, `IHDR`, width, height. */
function readPngHeader(bytes: Uint8Array): PngHeader {
  if (bytes.length < 33 || textAt(bytes, 12, 4) !== 'IHDR') throw truncated();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // The decoder goes by the last one.
  const headers = [...pngChunks(bytes)].filter(({ name }) => name === 'IHDR').length;
  if (headers > 1) throw new UnreadableFileError('it is a PNG with more than one header');
  return { format: 'png', width: view.getUint32(16), height: view.getUint32(20) };
}

const isJpeg = (bytes: Uint8Array) => bytes[0] === 0xff && bytes[1] === 0xd8;
const startOfScan = 0xda;
const endOfImage = 0xd9;

/** Walks the segments to the frame header (ITU T.81, B.2.2), which comes before the first scan. */
function readJpegHeader(bytes: Uint8Array): JpegHeader {
  let position = 2;
  for (;;) {
    while (bytes[position] === 0xff && bytes[position + 1] === 0xff) position++;
    const [start, marker, high, low] = bytes.subarray(position, position + 4);
    if (start !== 0xff || marker === undefined || high === undefined || low === undefined) throw truncated();
    if (marker === startOfScan || marker === endOfImage)
      throw new UnreadableFileError('it is a JPEG without a picture');
    if (isFrame(marker)) return readFrame(bytes, position, marker);
    position += 2 + ((high << 8) | low);
  }
}

/** SOF0 to SOF15, apart from DHT, JPG and DAC, which share the range. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function readFrame(bytes: Uint8Array, position: number, marker: number): JpegHeader {
  if (bytes.length < position + 10) throw truncated();
  if (![0xc0, 0xc1, 0xc2].includes(marker)) {
    throw new UnreadableFileError(
      'it is a JPEG of a rare kind (lossless, hierarchical or arithmetic); save it as baseline JPEG',
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + position);
  const components = view.getUint8(9);
  if (scansOf(bytes) > maximumScans) throw new UnreadableFileError('it has more scans than any honest JPEG');
  return { format: 'jpeg', height: view.getUint16(5), width: view.getUint16(7), components };
}

/** Inside a scan the marker's two bytes never follow each other. A thumbnail adds one. */
function scansOf(bytes: Uint8Array): number {
  let scans = 0;
  let position = bytes.indexOf(0xff);
  while (position >= 0) {
    if (bytes[position + 1] === startOfScan) scans++;
    position = bytes.indexOf(0xff, position + 1);
  }
  return scans;
}

function otherFormat(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'it is empty';
  const found = otherFormats.find(({ offset, text }) => textAt(bytes, offset, text.length) === text);
  return found === undefined
    ? 'it is neither PNG nor JPEG'
    : `it is ${found.name} whatever its name says; save it as PNG or JPEG`;
}

const otherFormats = [
  { name: 'a GIF', offset: 0, text: 'GIF8' },
  { name: 'WebP', offset: 8, text: 'WEBP' },
  { name: 'a BMP', offset: 0, text: 'BM' },
  { name: 'a TIFF', offset: 0, text: 'II*' },
  { name: 'a TIFF', offset: 0, text: 'MM\0*' },
  { name: 'HEIC or AVIF', offset: 4, text: 'ftyp' },
  { name: 'an HTML page', offset: 0, text: '<!DOCTYPE' },
  { name: 'an HTML page', offset: 0, text: '<html' },
  { name: 'a pointer of Git LFS', offset: 0, text: 'version https://git-lfs' },
] as const;

function textAt(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}

function beginsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

function truncated(): UnreadableFileError {
  return new UnreadableFileError('it is cut off or damaged');
}
