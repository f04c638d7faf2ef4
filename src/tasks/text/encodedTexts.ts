// Encoded texts: what the model gets of each text, packed into memory that worker threads share.

/** Texts as token numbers, or as the few features that are not 0. Row i of the texts is [starts[i], starts[i + 1]). */
export type EncodedTexts = {
  /** Digest of the terms that features stand for, 32 hexadecimal digits; null where texts teach none. */
  readonly terms: string | null;
} & (
  | {
      readonly kind: 'tokens';
      /** Values of an input: tokens of the longest text. */
      readonly length: number;
      readonly starts: Uint32Array;
      readonly tokens: Uint32Array;
    }
  | {
      readonly kind: 'features';
      /** Values of an input: features. */
      readonly length: number;
      readonly starts: Uint32Array;
      readonly features: Uint32Array;
      readonly weights: Float32Array;
    }
);

/**
 * Writes text `index` as the model's input into `target` [length], whose values are 0. Tokens end with -1 up to the
 * length.
 */
export function writeEncodedText(texts: EncodedTexts, index: number, target: Float32Array): void {
  const start = texts.starts[index] ?? 0;
  const end = texts.starts[index + 1] ?? start;
  switch (texts.kind) {
    case 'tokens':
      target.fill(-1);
      target.set(texts.tokens.subarray(start, end));
      return;
    case 'features':
      for (let place = start; place < end; place++) target[texts.features[place] ?? 0] = texts.weights[place] ?? 0;
      return;
  }
}
