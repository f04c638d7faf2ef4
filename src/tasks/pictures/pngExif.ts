// The EXIF data of a PNG: in a chunk of their own, or as text, as programs wrote them before there was one.

import { inflateSync } from '../../base/unpack.ts';
import { pngChunks } from './pngChunks.ts';

const keyword = 'Raw profile type exif\0';
/** Twice the 64 KiB that EXIF data may have, as hexadecimal digits, with line breaks. */
const mostText = 2 ** 18;

/** The last of several; undefined where there are none. Damaged text is as good as none. */
export function exifOfPng(bytes: Uint8Array): Uint8Array | undefined {
  let chunk: Uint8Array | undefined;
  let text: Uint8Array | undefined;
  for (const { name, content } of pngChunks(bytes)) {
    if (name === 'eXIf') chunk = content;
    else if (name === 'tEXt' || name === 'zTXt') text = profileIn(content, name === 'zTXt') ?? text;
  }
  return chunk ?? text;
}

/** After an empty line, the name and the length, each on a line, hexadecimal digits. */
function profileIn(content: Uint8Array, isPacked: boolean): Uint8Array | undefined {
  if (Buffer.from(content.subarray(0, keyword.length)).toString('latin1') !== keyword) return undefined;
  const value = content.subarray(keyword.length);
  const text = isPacked ? unpacked(value.subarray(1)) : value.subarray(0, mostText);
  const digits = Buffer.from(text).toString('latin1').split('\n').slice(3).join('');
  return Buffer.from(digits, 'hex');
}

function unpacked(packed: Uint8Array): Uint8Array {
  try {
    return inflateSync(packed, { maxOutputLength: mostText });
  } catch {
    return new Uint8Array(0);
  }
}
