// What a picture file says of itself in its first bytes: enough to refuse it before anything is allocated for it.

import { UnreadableFileError } from '../files/fileSource.ts';
import { placeholderIn } from '../files/placeholders.ts';
import { pictureKindOf } from './pictureKind.ts';
import { pngChunks } from './pngChunks.ts';

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
  const header = headerOf(bytes);
  const { width, height } = header;
  if (width === 0 || height === 0) throw new UnreadableFileError(`it has no pixels (${width} × ${height})`);
  if (width * height > maximumPixels) {
    throw new UnreadableFileError(
      `it has more than the ${maximumPixels / 1e6} million pixels that are read (${width} × ${height})`,
    );
  }
  return header;
}

function headerOf(bytes: Uint8Array): PictureHeader {
  const kind = pictureKindOf(bytes);
  if (kind === undefined) return refuse(bytes);
  if ('other' in kind) {
    throw new UnreadableFileError(`it is ${kind.other} whatever its name says; save it as PNG or JPEG`);
  }
  switch (kind.read) {
    case 'png':
      return readPngHeader(bytes);
    case 'jpeg':
      return readJpegHeader(bytes);
  }
}

/** The header chunk comes first: its length, `IHDR`, width, height. */
function readPngHeader(bytes: Uint8Array): PngHeader {
  const firstChunk = String.fromCharCode(...bytes.subarray(12, 16));
  if (firstChunk === 'CgBI') {
    throw new UnreadableFileError(
      'it is a PNG as Xcode packs it into apps, which other programs cannot read; save it as PNG',
    );
  }
  if (bytes.length < 33 || firstChunk !== 'IHDR') throw truncated();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let headers = 0;
  // The decoder goes by the last one.
  for (const { name } of pngChunks(bytes)) if (name === 'IHDR') headers++;
  if (headers > 1) throw new UnreadableFileError('it is a PNG with more than one header');
  return { format: 'png', width: view.getUint32(16), height: view.getUint32(20) };
}

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

/** SOF0 to SOF15, apart from DHT, JPG and DAC, which share the range, and SOF55 of JPEG-LS. */
function isFrame(marker: number): boolean {
  return (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) || marker === 0xf7;
}

function readFrame(bytes: Uint8Array, position: number, marker: number): JpegHeader {
  if (bytes.length < position + 10) throw truncated();
  const view = new DataView(bytes.buffer, bytes.byteOffset + position);
  const bits = view.getUint8(4);
  if (![0xc0, 0xc1, 0xc2].includes(marker) || bits !== 8) {
    const kind = bits === 8 ? 'that is lossless, hierarchical or arithmetic' : `of ${bits} bits a sample`;
    throw new UnreadableFileError(`it is a JPEG of a rare kind, ${kind}; save it as baseline JPEG`);
  }
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

function refuse(bytes: Uint8Array): never {
  if (bytes.length === 0) throw new UnreadableFileError('it is empty; get it again');
  const placeholder = placeholderIn(bytes);
  throw new UnreadableFileError(
    placeholder === undefined ? 'it is neither PNG nor JPEG; save it as one of them' : `it is ${placeholder}`,
  );
}

function truncated(): UnreadableFileError {
  return new UnreadableFileError('it is cut off or damaged; get it again');
}
