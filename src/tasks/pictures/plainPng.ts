// A PNG of what its pixels need alone, for a decoder that knows nothing else: other readers take what is odd in it for
// harmless.

import { deflateSync } from '../../base/unpack.ts';
import type { PictureHeader } from './pictureHeader.ts';
import { chunkOf, pngChunks, pngSignature } from './pngChunks.ts';
import { bytesOfRows, unpackPngRows } from './pngRows.ts';

const mostColours = 256;
const bytesPerColour = 3;

/**
 * The same picture: without what is packed behind its rows, with a palette that is filled up with black, which is what
 * libpng and Pillow take colours for that it lacks, and without chunks that tell of other things. Undefined where its
 * rows cannot be unpacked, are more than its size says, or where a chunk that is needed is damaged.
 */
export function plainPng(bytes: Uint8Array, header: PictureHeader): Uint8Array | undefined {
  const parts: Uint8Array[] = [Uint8Array.from(pngSignature)];
  for (const { name, content, end } of pngChunks(bytes)) {
    if (name !== 'IHDR' && name !== 'PLTE' && name !== 'tRNS') continue;
    const chunk = chunkOf(name, content);
    if (!Buffer.from(chunk).equals(bytes.subarray(end - chunk.length, end))) return undefined;
    parts.push(name === 'PLTE' ? chunkOf(name, filledUp(content)) : chunk);
  }
  const rows = rowsOf(bytes, header);
  return rows && Buffer.concat([...parts, chunkOf('IDAT', deflateSync(rows, { level: 0 })), chunkOf('IEND')]);
}

function rowsOf(bytes: Uint8Array, header: PictureHeader): Uint8Array | undefined {
  const needed = bytesOfRows(bytes, header);
  try {
    return needed === undefined ? undefined : unpackPngRows(bytes, needed);
  } catch {
    return undefined;
  }
}

function filledUp(palette: Uint8Array): Uint8Array {
  const whole = new Uint8Array(mostColours * bytesPerColour);
  whole.set(palette.subarray(0, whole.length));
  return whole;
}
