// Texts on their way from one process to another: what is large as bytes, block by block, and the rest as values.

import type { EncodedTexts } from '../tasks/text/encodedTexts.ts';
import type { TextSet } from '../tasks/text/textSet.ts';

/** A text set without what its blocks hold. */
export interface TextSetValues extends Omit<TextSet, 'texts' | 'encoded'> {
  readonly encoding: Pick<EncodedTexts, 'kind' | 'length' | 'terms'>;
}

export interface PackedTextSet {
  readonly values: TextSetValues;
  readonly blocks: readonly Uint8Array[];
}

export function packTextSet({ texts, encoded, ...rest }: TextSet): PackedTextSet {
  const { kind, length, starts, terms } = encoded;
  const contents = encoded.kind === 'tokens' ? [encoded.tokens] : [encoded.features, encoded.weights];
  const blocks = [texts.starts, texts.bytes, starts, ...contents];
  return {
    values: { ...rest, encoding: { kind, length, terms } },
    blocks: blocks.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)),
  };
}

/** @param blocks the memory that holds what `packTextSet` gave, in its order */
export function unpackTextSet(
  { encoding: { kind, length, terms }, ...rest }: TextSetValues,
  blocks: readonly ArrayBufferLike[],
): TextSet {
  const words = (place: number) => new Uint32Array(blockAt(blocks, place));
  const [textStarts, starts] = [words(0), words(2)];
  const texts = { starts: textStarts, bytes: new Uint8Array(blockAt(blocks, 1)) };
  switch (kind) {
    case 'tokens':
      return { ...rest, texts, encoded: { kind, length, starts, tokens: words(3), terms } };
    case 'features': {
      const weights = new Float32Array(blockAt(blocks, 4));
      return { ...rest, texts, encoded: { kind, length, starts, features: words(3), weights, terms } };
    }
  }
}

function blockAt(blocks: readonly ArrayBufferLike[], place: number): ArrayBufferLike {
  const block = blocks[place];
  if (block === undefined) throw new RangeError(`Block ${place} of the texts has not come.`);
  return block;
}
