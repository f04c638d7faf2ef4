// The formats in which weights leave; `tensorFormats.ts` has those in which they come back.

import type { Model } from '../model.ts';
import { encodeOnnx } from './onnx.ts';
import { toStateDict } from './stateDict.ts';
import { descriptionKey, encodeTensors } from './tensorFormats.ts';
import { encodeTfjsLayers } from './tfjsLayers.ts';

export const weightFormats = ['safetensors', 'npz', 'onnx', 'tfjs'] as const;

export type WeightFormat = (typeof weightFormats)[number];

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
