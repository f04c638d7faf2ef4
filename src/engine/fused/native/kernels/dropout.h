// Dropout: a mask of 0 and 1 / (1 - rate), drawn anew in every inner step, and values multiplied by it. The mask is
// [count] floats in the unpadded order of the values. Cost: as of the WebAssembly kernels.

#pragma once

#include "operations.h"
#include "philox.h"
#include "vector.h"

namespace {

/** Upper half of the product. */
INLINE uint32_t multiplyHigh(uint32_t a, uint32_t b) { return static_cast<uint64_t>(a) * b >> 32; }

/**
 * The mask that `dropoutMask` of `engine/dropoutMask.ts` gives, bit for bit: value i takes word i mod 4 of Philox-4x32 at
 * the counter (⌊i / 4⌋, layer, step, 0) under the key (seed, 0). Writes up to the next multiple of 16 values.
 */
KERNEL void carryOut(const DrawMask &its, Context &context) {
  const uint32_t threshold = its.threshold();
  const float kept = its.kept();
  const int blocks = (its.count() + 15) / 16 * 4;
  Address mask = its.mask();
  for (int block = 0; block < blocks; block++) {
    uint32_t a = block, b = its.layer(), c = context.state.dropoutStep, d = 0;
    uint32_t firstKey = context.state.dropoutSeed, secondKey = 0;
    for (uint32_t round = 0; round < ROUNDS; round++) {
      const uint32_t first = multiplyHigh(a, FIRST_MULTIPLIER) ^ d ^ secondKey;
      const uint32_t second = multiplyHigh(c, SECOND_MULTIPLIER) ^ b ^ firstKey;
      b = c * SECOND_MULTIPLIER;
      d = a * FIRST_MULTIPLIER;
      a = second;
      c = first;
      firstKey += FIRST_INCREMENT;
      secondKey += SECOND_INCREMENT;
    }
    const uint32_t words[4] = {a, b, c, d};
    for (int word = 0; word < 4; word++, mask += 4) putFloat(mask, words[word] < threshold ? 0 : kept);
  }
}

/** y ← x · mask; padding, which is 0, is multiplied by what happens to follow in the mask. */
KERNEL void carryOut(const MultiplyByMask &its, Context &) {
  const size_t bytes = static_cast<size_t>(its.stride()) * 4, maskBytes = static_cast<size_t>(its.channels()) * 4;
  Address mask = its.mask(), x = its.x(), y = its.y();
  for (int run = its.runs(); run > 0; run--, mask += maskBytes, x += bytes, y += bytes) {
    eachVector(bytes, [&](auto zero, size_t at) INLINED {
      using V = decltype(zero);
      store(y + at, load<V>(x + at) * load<V>(mask + at));
    });
  }
}

} // namespace
