// PNGs for tests: small ones of seeded noise, and any that a list of chunks makes, well-formed or not.

import { crc32, deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import type { RandomStream } from '../../src/engine/random.ts';

/** A well-formed PNG of noise. */
export function noisePng(random: RandomStream, width = 8, height = width): Uint8Array {
  const png = new PNG({ width, height });
  for (let index = 0; index < png.data.length; index++) png.data[index] = index % 4 === 3 ? 255 : random.integer(256);
  return new Uint8Array(PNG.sync.write(png));
}

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly depth?: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha. */
  readonly colourType?: number;
  readonly interlaced?: boolean;
}

/** A PNG of a header, other chunks, and rows of samples, each row with its filter byte. */
export function makePng(
  header: PngHeader,
  rows: Uint8Array,
  chunks: readonly { readonly name: string; readonly content: Uint8Array }[] = [],
): Uint8Array {
  return Buffer.concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    makeChunk('IHDR', headerContent(header)),
    ...chunks.map(({ name, content }) => makeChunk(name, content)),
    makeChunk('IDAT', deflateSync(rows)),
    makeChunk('IEND', new Uint8Array(0)),
  ]);
}

function headerContent({ width, height, depth = 8, colourType = 2, interlaced = false }: PngHeader): Uint8Array {
  const content = new DataView(new ArrayBuffer(13));
  content.setUint32(0, width);
  content.setUint32(4, height);
  content.setUint8(8, depth);
  content.setUint8(9, colourType);
  content.setUint8(12, interlaced ? 1 : 0);
  return new Uint8Array(content.buffer);
}

export function makeChunk(name: string, content: Uint8Array): Uint8Array {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}
