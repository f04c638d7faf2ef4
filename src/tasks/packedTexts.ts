// Texts packed into memory that worker threads share.

import { allocateShared } from './sharedMemory.ts';

/** Texts as UTF-8 in memory that threads share; read one at a time. */
export interface PackedTexts {
  readonly starts: Uint32Array;
  readonly bytes: Uint8Array;
}

export function packTexts(texts: readonly string[]): PackedTexts {
  const encoded = texts.map((text) => Buffer.from(text));
  const bytes = new Uint8Array(allocateShared(encoded.reduce((sum, { length }) => sum + length, 0)));
  const starts = shareStarts(encoded.map(({ length }) => length));
  encoded.forEach((part, index) => {
    bytes.set(part, starts[index]);
  });
  return { starts, bytes };
}

export function unpackText({ starts, bytes }: PackedTexts, index: number): string {
  return Buffer.from(bytes.slice(starts[index], starts[index + 1])).toString();
}

/** Where rows of these lengths begin, and after them where the last one ends. */
export function shareStarts(lengths: readonly number[]): Uint32Array {
  const starts = new Uint32Array(allocateShared((lengths.length + 1) * 4));
  let end = 0;
  lengths.forEach((length, index) => {
    end += length;
    starts[index + 1] = end;
  });
  return starts;
}
