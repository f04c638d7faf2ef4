// Seeded random streams: one independent generator for each purpose, meta-iteration and task.

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { hashWords } from './murmurHash3.ts';

/** What a stream is drawn for. Streams of different purposes never share numbers. */
export type RandomPurpose =
  | 'initialization'
  | 'training-task'
  | 'training-batches'
  | 'training-dropout'
  | 'evaluation-task'
  | 'evaluation-batches'
  | 'evaluation-dropout'
  | 'evaluation-trajectories'
  | 'training-classes-task'
  | 'training-classes-batches'
  | 'training-classes-dropout'
  | 'training-classes-trajectories'
  | 'split'
  | 'bootstrap';

/** A source of random numbers; every draw advances it. */
export interface RandomStream {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Uniform integer in [0, bound); `bound` is at least 1. */
  integer(bound: number): number;
  /** Standard normal, by the polar method. */
  normal(): number;
}

/**
 * The stream for `purpose` at the given indices (for instance meta-iteration and task number). The same arguments give
 * the same numbers in any process, in any order of creation: this is what makes results independent of the number of
 * workers, and why a checkpoint needs no generator state beyond seed and meta-iteration.
 */
export function randomStream(seed: number, purpose: RandomPurpose, ...indices: readonly number[]): RandomStream {
  return streamFrom(stateFor([...wordsOf(purpose), 0xffff, seed >>> 0, ...indices]));
}

/** A seed for `Learner.seedDropout`, from the stream of the same arguments. */
export function dropoutSeed(
  seed: number,
  purpose: Extract<RandomPurpose, `${string}-dropout`>,
  ...indices: readonly number[]
): number {
  return randomStream(seed, purpose, ...indices).integer(2 ** 32);
}

/** A shuffled copy of `items` (Fisher-Yates, from the end). */
export function shuffled<T>(items: readonly T[], random: RandomStream): T[] {
  const result = items.slice();
  shuffle(result, random);
  return result;
}

/** Shuffles `items` in place, as `shuffled` does. */
export function shuffle<T>(items: T[], random: RandomStream): void {
  for (let last = items.length - 1; last > 0; last--) {
    const chosen = random.integer(last + 1);
    const swapped = items[last] as T;
    items[last] = items[chosen] as T;
    items[chosen] = swapped;
  }
}

const purposesInWords = new Map<RandomPurpose, readonly number[]>();

function wordsOf(purpose: RandomPurpose): readonly number[] {
  const known = purposesInWords.get(purpose);
  if (known !== undefined) return known;
  const words = [...new TextEncoder().encode(purpose)];
  purposesInWords.set(purpose, words);
  return words;
}

function streamFrom(state: readonly number[]): RandomStream {
  const generator = xoroshiro128plusFromState(state);
  let spare: number | undefined;
  return {
    uniform: () => uniformFloat64(generator),
    integer: (bound) => uniformInt(generator, 0, bound - 1),
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      for (;;) {
        const u = 2 * uniformFloat64(generator) - 1;
        const v = 2 * uniformFloat64(generator) - 1;
        const s = u * u + v * v;
        if (s > 0 && s < 1) {
          const factor = Math.sqrt((-2 * Math.log(s)) / s);
          spare = v * factor;
          return u * factor;
        }
      }
    },
  };
}

// Four 32-bit words by MurmurHash3's mixing with four seeds: the generator itself has no stream selection.
function stateFor(words: readonly number[]): number[] {
  return [0x9e3779b9, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f].map((seed) => hashWords(words, seed));
}
