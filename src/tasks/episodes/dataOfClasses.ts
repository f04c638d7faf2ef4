// Any divided data as lists of episodes see them.

import { type PackedTexts, unpackText } from '../packedTexts.ts';
import type { EpisodeData } from './sampleFinder.ts';

interface Divided<Class> {
  readonly trainingClasses: readonly Class[];
  readonly heldOutClasses: readonly Class[];
}

/** @param samplesNoun what samples are, for messages: `images` */
export function dataOfClasses<Class extends { readonly name: string }>(
  { trainingClasses, heldOutClasses }: Divided<Class>,
  samplesOf: (one: Class) => readonly number[],
  names: PackedTexts,
  samplesNoun: string,
): EpisodeData {
  const named = (one: Class) => ({ name: one.name, samples: samplesOf(one) });
  return {
    trainingClasses: trainingClasses.map(named),
    heldOutClasses: heldOutClasses.map(named),
    samplesNoun,
    nameOf: (sample) => unpackText(names, sample),
  };
}
