// The safetensors format: a JSON header that says where each tensor lies, then the tensors' bytes, little-endian.

import * as z from 'zod';
import { parseBoundedJson } from '../../base/boundedJson.ts';
import { quote } from '../../base/quote.ts';
import { messageOf } from '../../base/systemErrors.ts';
import { sizeOf } from '../../experiment/network.ts';
import { floatsIn } from './floatsIn.ts';
import type { NamedTensor, TensorShape } from './stateDict.ts';
import { WeightsFileError } from './weightsFileError.ts';

const lengthBytes = 8;
const bytesOfFloat = 4;
/** A header names tensors and their shapes: no model here comes near. */
const mostHeaderBytes = 2 ** 22;
/** Of the beginning of a file that say which tensors are in it. */
export const mostHeadBytes = lengthBytes + mostHeaderBytes;
const headerBounds = { depth: 4, values: 100_000, names: 60_000 };

const metadataKey = '__metadata__';
const metadataSchema = z.record(z.string(), z.string());
const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().min(0)).max(8),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});

/** @param metadata texts by name, which every reader of the format can give */
export function encodeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const header: Record<string, unknown> = { [metadataKey]: metadata };
  let offset = 0;
  for (const { name, shape, values } of tensors) {
    const end = offset + values.length * bytesOfFloat;
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, end] };
    offset = end;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  // Tensors begin at a multiple of 8, as the format asks; spaces end the header.
  const headerBytes = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(lengthBytes + headerBytes + offset).fill(0x20, lengthBytes, lengthBytes + headerBytes);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerBytes), true);
  bytes.set(text, lengthBytes);
  let at = lengthBytes + headerBytes;
  for (const { values } of tensors) {
    for (const value of values) {
      view.setFloat32(at, value, true);
      at += bytesOfFloat;
    }
  }
  return bytes;
}

/**
 * The tensors of a file that anybody may have written: float32, or float64, which is rounded.
 * @throws {WeightsFileError} that says what is wrong with it
 */
export function decodeSafetensors(bytes: Uint8Array): NamedTensor[] {
  return [...placesIn(bytes, bytes.length)].map(({ name, shape, from, width }) => ({
    name,
    shape,
    values: floatsIn(bytes, { from, size: sizeOf(shape), width }),
  }));
}

/**
 * The names and shapes alone, from the beginning of a file.
 * @param head as many bytes as a header may have, or the whole file
 * @throws {WeightsFileError} as `decodeSafetensors` does
 */
export function shapesInSafetensors(head: Uint8Array, fileBytes: number): TensorShape[] {
  return [...placesIn(head, fileBytes)].map(({ name, shape }) => ({ name, shape }));
}

/** A text of the metadata; undefined where there is none of that name. @throws {WeightsFileError} as `decodeSafetensors` does */
export function textInSafetensors(bytes: Uint8Array, name: string): string | undefined {
  const parsed = metadataSchema.safeParse(Object.entries(headerOf(bytes)).find(([key]) => key === metadataKey)?.[1]);
  return parsed.data?.[name];
}

interface TensorPlace extends TensorShape {
  /** First byte in the file. */
  readonly from: number;
  /** Bytes of a value. */
  readonly width: number;
}

function* placesIn(head: Uint8Array, fileBytes: number): Generator<TensorPlace> {
  const start = startOf(head);
  let held = 0;
  for (const [name, entry] of Object.entries(headerOf(head))) {
    if (name === metadataKey) continue;
    const parsed = entrySchema.safeParse(entry);
    if (!parsed.success) throw new WeightsFileError(`its header does not say where ${quote(name)} lies`);
    const { dtype, shape, data_offsets } = parsed.data;
    const [from, end] = data_offsets;
    const width = dtype === 'F32' ? bytesOfFloat : dtype === 'F64' ? 2 * bytesOfFloat : undefined;
    if (width === undefined) throw new WeightsFileError(`${quote(name)} is ${quote(dtype)}. Save it as float32 (F32)`);
    const size = sizeOf(shape);
    if (!Number.isSafeInteger(size) || end - from !== size * width || start + end > fileBytes)
      throw new WeightsFileError(`${quote(name)} is not whole: its bytes do not fit its shape, or the file`);
    // Tensors that share bytes would let a small file fill the memory.
    held += end - from;
    if (held > fileBytes - start) throw new WeightsFileError('its tensors lie in one another');
    yield { name, shape, from: start + from, width };
  }
}

/** The first byte behind the header. */
function startOf(head: Uint8Array): number {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < lengthBytes) throw new WeightsFileError('it is too short to be a safetensors file');
  const headerBytes = Number(view.getBigUint64(0, true));
  if (headerBytes > mostHeaderBytes || headerBytes > head.length - lengthBytes)
    throw new WeightsFileError(`it is no safetensors file: its header would have ${headerBytes} bytes`);
  return lengthBytes + headerBytes;
}

function headerOf(head: Uint8Array): object {
  const text = head.subarray(lengthBytes, startOf(head));
  try {
    const header = parseBoundedJson(text, headerBounds);
    if (typeof header === 'object' && header !== null && !Array.isArray(header)) return header;
  } catch (error) {
    throw new WeightsFileError(`its header cannot be read: ${messageOf(error)}`);
  }
  throw new WeightsFileError('its header is no JSON object');
}
