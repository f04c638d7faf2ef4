// Dropout: a mask of 0 and 1 / (1 - rate), drawn anew in every inner step, and values multiplied by it. The mask is
// [count] floats in the unpadded order of the values; values are runs of `channels` floats, `stride` floats apart.
// Mask: about 8 integer operations and 4 bytes a value. Multiplication: 1 FLOP and 12 bytes a value.

import { FIRST_INCREMENT, FIRST_MULTIPLIER, ROUNDS, SECOND_INCREMENT, SECOND_MULTIPLIER } from '../../../philox';

/**
 * The mask that `dropoutMask` of `engine/dropoutMask.ts` gives, bit for bit: value i takes word i mod 4 of Philox-4x32
 * at the counter (⌊i / 4⌋, layer, step, 0) under the key (seed, 0). Four counters at a time, so it writes up to the
 * next multiple of 16 values.
 */
export function drawMask(seed: i32, step: i32, layer: i32, count: i32, threshold: i32, kept: f32, mask: usize): void {
  const firstMultiplier = i32x4.splat(<i32>FIRST_MULTIPLIER), secondMultiplier = i32x4.splat(<i32>SECOND_MULTIPLIER);
  const limit = i32x4.splat(threshold), factor = f32x4.splat(kept);
  const end = mask + <usize>count * 4;
  let blocks = i32x4(0, 1, 2, 3);
  for (; mask < end; mask += 64) {
    let a = blocks, b = i32x4.splat(layer), c = i32x4.splat(step), d = i32x4.splat(0);
    let firstKey = seed, secondKey: i32 = 0;
    for (let round: i32 = 0; round < <i32>ROUNDS; round++) {
      const first = v128.xor(v128.xor(multiplyHigh(a, firstMultiplier), d), i32x4.splat(secondKey));
      const second = v128.xor(v128.xor(multiplyHigh(c, secondMultiplier), b), i32x4.splat(firstKey));
      b = i32x4.mul(c, secondMultiplier);
      d = i32x4.mul(a, firstMultiplier);
      a = second;
      c = first;
      firstKey += <i32>FIRST_INCREMENT;
      secondKey += <i32>SECOND_INCREMENT;
    }
    a = v128.andnot(factor, i32x4.lt_u(a, limit));
    b = v128.andnot(factor, i32x4.lt_u(b, limit));
    c = v128.andnot(factor, i32x4.lt_u(c, limit));
    d = v128.andnot(factor, i32x4.lt_u(d, limit));
    // The words of a counter stand in one lane of a, b, c and d.
    const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const abLast = v128.shuffle<f32>(a, b, 2, 6, 3, 7), cdLast = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(mask, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
    v128.store(mask, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 16);
    v128.store(mask, v128.shuffle<f32>(abLast, cdLast, 0, 1, 4, 5), 32);
    v128.store(mask, v128.shuffle<f32>(abLast, cdLast, 2, 3, 6, 7), 48);
    blocks = i32x4.add(blocks, i32x4.splat(4));
  }
}

// The upper halves of the products of unsigned numbers.
// @ts-ignore: decorator
@inline
function multiplyHigh(x: v128, y: v128): v128 {
  return v128.shuffle<i32>(i64x2.extmul_low_i32x4_u(x, y), i64x2.extmul_high_i32x4_u(x, y), 1, 3, 5, 7);
}

/**
 * y ← x · mask; `x` and `y` may be the same. Serves forward, backward and tangents alike. Padding, which is 0, is
 * multiplied by what happens to follow in the mask, so that has to be finite.
 */
export function multiplyByMask(runs: i32, channels: i32, stride: i32, mask: usize, x: usize, y: usize): void {
  const bytes = <usize>stride * 4;
  for (; runs > 0; runs--) {
    for (let j: usize = 0; j < bytes; j += 16) v128.store(y + j, f32x4.mul(v128.load(x + j), v128.load(mask + j)));
    mask += <usize>channels * 4;
    x += bytes;
    y += bytes;
  }
}
