// Which values dropout drops: the same ones in every backend, from the seed, the step, the layer and the value's place
// alone.

import { FIRST_INCREMENT, FIRST_MULTIPLIER, ROUNDS, SECOND_INCREMENT, SECOND_MULTIPLIER } from './philox.ts';

/** Which inner step's values are dropped: so many steps after the seed was set. */
export interface DropoutMoment {
  /** Whole number from 0 to 2^32 - 1. */
  readonly seed: number;
  readonly step: number;
}

/**
 * What a batch is multiplied by: 0 where a value is dropped, 1 / (1 - rate) elsewhere. Value i takes word i mod 4 of
 * Philox-4x32 at the counter (⌊i / 4⌋, layer, step, 0) under the key (seed, 0), and is dropped where that word is below
 * rate · 2^32. The kernels' twin is `fused/wasm/kernels/dropout.ts`.
 * @param seed whole number from 0 to 2^32 - 1
 * @param step inner steps since the seed was set, modulo 2^32
 * @param layer number of the dropout layer among the model's dropout layers, from 0
 * @param count values of the whole batch, row-major in [batch, ...shape]
 * @param rate probability that a value is dropped, 0 ≤ rate < 1
 */
export function dropoutMask(seed: number, step: number, layer: number, count: number, rate: number): Float32Array {
  const mask = new Float32Array(count);
  const threshold = dropoutThreshold(rate);
  const kept = 1 / (1 - rate);
  const words = new Uint32Array(4);
  for (let index = 0; index < count; index += 4) {
    words[0] = index / 4;
    words[1] = layer;
    words[2] = step;
    words[3] = 0;
    applyPhilox(words, seed, 0);
    for (let word = 0; word < Math.min(4, count - index); word++) {
      mask[index + word] = (words[word] ?? 0) < threshold ? 0 : kept;
    }
  }
  return mask;
}

/** Words below it drop their value: rate · 2^32, rounded up, and at most 2^32 - 1. */
export function dropoutThreshold(rate: number): number {
  return Math.min(Math.ceil(rate * 2 ** 32), 2 ** 32 - 1);
}

/** Replaces the four words of a counter by the random ones that belong to it and to the key. */
export function applyPhilox(words: Uint32Array, firstKey: number, secondKey: number): void {
  let a = words[0] ?? 0;
  let b = words[1] ?? 0;
  let c = words[2] ?? 0;
  let d = words[3] ?? 0;
  for (let round = 0; round < ROUNDS; round++) {
    const first = multiplyHigh(a, FIRST_MULTIPLIER) ^ d ^ secondKey;
    const second = multiplyHigh(c, SECOND_MULTIPLIER) ^ b ^ firstKey;
    b = Math.imul(c, SECOND_MULTIPLIER);
    d = Math.imul(a, FIRST_MULTIPLIER);
    a = second;
    c = first;
    firstKey = (firstKey + FIRST_INCREMENT) | 0;
    secondKey = (secondKey + SECOND_INCREMENT) | 0;
  }
  words[0] = a;
  words[1] = b;
  words[2] = c;
  words[3] = d;
}

/**
 * The upper 32 bits of the product of two unsigned 32-bit numbers, from the products of their halves: integers for V8,
 * not doubles.
 */
function multiplyHigh(x: number, y: number): number {
  const xLow = x & 0xffff;
  const xHigh = x >>> 16;
  const yLow = y & 0xffff;
  const yHigh = y >>> 16;
  const middle = (Math.imul(xHigh, yLow) + (Math.imul(xLow, yLow) >>> 16)) | 0;
  const carried = (Math.imul(xLow, yHigh) + (middle & 0xffff)) | 0;
  return (Math.imul(xHigh, yHigh) + (middle >>> 16) + (carried >>> 16)) | 0;
}
