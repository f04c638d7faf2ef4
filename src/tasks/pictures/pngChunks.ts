// The chunks that a PNG is made of: a header, pixels and what is told of them, up to the chunk that ends it.

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

/** The PNG without what programs append to it: thumbnails, depth maps, line breaks. */
export function withoutTail(bytes: Uint8Array): Uint8Array {
  for (const { name, end } of pngChunks(bytes)) if (name === 'IEND') return bytes.subarray(0, end);
  return bytes;
}
