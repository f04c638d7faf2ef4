// The draw behind `draw-episodes.ts`, apart from it so that a test can repeat it.

import { randomStream, shuffled } from '../src/engine/random.ts';
import type { Character } from '../src/tasks/omniglotCharacters.ts';

const episodes = 20;
const ways = 20;
const drawersOfCharacter = 20;

export interface DrawnEpisode {
  readonly alphabet: string;
  /** The number that the files of its first character begin with. */
  readonly firstNumber: number;
  /** Whose drawings are learned from, and whose are to be recognised; from 1. */
  readonly drawers: readonly [number, number];
  /** From 1. */
  readonly characters: readonly number[];
}

/** Alphabets of the evaluation set with 20 characters or more, in random order, again and again. */
export function drawEpisodes(characters: readonly Character[], names: readonly string[]): DrawnEpisode[] {
  const random = randomStream(0, 'split');
  const evaluated = characters.filter(({ set }) => set === 'evaluation');
  const alphabets = [...new Set(evaluated.map(({ alphabet }) => alphabet))].filter(
    (alphabet) => evaluated.filter((character) => character.alphabet === alphabet).length >= ways,
  );
  const order = shuffled(alphabets, random);
  return Array.from({ length: episodes }, (_, episode) => {
    const alphabet = order[episode % order.length] ?? '';
    const ofAlphabet = evaluated.filter((character) => character.alphabet === alphabet);
    const [file = ''] = (names[ofAlphabet[0]?.images[0] ?? -1] ?? '').split('/').slice(2);
    const [support = 0, query = 0] = shuffled(numbersUpTo(drawersOfCharacter), random);
    return {
      alphabet,
      firstNumber: Number(file.split('_')[0]),
      drawers: [support, query],
      characters: shuffled(numbersUpTo(ofAlphabet.length), random).slice(0, ways),
    };
  });
}

function numbersUpTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
