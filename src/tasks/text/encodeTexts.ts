// Encodes all texts of a data set, without holding up whoever wants to stop it.

import type { TextEncodingSpec } from '../../experiment/schema.ts';
import type { LoadOptions } from '../loadOptions.ts';
import { shareStarts } from '../packedTexts.ts';
import { allocateShared } from '../sharedMemory.ts';
import { digestOfTexts } from '../split/contentDigest.ts';
import { TaskError } from '../taskError.ts';
import type { EncodedTexts } from './encodedTexts.ts';
import { tokensOf } from './hashedEncoding.ts';
import { fitVocabulary, weighTerms } from './tfidfEncoding.ts';

/** Numbers of all texts together; 1 GiB. */
const mostNumbers = 2 ** 28;
const textsAtOnce = 2048;

/** How many values the model gets of a text. */
function encodedLength(spec: TextEncodingSpec): number {
  return spec.kind === 'hashed' ? spec.maxTokens : spec.maxFeatures + spec.unknownBuckets;
}

/**
 * @param trainingTexts what a vocabulary is made from; no held-out text is among them
 * @throws {TaskError} when the texts do not fit into memory
 */
export async function encodeTexts(
  spec: TextEncodingSpec,
  texts: readonly string[],
  trainingTexts: Iterable<string>,
  options: LoadOptions,
): Promise<EncodedTexts> {
  const length = encodedLength(spec);
  if (spec.kind === 'hashed') {
    const rows = await encodeEach(texts, (text) => Uint32Array.from(tokensOf(text, spec)), options);
    return { kind: 'tokens', length, terms: null, ...sharedRows(rows) };
  }
  const vocabulary = fitVocabulary(trainingTexts, spec);
  const rows = await encodeEach(
    texts,
    (text) => {
      const { features, weights } = weighTerms(text, vocabulary, spec);
      return { features: Uint32Array.from(features), weights: Float32Array.from(weights) };
    },
    options,
  );
  const { starts, tokens: features } = sharedRows(rows.map((row) => row.features));
  const weights = new Float32Array(allocateShared(features.length * 4));
  rows.forEach((row, index) => {
    weights.set(row.weights, starts[index]);
  });
  return { kind: 'features', length, starts, features, weights, terms: digestOfTexts([...vocabulary.features.keys()]) };
}

async function encodeEach<Row>(
  texts: readonly string[],
  encode: (text: string) => Row,
  { signal, onProgress }: LoadOptions,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let first = 0; first < texts.length; first += textsAtOnce) {
    if (first > 0) {
      onProgress?.({ activity: 'encodingTexts', done: first, total: texts.length });
      await new Promise(setImmediate);
    }
    signal?.throwIfAborted();
    for (const text of texts.slice(first, first + textsAtOnce)) rows.push(encode(text));
  }
  return rows;
}

function sharedRows(rows: readonly Uint32Array[]): { starts: Uint32Array; tokens: Uint32Array } {
  const starts = shareStarts(rows.map((row) => row.length));
  const total = rows.reduce((sum, row) => sum + row.length, 0);
  if (total > mostNumbers) {
    throw new TaskError(
      `${rows.length.toLocaleString('en-US')} texts have ${total.toLocaleString('en-US')} terms, more than fit into memory. Use fewer texts, or ` +
        'lower task.encoding.wordNgrams or task.encoding.maxTokens.',
    );
  }
  const tokens = new Uint32Array(allocateShared(total * 4));
  rows.forEach((row, index) => {
    tokens.set(row, starts[index]);
  });
  return { starts, tokens };
}
