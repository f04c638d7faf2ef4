// The formats that hold tensors by name and nothing else, which can be read again.

import { decodeNpz, encodeNpz, textInNpz } from './npz.ts';
import { decodeSafetensors, encodeSafetensors, textInSafetensors } from './safetensors.ts';
import type { NamedTensor } from './stateDict.ts';

export const tensorFormats = ['safetensors', 'npz'] as const;

export type TensorFormat = (typeof tensorFormats)[number];

/** Under which name a file says, as JSON, what its tensors are of. */
export const descriptionKey = 'reptile_lab';

/** @param description what the file says of itself; goes into JSON */
export function encodeTensors(format: TensorFormat, tensors: readonly NamedTensor[], description: object): Uint8Array {
  const text = JSON.stringify(description);
  switch (format) {
    case 'safetensors':
      return encodeSafetensors(tensors, { format: 'pt', [descriptionKey]: text });
    case 'npz':
      return encodeNpz(tensors, { [descriptionKey]: text });
  }
}

/** Values may share the memory of `bytes`. @throws {WeightsFileError} */
export async function decodeTensors(format: TensorFormat, bytes: Uint8Array): Promise<NamedTensor[]> {
  switch (format) {
    case 'safetensors':
      return decodeSafetensors(bytes);
    case 'npz':
      return decodeNpz(bytes);
  }
}

/** What the file says of itself, as JSON that anybody may have written; undefined where it says nothing. @throws {WeightsFileError} */
export async function descriptionIn(format: TensorFormat, bytes: Uint8Array): Promise<string | undefined> {
  switch (format) {
    case 'safetensors':
      return textInSafetensors(bytes, descriptionKey);
    case 'npz':
      return textInNpz(bytes, descriptionKey);
  }
}

/** By the ending of a file's name; undefined where that is another. */
export function tensorFormatOf(file: string): TensorFormat | undefined {
  return tensorFormats.find((format) => file.toLowerCase().endsWith(`.${format}`));
}
