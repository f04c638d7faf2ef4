// The EXIF data of a PNG: in a chunk of their own, or as text, as programs wrote them before there was one.

import { inflateSync } from '../../base/unpack.ts';
import { pngChunks } from './pngChunks.ts';

const keyword = 'Raw profile type exif\0';
/** Twice the 64 KiB that EXIF data may have, as hexadecimal digits, with line breaks. */
const mostText = 2 ** 18;

interface ProfileText {
  readonly content: Uint8Array;
  readonly isPacked: boolean;
}

/**
 * The last of several, which alone is unpacked: there may be a hundred thousand. Undefined where there are none. Damaged
 * text is as good as none.
 */
export function exifOfPng(bytes: Uint8Array): Uint8Array | undefined {
  let chunk: Uint8Array | undefined;
  let text: ProfileText | undefined;
  for (const { name, content } of pngChunks(bytes)) {
    if (name === 'eXIf') chunk = content;
    else if ((name === 'tEXt' || name === 'zTXt') && isProfile(content)) text = { content, isPacked: name === 'zTXt' };
  }
  return chunk ?? (text && profileIn(text));
}

function isProfile(content: Uint8Array): boolean {
  return Buffer.from(content.subarray(0, keyword.length)).toString('latin1') === keyword;
}

/** After an empty line, the name and the length, each on a line, hexadecimal digits. */
function profileIn({ content, isPacked }: ProfileText): Uint8Array {
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
