// The order that Python 3 gives with random.seed(seed); random.shuffle(items): published splits are defined by it.

import { mersenneFromState } from 'pure-rand/generator/mersenne';

const stateWords = 624;

/**
 * What `random.seed(seed); numbers = list(range(count)); random.shuffle(numbers)` leaves in `numbers`. `seed` is in [0,
 * 2³²).
 */
export function pythonShuffledNumbers(count: number, seed: number): number[] {
  const nextWord = pythonGenerator(seed);
  const numbers = Uint32Array.from({ length: count }, (_, number) => number);
  for (let last = count - 1; last > 0; last--) {
    const chosen = integerBelow(last + 1, nextWord);
    const swapped = numbers[last] ?? 0;
    numbers[last] = numbers[chosen] ?? 0;
    numbers[chosen] = swapped;
  }
  return Array.from(numbers);
}

/** `_randbelow` of Python's `random.py`: as many bits as `bound` has, drawn again until they are below it. */
function integerBelow(bound: number, nextWord: () => number): number {
  const bits = 32 - Math.clz32(bound);
  for (;;) {
    const value = nextWord() >>> (32 - bits);
    if (value < bound) return value;
  }
}

/** The 32-bit words of a Mersenne Twister seeded as Python does, by `init_by_array` with the seed's one word. */
function pythonGenerator(seed: number): () => number {
  const generator = mersenneFromState([0, ...seededState(seed)]);
  // The library computes each word of the next state as it hands out one of the present state, which is the seed here.
  for (let word = 0; word < stateWords; word++) generator.next();
  return () => generator.next() >>> 0;
}

/** `init_by_array([seed])` of the reference implementation (Matsumoto and Nishimura, mt19937ar.c). */
function seededState(seed: number): Uint32Array {
  const state = new Uint32Array(stateWords);
  const mixed = (index: number): number => {
    const previous = state[index - 1] ?? 0;
    return previous ^ (previous >>> 30);
  };
  state[0] = 19650218;
  for (let index = 1; index < stateWords; index++) state[index] = Math.imul(1812433253, mixed(index)) + index;

  let index = 1;
  const advance = (): void => {
    index++;
    if (index < stateWords) return;
    state[0] = state[stateWords - 1] ?? 0;
    index = 1;
  };
  for (let round = 0; round < stateWords; round++) {
    state[index] = ((state[index] ?? 0) ^ Math.imul(mixed(index), 1664525)) + seed;
    advance();
  }
  for (let round = 0; round < stateWords - 1; round++) {
    state[index] = ((state[index] ?? 0) ^ Math.imul(mixed(index), 1566083941)) - index;
    advance();
  }
  state[0] = 0x80000000;
  return state;
}
