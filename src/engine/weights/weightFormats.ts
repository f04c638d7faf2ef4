// The formats in which weights leave, and those in which they come back.

import type { Model } from '../model.ts';
import { decodeNpz, encodeNpz } from './npz.ts';
import { encodeOnnx } from './onnx.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';
import { type NamedTensor, toStateDict } from './stateDict.ts';
import { encodeTfjsLayers } from './tfjsLayers.ts';

export const weightFormats = ['safetensors', 'npz', 'onnx', 'tfjs'] as const;

export type WeightFormat = (typeof weightFormats)[number];

/** Those that hold tensors by name and nothing else, which can be read again. */
export const tensorFormats = ['safetensors', 'npz'] as const satisfies readonly WeightFormat[];

export type TensorFormat = (typeof tensorFormats)[number];

/** Under which name a file says, as JSON, what its tensors are of. */
const descriptionKey = 'reptile_lab';

/** What is written: a file's bytes, or a folder's files by name. */
export type EncodedWeights =
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  | { readonly kind: 'folder'; readonly files: Readonly<Record<string, string | Uint8Array>> };

/**
 * @param parameters [model.parameterCount]
 * @param description what the file says of itself; goes into JSON
 */
export function encodeWeights(
  format: WeightFormat,
  model: Model,
  parameters: Float32Array,
  description: object,
): EncodedWeights {
  const metadata = { [descriptionKey]: JSON.stringify(description) };
  switch (format) {
    case 'safetensors':
    case 'npz':
      return { kind: 'file', bytes: encodeTensors(format, toStateDict(model, parameters), description) };
    case 'onnx':
      return { kind: 'file', bytes: encodeOnnx(model, parameters, metadata) };
    case 'tfjs':
      return { kind: 'folder', files: { ...encodeTfjsLayers(model, parameters, metadata) } };
  }
}

/** @param description as in `encodeWeights` */
export function encodeTensors(format: TensorFormat, tensors: readonly NamedTensor[], description: object): Uint8Array {
  const text = JSON.stringify(description);
  switch (format) {
    case 'safetensors':
      return encodeSafetensors(tensors, { format: 'pt', [descriptionKey]: text });
    case 'npz':
      return encodeNpz(tensors, { [descriptionKey]: text });
  }
}

/** @throws {WeightsFileError} */
export function decodeTensors(format: TensorFormat, bytes: Uint8Array): NamedTensor[] {
  switch (format) {
    case 'safetensors':
      return decodeSafetensors(bytes);
    case 'npz':
      return decodeNpz(bytes);
  }
}

/** By the ending of a file's name; undefined where that is another. */
export function tensorFormatOf(file: string): TensorFormat | undefined {
  return tensorFormats.find((format) => file.toLowerCase().endsWith(`.${format}`));
}
