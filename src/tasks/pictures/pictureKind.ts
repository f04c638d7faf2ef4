// What kind of picture a file is, by its first bytes.

import { pngSignature } from './pngChunks.ts';

/** Those that are read, and the names of those that are not. */
export type PictureKind = { readonly read: 'png' | 'jpeg' } | { readonly other: string };

const otherKinds = [
  { name: 'GIF', offset: 0, text: 'GIF8' },
  { name: 'WebP', offset: 8, text: 'WEBP' },
  { name: 'BMP', offset: 0, text: 'BM' },
  { name: 'TIFF', offset: 0, text: 'II*\0' },
  { name: 'TIFF', offset: 0, text: 'MM\0*' },
  { name: 'TIFF', offset: 0, text: 'II+\0' },
  { name: 'TIFF', offset: 0, text: 'MM\0+' },
  { name: 'AVIF', offset: 4, text: 'ftypavi' },
  { name: 'HEIC', offset: 4, text: 'ftyphe' },
  { name: 'HEIC', offset: 4, text: 'ftypmif1' },
  { name: 'HEIC', offset: 4, text: 'ftypmsf1' },
  { name: 'JPEG 2000', offset: 4, text: 'jP  \r\n' },
  { name: 'JPEG XL', offset: 4, text: 'JXL \r\n' },
  { name: 'JPEG XL', offset: 0, text: '\xff\x0a' },
  { name: 'PSD', offset: 0, text: '8BPS' },
  { name: 'SVG', offset: 0, text: '<svg' },
  { name: 'ICO', offset: 0, text: '\0\0\x01\0' },
  { name: 'DDS', offset: 0, text: 'DDS ' },
  { name: 'OpenEXR', offset: 0, text: 'v/1\x01' },
  { name: 'PDF', offset: 0, text: '%PDF-' },
  { name: 'PostScript', offset: 0, text: '%!PS' },
  { name: 'Netpbm', offset: 0, text: 'P4\n' },
  { name: 'Netpbm', offset: 0, text: 'P5\n' },
  { name: 'Netpbm', offset: 0, text: 'P6\n' },
] as const;

/** Two letters, as BMP has, begin many a text: then the rest has to fit, too. */
const bmpBytes = { reserved: 6, headerLength: 14 } as const;

/** Undefined for what is no picture of any known kind. */
export function pictureKindOf(bytes: Uint8Array): PictureKind | undefined {
  if (pngSignature.every((byte, index) => bytes[index] === byte)) return { read: 'png' };
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return { read: 'jpeg' };
  const found = otherKinds.find(({ offset, text }) => textAt(bytes, offset, text.length) === text);
  if (found === undefined) return isSvg(bytes) ? { other: 'SVG' } : undefined;
  return found.name === 'BMP' && !isBmp(bytes) ? undefined : { other: found.name };
}

/** Behind what XML may begin with. */
function isSvg(bytes: Uint8Array): boolean {
  const beginning = textAt(bytes, 0, 512).replace(/^\xef\xbb\xbf/, '');
  return /^\s*<\?xml\b/.test(beginning) && /<(?:!DOCTYPE )?svg\b/.test(beginning);
}

function isBmp(bytes: Uint8Array): boolean {
  const zeros = bytes.subarray(bmpBytes.reserved, bmpBytes.reserved + 4);
  return (
    zeros.every((byte) => byte === 0) && [12, 40, 52, 56, 64, 108, 124].includes(bytes[bmpBytes.headerLength] ?? 0)
  );
}

function textAt(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}
