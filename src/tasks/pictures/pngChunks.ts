// The chunks that a PNG is made of: a header, pixels and what is told of them, up to the chunk that ends it.

import { crc32 } from 'node:zlib';

export const pngSignature: readonly number[] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

interface PngChunk {
  readonly name: string;
  readonly content: Uint8Array;
  /** Where the chunk ends in the file, its checksum included. */
  readonly end: number;
}

/** Length, name, content and checksum. */
const bytesAroundContent = 12;

/** Every chunk that is whole, IEND included; what follows that one is no part of the picture. Checks no checksum. */
export function* pngChunks(bytes: Uint8Array): Generator<PngChunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let position = pngSignature.length; position + bytesAroundContent <= bytes.length; ) {
    const length = view.getUint32(position);
    const end = position + bytesAroundContent + length;
    if (end > bytes.length) return;
    const name = String.fromCharCode(...bytes.subarray(position + 4, position + 8));
    yield { name, content: bytes.subarray(position + 8, position + 8 + length), end };
    if (name === 'IEND') return;
    position = end;
  }
}

/** Length, name, content and checksum. */
export function chunkOf(name: string, content: Uint8Array = new Uint8Array(0)): Uint8Array {
  const chunk = Buffer.alloc(bytesAroundContent + content.length);
  chunk.writeUInt32BE(content.length);
  chunk.write(name, 4, 'latin1');
  chunk.set(content, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4);
  return chunk;
}

const iend = chunkOf('IEND');

/**
 * The PNG from its first byte to its end: without what programs append to it (thumbnails, depth maps, line breaks), and
 * with an end where the file lacks one or breaks off within it. Whether all pixels are there is for the decoder to say.
 */
export function wholePng(bytes: Uint8Array): Uint8Array {
  let lastEnd = pngSignature.length;
  for (const { name, end } of pngChunks(bytes)) {
    if (name === 'IEND') return bytes.subarray(0, end);
    lastEnd = end;
  }
  return Buffer.concat([bytes.subarray(0, lastEnd), iend]);
}
