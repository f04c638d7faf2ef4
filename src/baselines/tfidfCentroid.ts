// Texts: the class whose mean TF-IDF vector has the smallest angle with the text's own (Rocchio's classifier).

import { unpackText } from '../tasks/packedTexts.ts';
import type { Task } from '../tasks/task.ts';
import { termsOf } from '../tasks/text/terms.ts';
import type { TextSet } from '../tasks/text/textSet.ts';
import { fitVocabulary } from '../tasks/text/tfidfEncoding.ts';
import type { Baseline } from './baseline.ts';

/** Words, and pieces of them of 3 to 4 characters. */
const terms = { wordNgrams: 1, characterNgrams: [3, 4] } as const;
/** All terms are kept. */
const settings = { ...terms, maxFeatures: Number.MAX_SAFE_INTEGER, unknownBuckets: 0, seed: 0 };

/** A vector by its terms; those that are not there are 0. */
type TermVector = ReadonlyMap<string, number>;

/**
 * Terms are weighed by how rare they are in the texts of the training classes; one that none of them holds counts as
 * rarest. Whatever the experiment's encoding is, the texts themselves are read.
 * @throws {TaskError} when the texts have more terms than memory is meant for
 */
export function createTfidfCentroid({ texts, trainingClasses }: Pick<TextSet, 'texts' | 'trainingClasses'>): Baseline {
  const training = trainingClasses.flatMap(({ samples }) => samples);
  const vocabulary = fitVocabulary(
    training.map((number) => unpackText(texts, number)),
    settings,
  );
  const weightOf = (term: string) =>
    vocabulary.rarities[vocabulary.features.get(term) ?? -1] ?? vocabulary.unknownRarity;
  const vectorOf = (number: number) => {
    const vector = new Map<string, number>();
    for (const term of termsOf(unpackText(texts, number), terms))
      vector.set(term, (vector.get(term) ?? 0) + weightOf(term));
    return normalised(vector);
  };
  return {
    name: 'tfidfCentroid',
    answer(task) {
      const centroids = centroidsOf(task, vectorOf);
      return Float32Array.from(task.queryNumbers, (number) => nearestWay(vectorOf(number), centroids));
    },
  };
}

/** One of each way; only their direction matters. */
function centroidsOf(
  { support, supportNumbers, classNames }: Task,
  vectorOf: (number: number) => TermVector,
): TermVector[] {
  const sums = classNames.map(() => new Map<string, number>());
  supportNumbers.forEach((number, sample) => {
    const sum = sums[support.targets[sample] ?? -1];
    if (sum === undefined) return;
    for (const [term, weight] of vectorOf(number)) sum.set(term, (sum.get(term) ?? 0) + weight);
  });
  return sums.map(normalised);
}

/** The first of equally near ones. */
function nearestWay(vector: TermVector, centroids: readonly TermVector[]): number {
  let [best, most] = [0, Number.NEGATIVE_INFINITY];
  centroids.forEach((centroid, way) => {
    let cosine = 0;
    for (const [term, weight] of vector) cosine += weight * (centroid.get(term) ?? 0);
    if (cosine > most) [best, most] = [way, cosine];
  });
  return best;
}

function normalised(vector: TermVector): TermVector {
  let squares = 0;
  for (const weight of vector.values()) squares += weight * weight;
  const length = Math.sqrt(squares);
  return new Map([...vector].map(([term, weight]) => [term, weight / length]));
}
