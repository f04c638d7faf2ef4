// TF-IDF: how often a term occurs in a text, times how rare it is in the texts that train.

import { inCodeUnitOrder } from '../files/fileSource.ts';
import { TaskError } from '../taskError.ts';
import { bucketOf } from './hashedEncoding.ts';
import { type TermSettings, termsOf } from './terms.ts';

/** Part of an experiment's encoding section. */
export interface TfidfSettings extends TermSettings {
  readonly maxFeatures: number;
  readonly unknownBuckets: number;
  readonly seed: number;
}

/** What is known of the terms, from training texts alone. */
export interface Vocabulary {
  /** A term's feature. */
  readonly features: ReadonlyMap<string, number>;
  /** Inverse document frequency of each feature: ln((1 + n) / (1 + df)) + 1 for a term that `df` of `n` texts hold. */
  readonly rarities: readonly number[];
  /** That of a term that no text holds. */
  readonly unknownRarity: number;
}

/** Features other than 0 of one text, ascending, with their values. */
export interface WeightedFeatures {
  readonly features: readonly number[];
  readonly weights: readonly number[];
}

const mostTerms = 8_000_000;

/**
 * The vocabulary of these texts: the `maxFeatures` terms that occur most often in all of them together, in alphabetical
 * order; of terms that occur equally often the alphabetically first. As scikit-learn's `TfidfVectorizer` with its
 * defaults (smoothed frequencies).
 * @throws {TaskError} when there are more different terms than memory is meant for
 */
export function fitVocabulary(texts: Iterable<string>, settings: TfidfSettings): Vocabulary {
  const terms = new Map<string, { occurrences: number; texts: number }>();
  let count = 0;
  for (const text of texts) {
    count++;
    const inText = new Set<string>();
    for (const term of termsOf(text, settings)) {
      const known = terms.get(term) ?? { occurrences: 0, texts: 0 };
      known.occurrences++;
      if (!inText.has(term)) known.texts++;
      inText.add(term);
      terms.set(term, known);
      if (terms.size > mostTerms) {
        throw new TaskError(
          `The training texts have more than ${mostTerms.toLocaleString('en-US')} different terms. Lower task.encoding.wordNgrams or leave ` +
            'task.encoding.characterNgrams out.',
        );
      }
    }
  }
  const kept = [...terms]
    .sort(([a, { occurrences: ofA }], [b, { occurrences: ofB }]) => ofB - ofA || inCodeUnitOrder(a, b))
    .slice(0, settings.maxFeatures)
    .sort(([a], [b]) => inCodeUnitOrder(a, b));
  return {
    features: new Map(kept.map(([term], feature) => [term, feature])),
    rarities: kept.map(([, { texts: holding }]) => rarity(count, holding)),
    unknownRarity: rarity(count, 0),
  };
}

/**
 * A text's features, of Euclidean length 1. Terms outside the vocabulary count in one of `unknownBuckets` features past
 * `maxFeatures`, or not at all where there are none: a text of such terms alone is 0 everywhere.
 */
export function weighTerms(text: string, vocabulary: Vocabulary, settings: TfidfSettings): WeightedFeatures {
  const weights = new Map<number, number>();
  for (const term of termsOf(text, settings)) {
    const known = vocabulary.features.get(term);
    if (known === undefined && settings.unknownBuckets === 0) continue;
    const feature = known ?? settings.maxFeatures + bucketOf(term, settings.unknownBuckets, settings.seed);
    const weight = known === undefined ? vocabulary.unknownRarity : (vocabulary.rarities[known] ?? Number.NaN);
    weights.set(feature, (weights.get(feature) ?? 0) + weight);
  }
  const ordered = [...weights].sort(([a], [b]) => a - b);
  const length = Math.sqrt(ordered.reduce((sum, [, weight]) => sum + weight * weight, 0));
  return { features: ordered.map(([feature]) => feature), weights: ordered.map(([, weight]) => weight / length) };
}

// V8 computes logarithms in software, alike on every machine.
function rarity(texts: number, holding: number): number {
  return Math.log((1 + texts) / (1 + holding)) + 1;
}
