// What the first bytes of one of NumPy's arrays say: its type, its shape, and where its numbers begin.

import { quote } from '../../base/quote.ts';
import { sizeOf } from '../../experiment/network.ts';
import type { Shape } from '../model.ts';
import { WeightsFileError } from './weightsFileError.ts';

export const magic = Uint8Array.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]);
export const headerStart = 10;
export const floatWidth = 4;
const longestHeader = 2 ** 16;
/** So many bytes say how long the header is. */
const preamble = headerStart + 2;

export interface ArrayHeader {
  readonly shape: Shape;
  /** Bytes of a value: 4 or 8. */
  readonly width: number;
  /** First byte of the values. */
  readonly content: number;
  /** Whether the first index runs fastest, as in a transposed array. */
  readonly isFirstFastest: boolean;
}

/**
 * What an array is; undefined for text.
 * @param head the first bytes of it; `tooShort` where more of them are needed
 * @param bytes of the whole file
 * @throws {WeightsFileError} that names it
 */
export function readArrayHeader(name: string, head: Uint8Array, bytes: number): ArrayHeader | 'tooShort' | undefined {
  const damaged = () => damagedArray(name);
  if (bytes < preamble) throw damaged();
  if (head.length < preamble) return 'tooShort';
  if (magic.some((byte, index) => head[index] !== byte)) throw damaged();
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const isShort = head[magic.length] === 1;
  const start = isShort ? headerStart : preamble;
  const length = isShort ? view.getUint16(8, true) : view.getUint32(8, true);
  const content = start + length;
  if (length > longestHeader || content > bytes) throw damaged();
  if (content > head.length) return 'tooShort';
  const header = new TextDecoder().decode(head.subarray(start, content));
  const [, type = ''] = /'descr'\s*:\s*'([^']{1,40})'/.exec(header) ?? [];
  const [, order] = /'fortran_order'\s*:\s*(True|False)/.exec(header) ?? [];
  const [, sizes] = /'shape'\s*:\s*\(([\d,\sL]{0,200})\)/.exec(header) ?? [];
  if (order === undefined || sizes === undefined) throw damaged();
  if (/^[<>|]?[US]\d+$/.test(type)) return undefined;
  const width = type === '<f4' ? floatWidth : type === '<f8' ? 2 * floatWidth : undefined;
  if (width === undefined)
    throw new WeightsFileError(`${quote(name)} is of type ${quote(type || 'object')}. Save it as float32`);
  const shape = sizes.split(',').flatMap((word) => (word.trim() === '' ? [] : [Number.parseInt(word, 10)]));
  const size = sizeOf(shape);
  if (!Number.isSafeInteger(size) || bytes - content !== size * width) throw damaged();
  return { shape, width, content, isFirstFastest: order === 'True' };
}

export function damagedArray(name: string): WeightsFileError {
  return new WeightsFileError(`${quote(name)} is no array of NumPy, or a damaged one`);
}
