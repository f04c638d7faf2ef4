// NumPy's npz: a zip of npy files, each an array behind a header that is a Python dictionary. Nothing pickled is read.

import { crc32 } from 'node:zlib';
import { unzipSync, zipSync } from 'fflate';
import { quote } from '../../base/quote.ts';
import { messageOf } from '../../base/systemErrors.ts';
import { sizeOf } from '../../experiment/network.ts';
import type { Shape } from '../model.ts';
import type { NamedTensor } from './stateDict.ts';
import { WeightsFileError } from './weightsFileError.ts';

const magic = Uint8Array.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]);
const headerStart = 10;
const headerAlignment = 64;
const bytesOfFloat = 4;
/** As much as a checkpoint holds. */
const mostArrayBytes = 2 ** 30;
const mostArrays = 10_000;
const longestHeader = 2 ** 16;
const ending = '.npy';
/** The archive's times are not now: the same weights are the same bytes. */
const fixedTime = new Date(1980, 0, 1);

/** @param metadata texts by name, which become arrays of one string each */
export function encodeNpz(tensors: readonly NamedTensor[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const files = Object.fromEntries([
    ...tensors.map(({ name, shape, values }) => [`${name}${ending}`, encodeArray('<f4', shape, bytesOfFloats(values))]),
    ...Object.entries(metadata).map(([name, text]) => [`${name}${ending}`, encodeText(text)]),
  ]);
  return zipSync(files, { level: 0, mtime: fixedTime });
}

/**
 * The arrays of a file that anybody may have written: float32, or float64, which is rounded. Arrays of text are passed
 * over.
 * @throws {WeightsFileError} that says what is wrong with it
 */
export function decodeNpz(bytes: Uint8Array): NamedTensor[] {
  return Object.entries(unzip(bytes)).flatMap(([name, file]) => {
    const array = decodeArray(name, file);
    return array === undefined ? [] : [{ ...array, name: name.slice(0, -ending.length) }];
  });
}

function unzip(bytes: Uint8Array): Record<string, Uint8Array> {
  try {
    const sums = checksumsOf(bytes);
    const files = unzipSync(bytes);
    for (const [name, file] of Object.entries(files))
      if (crc32(file) !== sums.get(name)) throw new WeightsFileError(`${quote(name)} is damaged: its checksum differs`);
    return files;
  } catch (error) {
    if (error instanceof WeightsFileError) throw error;
    throw new WeightsFileError(`it is no npz file, or a damaged one: ${messageOf(error)}`);
  }
}

/** By name, before anything is unpacked. @throws {WeightsFileError} where it would be too much */
function checksumsOf(bytes: Uint8Array): ReadonlyMap<string, number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sums = new Map<string, number>();
  let [arrays, unpacked, header] = [0, 0, firstHeaderOf(view)];
  unzipSync(bytes, {
    filter: ({ name, size, originalSize }) => {
      arrays++;
      // Of what is stored as it is, only the size in the archive counts, and entries may lie on one another.
      unpacked += Math.max(size, originalSize);
      if (arrays > mostArrays || unpacked > mostArrayBytes) throw new WeightsFileError('it unpacks to too much');
      if (!name.endsWith(ending)) throw new WeightsFileError(`it holds ${quote(name)}, which is no array`);
      sums.set(name, view.getUint32(header + 16, true));
      const start = header;
      header += 46;
      // Of the name, of what stands beside it, and of a comment.
      for (const length of [28, 30, 32]) header += view.getUint16(start + length, true);
      return false;
    },
  });
  return sums;
}

/** Where the archive's own list of its files begins, which has their checksums. @throws RangeError where there is none */
function firstHeaderOf(view: DataView): number {
  let end = view.byteLength - 22;
  // A comment may follow.
  const first = Math.max(0, end - 2 ** 16);
  while (view.getUint32(end, true) !== 0x06054b50) if (--end < first) throw new RangeError('it has no list of files');
  const isLarge = end >= 20 && view.getUint32(end - 20, true) === 0x07064b50;
  const largeEnd = isLarge ? view.getUint32(end - 12, true) : 0;
  if (isLarge && view.getUint32(largeEnd, true) === 0x06064b50) return view.getUint32(largeEnd + 48, true);
  return view.getUint32(end + 16, true);
}

function bytesOfFloats(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length * bytesOfFloat);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    view.setFloat32(index * bytesOfFloat, value, true);
  });
  return bytes;
}

function encodeText(text: string): Uint8Array {
  const characters = [...text];
  const bytes = new Uint8Array(characters.length * 4);
  const view = new DataView(bytes.buffer);
  characters.forEach((character, index) => {
    view.setUint32(index * 4, character.codePointAt(0) ?? 0, true);
  });
  return encodeArray(`<U${characters.length}`, [], bytes);
}

function encodeArray(type: string, shape: Shape, content: Uint8Array): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dictionary = `{'descr': '${type}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const contentStart = Math.ceil((headerStart + dictionary.length + 1) / headerAlignment) * headerAlignment;
  const bytes = new Uint8Array(contentStart + content.length).fill(0x20, headerStart, contentStart);
  bytes.set(magic);
  bytes.set([1, 0], magic.length);
  new DataView(bytes.buffer).setUint16(8, contentStart - headerStart, true);
  bytes.set(new TextEncoder().encode(dictionary), headerStart);
  bytes[contentStart - 1] = 0x0a;
  bytes.set(content, contentStart);
  return bytes;
}

/** Undefined for text. */
function decodeArray(name: string, bytes: Uint8Array): Omit<NamedTensor, 'name'> | undefined {
  const damaged = () => new WeightsFileError(`${quote(name)} is no array of NumPy, or a damaged one`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < headerStart + 2 || magic.some((byte, index) => bytes[index] !== byte)) throw damaged();
  const isShort = bytes[magic.length] === 1;
  const start = isShort ? headerStart : headerStart + 2;
  const length = isShort ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > longestHeader || start + length > bytes.length) throw damaged();
  const header = new TextDecoder().decode(bytes.subarray(start, start + length));
  const [, type = ''] = /'descr'\s*:\s*'([^']{1,40})'/.exec(header) ?? [];
  const [, order] = /'fortran_order'\s*:\s*(True|False)/.exec(header) ?? [];
  const [, sizes] = /'shape'\s*:\s*\(([\d,\sL]{0,200})\)/.exec(header) ?? [];
  if (order === undefined || sizes === undefined) throw damaged();
  if (/^[<>|]?[US]\d+$/.test(type)) return undefined;
  const width = type === '<f4' ? bytesOfFloat : type === '<f8' ? 2 * bytesOfFloat : undefined;
  if (width === undefined)
    throw new WeightsFileError(`${quote(name)} is of type ${quote(type || 'object')}. Save it as float32`);
  const shape = sizes.split(',').flatMap((word) => (word.trim() === '' ? [] : [Number.parseInt(word, 10)]));
  const size = sizeOf(shape);
  const content = start + length;
  if (!Number.isSafeInteger(size) || bytes.length - content !== size * width) throw damaged();
  const read = (index: number) =>
    width === bytesOfFloat
      ? view.getFloat32(content + index * width, true)
      : view.getFloat64(content + index * width, true);
  const placeOf = order === 'True' ? firstIndexFastest(shape) : (index: number) => index;
  return { shape, values: Float32Array.from({ length: size }, (_, index) => read(placeOf(index))) };
}

/** Where a value of a row-major array lies in one whose first index runs fastest, as that of a transposed array does. */
function firstIndexFastest(shape: Shape): (index: number) => number {
  return (index) => {
    let [rest, place, stride] = [index, 0, sizeOf(shape)];
    for (const extent of shape.toReversed()) {
      stride /= extent;
      place += (rest % extent) * stride;
      rest = Math.floor(rest / extent);
    }
    return place;
  };
}
