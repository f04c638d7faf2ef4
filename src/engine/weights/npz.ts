// NumPy's npz: a zip of npy files, each an array behind a header that is a Python dictionary. Nothing pickled is read.

import { zipSync } from 'fflate';
import { createBreather } from '../../base/breather.ts';
import { sizeOf } from '../../experiment/network.ts';
import type { Shape } from '../model.ts';
import { floatsIn } from './floatsIn.ts';
import { damagedArray, floatWidth, headerStart, magic, readArrayHeader } from './npyHeader.ts';
import { ending, filesIn, type PackedFile, unpackFile, unpackHead } from './npzArchive.ts';
import type { NamedTensor, TensorShape } from './stateDict.ts';

const headerAlignment = 64;
/** No model here has as many, nor as many characters in their names. */
const mostLookedInto = 1000;
const mostNamed = 2 ** 18;
/** Of them, unpacked, at a look: some hundredths of a second. */
const mostLookedAt = 2 ** 24;
/** Most headers are in there. */
const firstLook = 128;
const mostTextBytes = 2 ** 23;
const lastCodePoint = 0x10_ff_ff;
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
 * over. Between stretches of work others have a turn.
 * @throws {WeightsFileError} that says what is wrong with it
 */
export async function decodeNpz(bytes: Uint8Array): Promise<NamedTensor[]> {
  const breathe = createBreather();
  const tensors: NamedTensor[] = [];
  for (const file of filesIn(bytes)) {
    const array = await decodeArray(file.name, await unpackFile(bytes, file));
    if (array !== undefined) tensors.push({ ...array, name: nameOf(file) });
    await breathe();
  }
  return tensors;
}

/**
 * The names and shapes alone, from the first bytes of each array, without a turn of the event loop: what follows them may
 * be damaged. Undefined where they are too many to be looked at so.
 * @throws {WeightsFileError} as `decodeNpz` does
 */
export function shapesInNpz(bytes: Uint8Array): TensorShape[] | undefined {
  const files = filesIn(bytes);
  const named = files.reduce((sum, { name }) => sum + name.length, 0);
  if (files.length > mostLookedInto || named > mostNamed) return undefined;
  const shapes: TensorShape[] = [];
  let looked = 0;
  for (const file of files) {
    for (let packed = firstLook; ; packed *= 2) {
      const head = unpackHead(bytes, file, packed);
      looked += head.length;
      const header = readArrayHeader(file.name, head, file.bytes);
      if (header === 'tooShort') {
        if (packed >= file.packedBytes) throw damagedArray(file.name);
        if (looked > mostLookedAt) return undefined;
        continue;
      }
      if (header !== undefined) shapes.push({ name: nameOf(file), shape: header.shape });
      break;
    }
  }
  return shapes;
}

/** A text of the archive, as `encodeNpz` writes one; undefined where there is none of that name, or it is none. */
export async function textInNpz(bytes: Uint8Array, name: string): Promise<string | undefined> {
  const file = filesIn(bytes).find((each) => nameOf(each) === name);
  if (file === undefined || file.bytes > mostTextBytes) return undefined;
  const array = await unpackFile(bytes, file);
  const view = new DataView(array.buffer, array.byteOffset, array.byteLength);
  const content = array.length > headerStart ? headerStart + view.getUint16(8, true) : array.length;
  const [, length] = /'descr': '<U(\d+)'/.exec(new TextDecoder().decode(array.subarray(0, content))) ?? [];
  if (length === undefined || array.length !== content + 4 * Number(length)) return undefined;
  let text = '';
  for (let at = content; at < array.length; at += 4) {
    const point = view.getUint32(at, true);
    text += point <= lastCodePoint ? String.fromCodePoint(point) : '\ufffd';
  }
  return text;
}

function nameOf({ name }: PackedFile): string {
  return name.slice(0, -ending.length);
}

function bytesOfFloats(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length * floatWidth);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    view.setFloat32(index * floatWidth, value, true);
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
async function decodeArray(name: string, bytes: Uint8Array): Promise<Omit<NamedTensor, 'name'> | undefined> {
  const header = readArrayHeader(name, bytes, bytes.length);
  if (header === 'tooShort') throw damagedArray(name);
  if (header === undefined) return undefined;
  const { shape, width, content, isFirstFastest } = header;
  const values = floatsIn(bytes, { from: content, size: sizeOf(shape), width });
  return { shape, values: isFirstFastest ? await inRows(shape, values) : values };
}

/** Row-major, of an array whose first index runs fastest, as that of a transposed array does. */
async function inRows(shape: Shape, values: Float32Array): Promise<Float32Array> {
  const breathe = createBreather();
  const rows = new Float32Array(values.length);
  const strides = shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
  const [extent = 1, stride = 1] = [shape.at(-1), strides.at(-1)];
  const outer = shape.slice(0, -1);
  for (let row = 0; row * extent < rows.length; row++) {
    let [rest, place] = [row, 0];
    for (let axis = outer.length - 1; axis >= 0; axis--) {
      const along = outer[axis] ?? 1;
      place += (rest % along) * (strides[axis] ?? 1);
      rest = Math.floor(rest / along);
    }
    for (let column = 0; column < extent; column++) rows[row * extent + column] = values[place + column * stride] ?? 0;
    if ((row * extent) % 2 ** 12 < extent) await breathe();
  }
  return rows;
}
